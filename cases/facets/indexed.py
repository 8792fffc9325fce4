"""Facets whose values stand in the index: what an edition has of each, and what a bitmap counts."""

from dataclasses import dataclass

from cases.facets.facet import NOT_STATED, Facet
from cases.index.bits import APART, Index, in_use
from cases.index.long_values import LONG
from cases.visibility import on_day

FEWER = 20  # values of a facet that are shown where memory does not hold all


@dataclass(frozen=True, eq=False)
class IndexedFacet(Facet):
    group: str = ""  # what the index keeps it with: figures are counted apart from editions

    @property
    def kept_as(self):
        return self.group + self.name

    def values_of(self, record):
        """{value: label} of an edition that is read with all that belongs to it, or of a figure."""
        values, texts = reached(record, self.path), reached(record, self.text or self.path)
        found = dict(zip(values, texts, strict=True))
        return {value or NOT_STATED: found[value] or value for value in found if self.has(value)}

    def has(self, value):
        return value not in (None, "") or self.absent

    def among_entries(self, index, values):
        """The serials of the entries that have any of `values`; see cases.index."""
        return index.having(self.kept_as, values)

    @property
    def long(self):
        return self.name in LONG

    def most(self, index):
        """Fewer where not all are in memory: of its commonest in a list more might be missed."""
        return FEWER if index and index.held(self.kept_as).rest else super().most(index)

    def counted(self, index, within):
        """(facet's name, value, label, cases) of the values that any entry of a bitmap has.

        None stands for all entries.
        """
        if within is None and APART in self.kept_as:  # of what is not held, bitmaps are spared
            return self.rows_in_all()
        return self.rows_of(index.values(self.kept_as), within)

    def counted_of(self, values, index, within):
        """The same of some values, also of such as memory does not hold."""
        return self.rows_of(index.some(self.kept_as, values), within)

    def rows_of(self, found, within):
        counts = ((value, held.label, cases_in(held, within)) for value, held in found.items())
        return [(self.name, *count) for count in counts if count[2]]

    def commonest(self, index, within, most):
        """So many of `counted` that most entries have, of a facet with too many values for a page.

        In a long list they are looked for among the commonest of the register and in some of its
        entries; how many entries have each is exact.
        """
        if not index.held(self.kept_as).rest:
            return shortened(self.counted(index, within), most)
        if within is None:  # which are in memory changes as others are published
            return self.rows_in_all(most)
        if index.looks_at_each_of(within):
            return self.counted_in_each(index, within, most)
        likely = {*index.values(self.kept_as), *index.common(self.kept_as, within, most)}
        return shortened(self.counted_of(likely, index, within), most)

    def counted_in_each(self, index, within, most):
        """The same of so few entries that each tells what it has: no bitmap is needed."""
        found = index.common(self.kept_as, within, most)
        labels = index.labels(self.kept_as, found.keys())
        return [
            (self.name, value, labels[value], found[value]) for value in found if value in labels
        ]

    def rows_in_all(self, most=None):
        found = in_use(self.kept_as).order_by("-cases", "value")
        return [(self.name, *row) for row in found.values_list("value", "label", "cases")[:most]]

    def found_in_published(self, values):
        if on_day.get():
            return super().found_in_published(values)
        found = Index.now().some(self.kept_as, self.stated(values))
        return self.not_stated(values) | {
            value: held.label or value for value, held in found.items()
        }


def reached(record, path):
    """What stands at a path of fields and relations, for each record on the way."""
    name, _separator, rest = path.partition("__")
    found = getattr(record, name, None)
    if hasattr(found, "all"):
        return [value for each in found.all() for value in reached(each, rest)]
    return reached(found, rest) if rest else [found]


def cases_in(held, within):
    """How many entries of a bitmap have a value; None stands for all there are."""
    return held.cases if within is None else within.intersection_cardinality(held.bits)


def shortened(rows, most):
    return sorted(rows, key=lambda row: (-row[3], row[1]))[:most]
