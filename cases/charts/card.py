"""The picture that goes with a link to a case: its title and the figure that stands for it."""

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from cases import comparable, wording
from cases.charts import letters
from cases.charts.chart import Line, png
from cases.exports import printable

WIDTH, HEIGHT, MARGIN = 1200, 630, 72  # what those who show links ask for
ROOM = WIDTH - 2 * MARGIN
MOST = 3  # lines of a title


@dataclass(frozen=True)
class Text:
    lines: tuple
    size: int


def text(words, top, size, most=2):
    """`words` in lines below `top`, in letters of `size`."""
    lines = letters.wrapped(words, ROOM, size)[:most]
    return Text(
        tuple(Line(line, top + round(size * 1.2 * n)) for n, line in enumerate(lines)), size
    )


def figure_texts(edition):
    """The newest statement of the case's first metric, what it measures, and who says so."""
    results = comparable.results(edition.figures.all())
    if not results:
        return [text(_("No source states a figure for this case."), 440, 34)]
    figure = results[0].leading[0]
    said = f"{figure.metric.name}, {wording.when(figure)}"
    disputed = _("disputed by other sources") if figure.dispute else ""
    who = ", ".join(filter(None, [figure.source.publisher, disputed]))
    return [
        text(wording.value(figure), 420, 60, most=1),
        text(said, 474, 32, most=1),
        text(who, 516, 28, most=1),
    ]


def picture(edition, site):
    """The bytes of a PNG."""
    texts = [text(edition.title, 190, 64, MOST), *figure_texts(edition)]
    frame = {"width": WIDTH, "height": HEIGHT, "margin": MARGIN, "texts": texts}
    context = frame | {"edition": edition, "site": site.partition("//")[2]}
    return png(printable(render_to_string("charts/card.svg", context)), zoom=1)
