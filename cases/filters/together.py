from cases.facets import DIRECTION
from cases.filters.register import FacetedFilter


class TogetherFilter(FacetedFilter):
    """Which cases count when organisations meet in them."""

    facets = [DIRECTION]
