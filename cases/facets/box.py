"""Boxes beside a list: the values of each facet to tick, and how many cases each would leave."""

from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import get_language, ngettext

from cases.facets.facet import MOST, NOT_STATED, words_for

FIRST = 10  # values of a facet that are shown before the rest is asked for


class FacetValue(NamedTuple):
    """One box to tick: a value, and how many cases ticking it alone in its facet would leave."""

    value: str
    label: str
    cases: int
    chosen: bool


@dataclass(frozen=True)
class Box:
    """A facet as the page shows it."""

    name: str
    label: str
    address: str  # of the page with this box opened, or closed if it is open
    values: list = None  # None where it shows none until it is opened
    left: int = 0  # how many values more there are
    is_open: bool = False  # whether it shows more than it would if it were closed
    cut: bool = False  # whether there may be others than the values of an open box

    @property
    def is_long(self):
        return self.is_open and len(self.values) > FIRST

    @property
    def more(self):
        return ngettext("%(number)d more", "%(number)d more", self.left) % {"number": self.left}


def boxes(filterset):
    """Every facet, with its values if it shows any, counted in the index where they can be."""
    shown = [facet for facet in filterset.facets if filterset.shows(facet)]
    rows, uncounted = [], []
    for facet in shown:
        found = filterset.counted_in_index(facet)
        if found is None:
            uncounted.append(facet)
        rows += found or []
    if uncounted:
        names = [facet.name for facet in uncounted]
        rows += filterset.kept(f"counts {names}", lambda: counted_by_query(filterset, uncounted))
    by_facet = {facet.name: [] for facet in shown}
    for row in rows:
        by_facet[row[0]].append(row)
    return [box(filterset, facet, by_facet.get(facet.name)) for facet in filterset.facets]


def counted_by_query(filterset, facets):
    """Rows of what facets count: short ones in one query, each long one in its own."""
    counts = [(facet, facet.counts(filterset.counted(facet.name))) for facet in facets]
    short = [rows for facet, counted in counts for rows in counted if not facet.long]
    rows = list(short[0].union(*short[1:], all=True)) if short else []
    for facet, counted in counts:
        if facet.long:
            chosen = list(filterset.chosen.get(facet.name, ()))
            rows += counted[0].order_by("-cases", "facet_value")[:MOST]
            rows += counted[0].filter(facet_value__in=chosen)
    return rows


def box(filterset, facet, rows):
    """`rows` are those that the facet counted; None if the box shows no values."""
    name, label = facet.name, words_for(facet, get_language()).label
    address = filterset.opening(filterset.opened ^ {name})
    if rows is None:
        return Box(name, label, address)
    chosen = filterset.chosen.get(name, {})
    values = counted_values(facet, rows, chosen)
    first = values[:FIRST] + [value for value in values[FIRST:] if value.chosen]
    hides = name in filterset.shut or len(first) < len(values)
    if name not in filterset.opened or not hides:
        return Box(name, label, address, first, len(values) - len(first))
    cut = len(values) >= facet.most(filterset.index)
    return Box(name, label, address, values, is_open=True, cut=cut)


def counted_values(facet, rows, chosen):
    """Those that were counted and those that are `chosen`, {value: label}, in their order."""
    cases = {value or NOT_STATED: cases for _name, value, _label, cases in rows}
    values = [
        FacetValue(value, str(label), cases.get(value, 0), value in chosen)
        for value, label in (facet.labels(rows) | chosen).items()
    ]
    return sorted(values, key=facet.order)
