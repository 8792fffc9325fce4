"""A chart as pages and files show it: a drawing with all that it must not go without."""

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from resvg_py import svg_to_bytes

from cases import dates
from cases.charts import letters
from cases.exports import printable
from cases.kept import kept
from cases.visibility import today

WIDTH, MARGIN = 760, 20
SHARP = 2  # pixels of a PNG for each of the drawing's
NAMED = 3  # sources in the line under a chart; its table has all


@dataclass(frozen=True)
class Chart:
    """`drawing` is what the template draws; `query` asks for this chart among its files."""

    name: str
    title: str
    description: str
    drawing: object
    template: str
    notes: tuple = ()
    sources: tuple = ()
    directions: tuple = ()
    query: str = ""

    @property
    def height(self):
        return self.drawing.height

    @property
    def source_line(self):
        return sources_in_words(self.sources)

    @property
    def date_line(self):
        return _("Blockchain Casebook, %s") % dates.in_words(today().isoformat())


@dataclass(frozen=True)
class Line:
    text: str
    y: int


def sources_in_words(names):
    """“Sources: Babbitt; CoinGeek; Yicai Global; and 2 more.”"""
    names = list(dict.fromkeys(names))
    if not names:
        return ""
    listed = "; ".join(names[:NAMED])
    if more := len(names[NAMED:]):
        return _("Sources: %(names)s; and %(more)d more.") % {"names": listed, "more": more}
    return _("Source: %s.") % listed if len(names) == 1 else _("Sources: %s.") % listed


def as_svg(chart, site):
    """A file that stands on its own: its links begin with `site`."""
    room = WIDTH - 2 * MARGIN
    head = [
        Line(text, 34 + 24 * n) for n, text in enumerate(letters.wrapped(chart.title, room, 20))
    ]
    top = head[-1].y + 18
    key = " · ".join(f"{direction.number} {direction.title}" for direction in chart.directions)
    said = [key, *chart.notes, chart.source_line, f"{chart.date_line}. {site}"]
    texts = [line for text in said if text for line in letters.wrapped(text, room, 12)]
    below = top + chart.height + 26
    foot = [Line(text, below + 18 * n) for n, text in enumerate(texts)]
    frame = {"width": WIDTH, "height": foot[-1].y + 16, "head": head, "foot": foot, "top": top}
    frame |= {"margin": MARGIN, "room": room}
    return printable(render_to_string("charts/file.svg", {"chart": chart, "site": site, **frame}))


def as_png(chart, site):
    return png(as_svg(chart, site), SHARP)


def png(svg, zoom):
    return kept(f"png {zoom} {svg}", lambda: svg_to_bytes(svg_string=svg, zoom=zoom))
