"""Pairs of organisations as arcs."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cases.charts.arcs import Link, arcs
from cases.charts.chart import Chart

NOTES = (
    gettext_lazy("A line joins two organisations of the same case; the thicker, the more cases."),
    gettext_lazy("Its colour is the cases’ direction, grey for several. Numbers: directions."),
)


def chart_of(pairs, query=""):
    """The picture of some pairs; None of none."""
    if not pairs:
        return None
    links = [link(pair) for pair in pairs]
    people = {each.name: each for pair in pairs for each in (pair.one, pair.other)}
    addresses = {name: each.get_absolute_url() for name, each in people.items()}
    directions = {pair.direction for pair in pairs if pair.direction}
    return Chart(
        name="chart-together",
        title=_("Who works with whom"),
        description=_("%(organisations)d organisations, %(pairs)d pairs.")
        % {"organisations": len(people), "pairs": len(pairs)},
        drawing=arcs(links, addresses),
        template="charts/arcs.svg",
        notes=NOTES,
        sources=(_("published cases of the register"),),
        directions=tuple(sorted(directions, key=lambda direction: direction.number)),
        query=query,
    )


def link(pair):
    count = ngettext("%d case", "%d cases", pair.cases) % pair.cases
    return Link(
        one=pair.one.name,
        other=pair.other.name,
        strength=pair.cases,
        full=f"{pair.one.name} – {pair.other.name}: {count}",
        address=pair.address,
        direction=pair.direction,
    )
