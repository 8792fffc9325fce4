"""Events of today's cases, out of the index: a page deep in a million takes as long as the first.

Those of a day stand in the order of how many its case has that day, then of publication.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from django.db.models import F

from cases.facets.indexed import cases_in
from cases.index.bits import Held
from cases.models import Edition
from cases.reading import for_events
from cases.timeline.event import BATCH, events_of


class Tier(NamedTuple):
    """The cases of a list that have a number of events on a day."""

    day: str
    number: int
    held: Held
    cases: int

    @classmethod
    def of(cls, value, held, within):
        """`value` is as event.EventDays writes it."""
        day, number = value.split(":")
        return cls(day, int(number), held, cases_in(held, within))

    @property
    def events(self):
        return self.number * self.cases

    @property
    def year(self):
        return int(self.day[:4])


class Cut(NamedTuple):
    """A part of the events of a tier: `serials` are of the cases that have any of it."""

    tier: Tier
    serials: list
    skipped: int  # events of the first case
    events: int

    def read(self, editions):
        found = [editions[serial] for serial in self.serials if serial in editions]
        events = [e for edition in found for e in events_of(edition) if str(e.day) == self.tier.day]
        return events[self.skipped :][: self.events]


class Today(Sequence):
    def __init__(self, tiers, within, years):
        self.tiers, self.within, self.years = tiers, within, years
        self.ends = list(accumulate(tier.events for tier in tiers))

    @classmethod
    def of(cls, days, within, year=None):
        """`days` are {“2018-09-30:2”: held}; of the entries `within`, None stands for all."""
        every = (Tier.of(value, held, within) for value, held in sorted(days.items()))
        tiers = [tier for tier in every if tier.cases]
        years = Counter()
        for tier in tiers:
            years[tier.year] += tier.events
        return cls([tier for tier in tiers if year in (None, tier.year)], within, dict(years))

    def __len__(self):
        return self.ends[-1] if self.ends else 0

    def __iter__(self):
        for first in range(0, len(self), BATCH):
            yield from self[first : first + BATCH]

    def __getitem__(self, place):
        start, stop, _step = place.indices(len(self))
        cuts = list(self.cuts(start, stop))
        editions = read({serial for cut in cuts for serial in cut.serials})
        return [event for cut in cuts for event in cut.read(editions)]

    def cuts(self, start, stop):
        for place in range(bisect_right(self.ends, start), len(self.tiers)):
            first = self.ends[place] - self.tiers[place].events
            if first >= stop:
                return
            yield self.cut(self.tiers[place], max(start - first, 0), stop - first)

    def cut(self, tier, start, stop):
        bits = tier.held.bits if self.within is None else tier.held.bits & self.within
        stop = min(stop, tier.events)
        first, last = start // tier.number, -(-stop // tier.number)
        return Cut(tier, list(bits[first:last]), start - first * tier.number, stop - start)


def read(serials):
    """{serial: edition}, but for those that were withdrawn meanwhile."""
    editions = Edition.objects.published().filter(entry__serial__among=list(serials))
    found = for_events(editions.annotate(serial=F("entry__serial")))
    return {edition.serial: edition for edition in found}
