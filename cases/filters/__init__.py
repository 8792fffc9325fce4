"""What a list's URL may say. Whatever it cannot mean is refused in words, never ignored."""

from cases.filters.cases import CaseFilter
from cases.filters.figures import FigureFilter
from cases.filters.matrix import MatrixFilter
from cases.filters.register import SEEN_EVERYWHERE, RegisterFilter
from cases.filters.timeline import TimelineFilter
from cases.filters.together import TogetherFilter

__all__ = [
    "SEEN_EVERYWHERE",
    "CaseFilter",
    "FigureFilter",
    "MatrixFilter",
    "RegisterFilter",
    "TimelineFilter",
    "TogetherFilter",
]
