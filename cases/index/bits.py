"""Reads the index: which entries have a value, and how many of a list have each."""

import threading
from contextvars import ContextVar
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter

from django.core.signals import request_finished, request_started
from django.db import router
from django.dispatch import receiver
from django.urls import get_script_prefix
from django.utils.translation import get_language
from pyroaring import BitMap

from cases.index import long_values
from cases.index.long_values import LONG
from cases.models import Entry, Generation, Posting
from cases.models.prepared import prepared
from cases.visibility import on_day, today

HELD = 100  # values of a long facet, the commonest, stay in memory
READ_AT_ONCE = 20  # postings that are read
# Entries of a list, at least, that tell which values of a long facet are common in it: what every
# twentieth has is among them in 99 of 100 lists. With 500 a page of two filters took twice as long.
LOOKED_AT = 100
APART = ":"  # in the name of a facet that few ask for: it is read then, and not held
MANY = 5_000  # changed values are as well read anew, all of them


@dataclass(frozen=True)
class Held:
    """A value of a facet: how readers know it, and the serials of its entries, or its figures."""

    label: str
    cases: int
    bits: BitMap


@dataclass(frozen=True)
class HeldValues:
    """The values of a facet that stay in memory, the commonest first; no other has more cases."""

    values: dict
    rest: int = 0  # the most cases that any other value may have


NONE = HeldValues({})


