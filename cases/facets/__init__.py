"""Facets: the ways to narrow a list, and how many rows of it each value would leave.

Any of the values chosen in one facet, all of the facets. A facet's counts leave its own choice
out, so that a reader sees what the next click gives.
"""

from cases.facets.aside import KEPT_ASIDE
from cases.facets.box import boxes
from cases.facets.cases import CASE_FACETS, DIRECTION, ORGANISATION
from cases.facets.figures import FIGURE_DAY, FIGURE_FACETS
from cases.facets.pairs import PAIRS

__all__ = [
    "CASE_FACETS",
    "DIRECTION",
    "FIGURE_DAY",
    "FIGURE_FACETS",
    "KEPT_ASIDE",
    "ORGANISATION",
    "PAIRS",
    "boxes",
]
