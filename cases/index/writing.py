"""Writes the index: for a few cases when they are published, for all when it is made anew."""

from collections import Counter

from django.db import transaction
from pyroaring import BitMap

from cases import search
from cases.index import whole_pages
from cases.index.bits import bits_of
from cases.index.drawings import drawing_of
from cases.index.entries import entry_of, keys_of
from cases.models import Drawing, Edition, Entry, Generation, Posting, Standing
from cases.reading import for_page, with_names
from cases.search import backends

BATCH = 500
LATEST = 20  # editions that tell what code wrote the index


@transaction.atomic
def refresh(*cases):
    """Write what readers may now find of these cases; call it where their editions change."""
    editions = Edition.objects.filter(case__in=cases)
    generation = Generation.advance(steps=1 + len(cases))
    few = len(cases) <= whole_pages.AT_ONCE  # of more they are drawn when read, or by rebuild_index
    writing = Writing(generation, whole_pages.whole_drawing_of if few else drawing_of)
    before = {entry.edition_id: entry for entry in Entry.objects.filter(edition__in=editions)}
    writing.remove(before.values())
    fresh = iter(range(generation - len(cases), generation))
    published = with_names(for_page(editions.published())).order_by("published_at", "pk")
    for edition in published:
        known = before.get(edition.pk)
        writing.add(edition, known.serial if known else next(fresh))
    writing.finish()


@transaction.atomic
def rebuild():
    """Make the whole index anew; returns how many editions stand in it."""
    Generation.advance(steps=0)  # who is publishing ends first: what is read here stands then
    published = Edition.objects.published().order_by("published_at", "pk")
    pks = list(published.values_list("pk", flat=True))
    generation = Generation.advance(steps=1 + len(pks))
    clear(generation)
    writing = Writing(generation, draw=None)
    for first in range(0, len(pks), BATCH):
        batch = pks[first : first + BATCH]
        found = with_names(for_page(Edition.objects.all())).in_bulk(batch)
        for place, pk in enumerate(batch, generation - len(pks) + first):
            writing.add(found[pk], place)
        writing.write_entries()
    writing.finish()
    return len(pks)


def is_needed():
    """Whether editions are missing or too many, or the latest would be written otherwise now."""
    published = Edition.objects.published()
    withdrawn = Entry.objects.exclude(edition__in=published.values("pk"))
    if published.filter(entry=None).exists() or withdrawn.exists():
        return True
    latest = published.select_related("entry").order_by("-entry__serial")
    return any(map(stands_otherwise, for_page(latest)[:LATEST]))


def stands_otherwise(edition):
    known, serial = said_of(edition.entry), edition.entry.serial
    made, _labels = entry_of(edition, serial)  # which is the edition's from here on
    return said_of(made) != known


def said_of(entry):
    return entry.slug, entry.title, set(keys_of(entry))


def clear(generation):
    """Values stay with no case, so that who holds their old bits learns of it."""
    backends.clear()
    Entry.objects.all().delete()
    Standing.objects.all().delete()
    Posting.objects.update(cases=0, bits=b"", generation=generation)


class Writing:
    """Gathers what is to be written, so that each value is read and written once."""

    def __init__(self, generation, draw):
        self.generation = generation
        self.draw = draw  # makes an edition's drawing; None leaves it to who reads it
        self.removed, self.added, self.editions = [], [], []
        self.lost, self.gained, self.labels = {}, {}, {}
        self.counts = {}  # {organisation's pk: Counter of columns}

    def remove(self, entries):
        for entry in entries:
            self.removed.append(entry)
            self.count_in(entry, self.lost, -1)

    def add(self, edition, serial):
        entry, labels = entry_of(edition, serial)
        self.added.append(entry)
        self.editions.append(edition)
        self.labels |= labels
        self.count_in(entry, self.gained, 1)

    def count_in(self, entry, bits, step):
        for *key, bit in keys_of(entry):
            bits.setdefault(tuple(key), BitMap()).add(bit)
        for organisation, column in entry.parts:
            self.counts.setdefault(organisation, Counter())[column] += step

    def finish(self):
        self.write_entries()
        self.write_postings()
        self.write_standings()

    def write_entries(self):
        if self.removed:
            serials = [entry.serial for entry in self.removed]
            search.backend().remove(serials)
            Entry.objects.filter(serial__in=serials).delete()
        Entry.objects.bulk_create(self.added, batch_size=BATCH)
        if self.draw:
            Drawing.objects.bulk_create(map(self.draw, self.editions), batch_size=BATCH)
        words = map(search.columns_of, self.editions)
        search.backend().write(zip([e.serial for e in self.added], words, strict=True))
        self.removed, self.added, self.editions = [], [], []

    def write_postings(self):
        keys = self.lost.keys() | self.gained.keys()
        held = postings(keys)
        changed = [self.posting(held.get(key), *key) for key in sorted(keys)]
        Posting.objects.bulk_create(
            changed,
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["facet", "value"],
            update_fields=["label", "cases", "generation", "bits"],
        )

    def posting(self, held, facet, value):
        key = facet, value
        bits = bits_of(held.bits) if held else BitMap()
        bits -= self.lost.get(key, BitMap())
        bits |= self.gained.get(key, BitMap())
        label = self.labels.get(key, held and held.label)
        return Posting(
            facet=facet,
            value=value,
            label=label,
            cases=len(bits),
            generation=self.generation,
            bits=bits.serialize(),
        )

    def write_standings(self):
        changed = {pk: steps for pk, steps in self.counts.items() if any(steps.values())}
        held = Standing.objects.in_bulk(list(changed))
        found = [
            standing(held.get(pk), pk, steps)
            for pk, steps in sorted(changed.items())
            if pk in held or max(steps.values()) > 0  # else it was merged into another
        ]
        Standing.objects.bulk_create(
            found,
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["organisation"],
            update_fields=["counts", "directions", "roles", "cases"],
        )


def standing(held, organisation, steps):
    counts = Counter(held.counts if held else {})
    counts.update(steps)
    counts = {column: count for column, count in counts.items() if count > 0}
    by_direction = [counts[column] for column in counts if column.startswith("direction:")]
    return Standing(
        organisation_id=organisation,
        counts=counts,
        directions=len(by_direction),
        roles=len(counts) - len(by_direction),
        cases=sum(by_direction),
    )


def postings(keys):
    """{(facet, value): posting} of those that exist; in one query, which finds a few others too."""
    facets, values = {facet for facet, _value in keys}, {value for _facet, value in keys}
    found = Posting.objects.filter(facet__in=facets, value__in=values)
    return {(posting.facet, posting.value): posting for posting in found}
