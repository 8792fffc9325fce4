from cases import together
from cases.facets import DIRECTION
from cases.filters.indexed import IndexedFilter


class TogetherFilter(IndexedFilter):
    """Which cases count when organisations meet in them."""

    facets = [DIRECTION]

    def all_entries(self):
        return self.index.published

    def strongest(self):
        if self.index is None:
            return together.strongest_counted(self.matching())
        return together.strongest_in_index(self.index, self.entries)
