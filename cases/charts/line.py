"""What a case's sources say of one metric, as a line through time: numbers to draw, no markup.

A statement is a point. A date that leaves days open is as wide as they are, a range as high as it
is; a date that is open to one side ends in a tail. The line leaves disputed statements out, and
joins what is left in the order of time.
"""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from math import ceil

from cases import wording
from cases.comparable import comparable
from cases.verification import begins, dated, ends, span

FEWEST = 3  # statements of different times make a line
WIDTH, HEIGHT = 480, 250
LEFT, RIGHT, TOP, BOTTOM = 88, 472, 34, 218
INSET = 54  # between the axis and the first point, for its label
TAIL = 10
LETTER = 7.5  # how wide a letter of a label is, on average
STEPS = [Decimal(step) for step in ("1", "2", "2.5", "5", "10")]
TICKS = 3
MOST_YEARS = 7


@dataclass(frozen=True)
class Label:
    text: str
    x: float
    y: float
    anchor: str  # of SVG: start, middle or end

    @property
    def box(self):
        """Its left, right, top and bottom."""
        width = len(self.text) * LETTER
        left = self.x - {"start": 0, "middle": 0.5, "end": 1}[self.anchor] * width
        return left, left + width, self.y - 12, self.y + 3


@dataclass(frozen=True)
class Point:
    """A statement: its middle, the span that it may mean, and its label if there is room."""

    figure: object
    x: float
    y: float
    left: float
    right: float
    top: float
    bottom: float
    label: Label = None

    @property
    def is_span(self):
        return self.right - self.left > 2 or self.bottom - self.top > 2


@dataclass(frozen=True)
class Tick:
    at: float
    label: str


@dataclass(frozen=True)
class Trend:
    points: list
    years: list
    values: list
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = RIGHT
    bottom: int = BOTTOM

    @property
    def line(self):
        """The line's points as SVG writes them."""
        return " ".join(f"{p.x},{p.y}" for p in self.points if not p.figure.dispute)


@dataclass(frozen=True)
class Scale:
    """Days across, values upwards."""

    first: date
    last: date
    most: Decimal

    def x(self, day):
        share = (day - self.first).days / max((self.last - self.first).days, 1)
        return round(LEFT + INSET + share * (RIGHT - LEFT - 2 * INSET), 1)

    def y(self, value):
        return round(BOTTOM - float(value / self.most) * (BOTTOM - TOP), 1)


def trend(figure, statements):
    """The line of all statements comparable to `figure`; None where there are too few."""
    points = [each for each in statements if dated(each) and comparable(each) == comparable(figure)]
    times = {(each.as_of_earliest, each.as_of_latest) for each in points}
    if len(times) < FEWEST or min(each.value for each in points) < 0:
        return None
    points.sort(key=middle)
    days = [day for each in points for day in (each.as_of_earliest, each.as_of_latest) if day]
    ticks = round_values(max(span(each)[1] for each in points))
    scale = Scale(min(days), max(days), ticks[-1])
    return Trend(
        points=labelled([placed(each, scale) for each in points]),
        years=years(scale),
        values=[Tick(scale.y(value), wording.number(value)) for value in ticks],
    )


def years(scale):
    """A tick where a year begins, for at most seven of them; in a single year, where it is."""
    first, last = scale.first.year, scale.last.year
    if first == last:
        return [Tick(scale.x(scale.first), str(first))]
    begun = range(first + 1, last + 1, ceil((last - first) / MOST_YEARS))
    return [Tick(scale.x(date(year, 1, 1)), str(year)) for year in begun]


def middle(figure):
    first, last = known_span(figure)
    return first + (last - first) / 2


def known_span(figure):
    """The days between which a date lies, as far as they are known."""
    known = figure.as_of_earliest or figure.as_of_latest
    return figure.as_of_earliest or known, figure.as_of_latest or known


def placed(figure, scale):
    low, high = span(figure)
    first, last = known_span(figure)
    return Point(
        figure=figure,
        x=scale.x(middle(figure)),
        y=scale.y((low + high) / 2),
        left=scale.x(first) - (0 if begins(figure) != date.min else TAIL),
        right=scale.x(last) + (0 if ends(figure) != date.max else TAIL),
        top=scale.y(high),
        bottom=scale.y(low),
    )


def labelled(points):
    """The same points, each with what its source says beside it where there is room."""
    taken, found = [around(point) for point in points], []
    for point in points:
        label = free_label(point, taken)
        taken += [label.box] if label else []
        found.append(replace(point, label=label))
    return found


def free_label(point, taken):
    for place in places_beside(point):
        label = Label(wording.brief(point.figure), *place)
        if fits(label.box) and not any(overlap(label.box, other) for other in taken):
            return label


def places_beside(point):
    """(x, y, anchor) above a point, above and to its left, and on its other sides."""
    yield point.x, point.top - 10, "middle"
    yield point.x + 6, point.top - 10, "end"
    yield point.right + 10, point.y + 4, "start"
    yield point.x, point.bottom + 20, "middle"
    yield point.left - 10, point.y + 4, "end"


def around(point):
    return point.x - 6, point.x + 6, point.y - 6, point.y + 6


def fits(box):
    return box[0] >= LEFT - 20 and box[1] <= WIDTH and box[2] >= 0 and box[3] <= BOTTOM


def overlap(box, other):
    left, right, top, bottom = box
    other_left, other_right, other_top, other_bottom = other
    return left < other_right and other_left < right and top < other_bottom and other_top < bottom


def round_values(most):
    """[0, …]: round numbers, the last of them at or above `most`."""
    rough = (Decimal(most) or Decimal(1)) / TICKS
    power = Decimal(10) ** rough.adjusted()
    step = next(each * power for each in STEPS if each * power >= rough)
    return [step * count for count in range(max(ceil(most / step), 1) + 1)]