class Index:
    """The index as it stood when this was made; a facet that is not held, as it stands when it is
    read. A transaction that publishes is not to ask for it: what this process holds in memory would
    be ahead of the database if that failed.

    Bitmaps that it gives are everybody's: combine them, but never change one in place.
    """

    @classmethod
    def now(cls):
        """The index as it stands; within one request it is looked at once."""
        holder = of_request.get()
        if holder is None:
            return cls()
        if not holder:
            holder.append(cls())
        return holder[0]

    def __init__(self):
        self.generation = Generation.current()
        self.facets, self.notes = memory_of(router.db_for_read(Posting)).at(self.generation)
        self.read_lists = []  # what a page asks for several times is read once
        self.postings, self.whole_facets = {}, {}

    def note(self, name, make):
        """What `make` returned when first asked in this generation: for little that all ask."""
        if name not in self.notes:
            self.notes[name] = make()
        return self.notes[name]

    @property
    def published(self):
        return self.having("published", ["yes"])

    def held(self, facet):
        return self.facets.get(facet, NONE)

    def values(self, facet):
        if APART not in facet:
            return self.held(facet).values
        if facet not in self.whole_facets:
            self.whole_facets[facet] = read(facet)
        return self.whole_facets[facet]

    def looks_at_each_of(self, entries):
        return len(entries) < 2 * LOOKED_AT

    def common(self, facet, entries, most):
        """{value: how many of those looked at have it} of the commonest of a long facet.

        LOOKED_AT are looked at, taken evenly; more, and at last all, if these have too few values.
        """
        for number in (LOOKED_AT, 10 * LOOKED_AT, len(entries)):
            some = entries[:: len(entries) // number or 1]
            found = long_values.commonest(self.counted(some), facet, most)
            if len(found) >= most or len(some) == len(entries):
                break
        return found

    def labels(self, facet, values):
        """{value: label}; bitmaps, which are most of a posting, are left unread."""
        in_memory = self.held(facet).values
        found = {value: in_memory[value].label for value in values & in_memory.keys()}
        if rare := list(values - in_memory.keys()):
            found |= dict(labels_of(facet=facet, values=rare))
        return found

    def counted(self, entries):
        """In how many of these entries each value of the long facets stands."""
        for read_before, counts in self.read_lists:
            if entries == read_before:
                return counts
        counts = long_values.counted(text for [text] in texts_of(serials=list(entries)))
        self.read_lists.append((entries, counts))
        return counts

    def having(self, facet, values):
        """The serials of the entries with any of `values`."""
        found = [one.bits for one in self.some(facet, values).values()]
        return found[0] if len(found) == 1 else in_any(found)

    def some(self, facet, values):
        """{value: held} of those of `values` that any entry has."""
        in_memory = self.held(facet)
        found = {value: in_memory.values[value] for value in values if value in in_memory.values}
        rare = [value for value in values if value not in in_memory.values]
        if rare and (in_memory.rest or APART in facet):
            found |= self.read_once(facet, rare)
        return found

    def read_once(self, facet, values):
        """{value: held} of those of `values`, which memory does not hold, that any entry has."""
        known = self.postings.setdefault(facet, {})
        if unknown := [value for value in values if value not in known]:
            rows = postings_of(facet=facet, values=unknown)
            known |= dict.fromkeys(unknown) | {value: held(*said) for value, *said in rows}
        return {value: known[value] for value in values if known[value]}


class Memory:
    """What a process holds of one database's postings, brought up to a generation when asked."""

    def __init__(self):
        self.lock = threading.Lock()
        self.generation, self.facets, self.notes = None, {}, {}

    def at(self, generation):
        with self.lock:
            if generation != self.generation:
                self.facets, self.notes = self.caught_up(generation), {}
                self.generation = generation
            return self.facets, self.notes

    def caught_up(self, generation):
        if self.generation is None or generation < self.generation:
            return read_all()
        changed = Posting.objects.filter(generation__gt=self.generation)
        changed = changed.exclude(facet__contains=APART)
        found = list(changed[: MANY + 1])
        grown = any(len(facet.values) > 2 * HELD for facet in self.facets.values() if facet.rest)
        return read_all() if len(found) > MANY or grown else with_changes(self.facets, found)


def read_all():
    """A few at a time: what is stored and what is made of it would take twice the memory."""
    postings = Posting.objects.filter(cases__gt=0).order_by("facet", "-cases", "label")
    rows = postings.exclude(facet__in=LONG).exclude(facet__contains=APART)
    short = groupby(rows.iterator(chunk_size=READ_AT_ONCE), attrgetter("facet"))
    facets = {name: HeldValues(held_by_value(found)) for name, found in short}
    return facets | {name: long_facet(postings.filter(facet=name)) for name in LONG}


def read(facet):
    return held_by_value(in_use(facet).iterator(chunk_size=READ_AT_ONCE))


def in_use(facet):
    """The postings of values that any entry has: when the last loses one, its posting stays.

    Said as “more than none” SQLite may look for it in an index, and go through all of a facet.
    """
    return Posting.objects.filter(facet=facet).exclude(cases=0)


@prepared
def postings_of(facet, values):
    found = in_use(facet).filter(value__among=values)
    return found.values_list("value", "label", "cases", "bits")


@prepared
def labels_of(facet, values):
    return in_use(facet).filter(value__among=values).values_list("value", "label")


@prepared
def texts_of(serials):
    return Entry.objects.filter(serial__among=serials).values_list("long_values")


def long_facet(postings):
    found = list(postings[: HELD + 1])
    return HeldValues(held_by_value(found[:HELD]), found[HELD].cases if len(found) > HELD else 0)


def held_by_value(postings):
    return {each.value: held(each.label, each.cases, each.bits) for each in postings}


def with_changes(facets, postings):
    changed = {}
    for posting in postings:
        changed.setdefault(posting.facet, []).append(posting)
    return facets | {
        name: changed_facet(facets.get(name, NONE), found) for name, found in changed.items()
    }


def changed_facet(facet, postings):
    values = dict(facet.values)
    for posting in postings:
        values.pop(posting.value, None)
        if posting.cases > facet.rest:
            values |= held_by_value([posting])
    return replace(facet, values=dict(sorted(values.items(), key=commonest)))


def commonest(item):
    _value, held = item
    return -held.cases, held.label


def held(label, cases, bits):
    return Held(label, cases, bits_of(bits))


def bits_of(stored):
    return BitMap.deserialize(bytes(stored)) if stored else BitMap()


def in_any(bitmaps):
    """What any of them has; nothing if there are none, which pyroaring refuses."""
    return BitMap.union(BitMap(), *bitmaps)


def noted(name, make):
    """What `make` says of the whole register today, made once in a generation by each process."""
    if on_day.get():
        return make()
    return Index.now().note((name, today(), get_language(), get_script_prefix()), make)


of_request = ContextVar("index_of_request", default=None)


@receiver(request_started)
def begin(**kwargs):
    of_request.set([])


@receiver(request_finished)
def end(**kwargs):
    of_request.set(None)


memories = {}


def memory_of(alias):
    return memories.setdefault(alias, Memory())


def forget():
    memories.clear()
    end()  # a request that broke off may have left its own
