"""Entries in an order: what a paginator needs of a list, cut out of bitmaps.

A page in the midst of a million entries is found as fast as the first, where OFFSET walks through
all before it: a bitmap counts its members by blocks.
"""

from collections.abc import Sequence
from itertools import chain

from pyroaring import BitMap

from cases import search
from cases.index.bits import in_any
from cases.models import Entry, Figure

WALKED = 200  # figures that are looked at for a page of cases; then, if too few, ten times as many
FEW = 5_000  # entries whose own figures are as well sorted


def editions_of(serials):
    """The keys of the editions of these entries: as a list, for a database that is told to join
    them goes through all cases of an organisation instead.
    """
    return list(Entry.objects.filter(serial__in=serials).values_list("edition", flat=True))


class Newest(Sequence):
    """Serials, the latest first; a bitmap counts from the earliest."""

    def __init__(self, entries):
        self.entries = entries

    def __len__(self):
        return len(self.entries)

    def __iter__(self):
        return reversed(self.entries)

    def __getitem__(self, place):
        start, stop, _step = place.indices(len(self))
        return list(self.entries[len(self) - stop : len(self) - start])[::-1]


class InTiers(Newest):
    """The entries of one tier after the other, which are found as far as the page needs them."""

    def tiers(self):
        """Bitmaps that have no entry in common, and each entry between them."""
        raise NotImplementedError

    def __iter__(self):
        return chain.from_iterable(map(Newest, self.tiers()))

    def __getitem__(self, place):
        start, stop, _step = place.indices(len(self))
        found = []
        for tier in map(Newest, self.tiers()):
            found += tier[max(start, 0) : max(stop, 0)]
            start, stop = start - len(tier), stop - len(tier)
            if stop <= 0:
                break
        return found


class ByLevel(InTiers):
    """The entries of one level after the other, each of which holds the one before."""

    def __init__(self, entries, terms):
        super().__init__(entries)
        self.terms = terms

    def levels(self):
        raise NotImplementedError

    def tiers(self):
        seen = BitMap()
        for level in self.levels():
            yield level - seen
            seen = level


class ByRelevance(ByLevel):
    """Those whose title has every word, then those whose title and summary have, then the rest."""

    def levels(self):
        for columns in search.TIERS:
            yield self.entries & search.entries(self.terms, columns)
        yield self.entries


class ByTerms(ByLevel):
    """Those with the most of some terms first; those with none are left out."""

    def levels(self):
        return reversed(search.having_some(self.entries, self.terms)[1:])


class BySize(Newest):
    """Those with the largest reported value of a metric first, those without one last.

    Figures are walked through from the largest on, as far as the page needs them.
    """

    def __init__(self, entries, metric):
        super().__init__(entries)
        self.figures = Figure.objects.reporting(metric).filter(edition__entry__isnull=False)
        if len(entries) <= FEW:
            self.figures = self.figures.filter(edition__entry__serial__among=list(entries))

    def __iter__(self):
        return iter(self[:])

    def __getitem__(self, place):
        start, stop, _step = place.indices(len(self))
        most, found, done = WALKED, [], False
        while len(found) < stop and not done:
            found, done = self.largest(most)
            most *= 10
        if done:
            found += Newest(self.entries - BitMap(found))
        return found[start:stop]

    def largest(self, most):
        """(serials in order, whether that is all that have a value) of so many figures.

        Of equal values, which the later published have first, all are looked at or none.
        """
        rows = self.figures.order_by("-value").values_list("value", "edition__entry__serial")
        rows = list(rows[:most])
        done = len(rows) < most
        if not done:
            rows = [row for row in rows if row[0] != rows[-1][0]]
        rows.sort(key=lambda row: (-row[0], -row[1]))
        return list(dict.fromkeys(serial for _, serial in rows if serial in self.entries)), done


class ByDay(InTiers):
    """Those of the latest day first, those without one last; `days` is {day: held}."""

    def __init__(self, entries, days):
        super().__init__(entries)
        self.days = days

    def tiers(self):
        for day in sorted(self.days, reverse=True):
            yield self.entries & self.days[day].bits
        yield self.entries - in_any(held.bits for held in self.days.values())
