"""Figures as a chart of bars."""

from django.utils.translation import gettext as _

from cases import dates, wording
from cases.charts.bars import Statement, bars
from cases.charts.chart import Chart
from cases.comparable import LOWER_BOUNDS, UPPER_BOUNDS
from cases.models import Figure

MOST = 40  # rows of a chart


def chart_of(figures, number, scale="", query=""):
    """The chart of figures of one metric and modality, the largest of `number` first.

    None for one alone: it has nothing to be compared with.
    """
    if number < 2 or not figures:  # all may have been withdrawn since they were counted
        return None
    drawing = bars([statement(figure) for figure in figures], scale)
    return Chart(
        name=f"chart-{figures[0].modality}",
        title=title(figures[0]),
        description=description(figures),
        drawing=drawing,
        template="charts/bars.svg",
        notes=tuple(notes(figures, number, drawing, scale)),
        sources=tuple(figure.source.publisher for figure in figures),
        directions=directions(figures),
        query=query,
    )


def statement(figure):
    return Statement(
        title=figure.edition.title + (f", {figure.about}" if figure.about else ""),
        words=wording.value(figure),
        years=dates.in_years(figure.as_of),
        full=in_full(figure),
        address=figure.get_absolute_url(),
        direction=figure.edition.direction,
        low=figure.value,
        high=figure.upper_value or figure.value,
        more=figure.comparator in LOWER_BOUNDS,
        less=figure.comparator in UPPER_BOUNDS,
        disputed=bool(figure.dispute),
    )


def in_full(figure):
    return _("%(case)s: %(value)s, %(when)s, according to %(source)s") % {
        "case": figure.edition.title,
        "value": wording.value(figure),
        "when": wording.when(figure),
        "source": figure.source.publisher,
    }


def title(figure):
    metric = figure.metric
    what = f"{metric.name} ({metric.unit}, {metric.get_kind_display()})"
    if figure.modality == Figure.Modality.REPORTED:
        return what
    return f"{what}: {figure.get_modality_display()}"


def description(figures):
    words = "; ".join(in_full(figure) for figure in figures[:3])
    return _("%(count)d figures, the largest first. %(words)s.") % {
        "count": len(figures),
        "words": words,
    }


def notes(figures, number, drawing, scale):
    if number > len(figures):
        counts = {"most": len(figures), "all": number}
        yield _("The %(most)d largest of %(all)d figures.") % counts
    if drawing.scale.is_log:
        yield _("Logarithmic scale: a dot’s place says how large a figure is.")
    elif scale == "log":
        yield _("Zero and what is below it have no place on a logarithmic scale.")
    if any(figure.comparator in LOWER_BOUNDS | UPPER_BOUNDS for figure in figures):
        yield _("An arrow: the source says more than this, or less.")
    if any(figure.upper_value for figure in figures):
        yield _("A bar from one value to another: the source gives a range.")
    if any(figure.dispute for figure in figures):
        yield _("A broken outline: sources disagree.")


def directions(figures):
    found = {figure.edition.direction for figure in figures}
    return tuple(sorted(found, key=lambda direction: direction.number))
