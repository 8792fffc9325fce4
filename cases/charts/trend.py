"""The line of one metric through time as a chart with all that goes with it."""

from django.utils.translation import gettext as _

from cases import wording
from cases.charts.chart import Chart
from cases.charts.line import trend


def chart_of(figure, statements, edition):
    """None where there are too few statements for a line."""
    drawing = trend(figure, statements)
    if drawing is None:
        return None
    shown = [point.figure for point in drawing.points]
    metric = figure.metric
    about = [metric.name, *([figure.about] if figure.about else [])]
    return Chart(
        name="trend",
        title=_("%(metric)s through time: %(case)s")
        % {"metric": ", ".join(about), "case": edition.title},
        description="; ".join(f"{wording.value(f)}, {wording.when(f)}" for f in shown) + ".",
        drawing=drawing,
        template="charts/trend.svg",
        notes=(
            _("%(metric)s, in %(unit)s.") % {"metric": metric.name, "unit": metric.unit},
            _("A stroke through a point is as wide as its date is imprecise."),
            *([_("Hollow points are disputed.")] if any(f.dispute for f in shown) else []),
        ),
        sources=tuple(f.source.publisher for f in shown),
        directions=(edition.direction,),
    )
