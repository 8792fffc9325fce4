"""Lists of what stands in the index: what is left, how many have what, and in which order."""

from functools import partial

from django.utils.functional import cached_property

from cases.filters.faceted import FacetedFilter
from cases.index.bits import Index
from cases.visibility import on_day


class IndexedFilter(FacetedFilter):
    @cached_property
    def index(self):
        """None where the question is about a day of the past: the index knows only today."""
        return None if on_day.get() else Index.now()

    def all_entries(self):
        raise NotImplementedError

    @cached_property
    def entries(self):
        """What all filters leave, as the index knows it: serials of cases, or keys of figures."""
        return self.entries_without(None)

    def entries_without(self, name):
        found = self.all_entries()
        for facet in self.all_facets():
            if facet.name != name and facet.name in self.chosen:
                found = found & facet.among_entries(self.index, list(self.chosen[facet.name]))
        return found

    @property
    def narrowed(self):
        return bool(self.question or self.chosen)

    def entries_counted(self, facet):
        """What a facet counts its values among; None stands for all entries."""
        if not self.question and self.chosen.keys() <= {facet}:
            return None
        return self.entries_without(facet) if facet in self.chosen else self.entries

    def counted_in_index(self, facet):
        """Rows of a facet's values with their counts; None if the database has to count them."""
        if self.index is None:
            return None
        within = self.entries_counted(facet.name)
        if not facet.long:
            return facet.counted(self.index, within)
        count = partial(facet.commonest, self.index, within, facet.most(self.index))
        rows = self.kept(facet.name, count, but=facet.name)
        rare = self.chosen.get(facet.name, {}).keys() - {value for _name, value, *_rest in rows}
        return rows + facet.counted_of(rare, self.index, within)

    def orders(self):
        """{name: what puts the entries into this order}, of orders that the index can tell."""
        return {}

    @cached_property
    def in_order(self):
        """The entries as a page shows them, or None where only the database can tell the order."""
        make = self.orders().get(self.chosen_sort) if self.index else None
        return make and make()
