"""Events by direction along the years. A date that is not exact is drawn as long as it may be."""

from dataclasses import dataclass

from cases.charts import scales

AXIS, NAME, ROW, BETWEEN = 24, 26, 20, 10  # pixels: years, a lane's name, a row of it, below it
APART = 4  # per cent between two marks in a row, as wide as a mark on a phone


@dataclass(frozen=True)
class Moment:
    """What a mark shows. `earliest` or `latest` is None where the date is open."""

    full: str  # all of it in a sentence
    address: str
    direction: object
    earliest: object
    latest: object
    is_launch: bool = False
    doubtful: bool = False


@dataclass(frozen=True)
class Mark:
    moment: Moment
    left: float
    length: float
    y: int

    @property
    def is_point(self):
        return self.moment.earliest == self.moment.latest

    @property
    def end(self):
        return round(self.left + self.length, 2)

    @property
    def thick(self):
        return 10 if self.moment.is_launch else 5

    @property
    def top(self):
        return self.y - self.thick / 2


@dataclass(frozen=True)
class Lane:
    direction: object
    name_y: int
    marks: list


@dataclass(frozen=True)
class Year:
    year: int
    at: float


@dataclass(frozen=True)
class Timeline:
    lanes: list
    years: list
    height: int

    @property
    def foot(self):
        return self.height - BETWEEN


def timeline(moments):
    scale = scales.years([d for m in moments for d in (m.earliest, m.latest) if d])
    lanes, top = [], AXIS
    for direction in sorted({m.direction for m in moments}, key=lambda d: d.number):
        rows = packed([m for m in moments if m.direction == direction], scale)
        lanes.append(lane(direction, rows, top))
        top += NAME + len(rows) * ROW + BETWEEN
    years = [Year(year, scale.at_year(year)) for year in scale.ticks()]
    return Timeline(lanes, years, top)


def lane(direction, rows, top):
    marks = [
        Mark(moment, left, length, top + NAME + place * ROW + ROW // 2)
        for place, row in enumerate(rows)
        for moment, left, length in row
    ]
    return Lane(direction, top + NAME - 8, marks)


def packed(moments, scale):
    """Rows of (moment, left, length) in which no two touch, as few as the order allows."""
    rows = []
    for moment, left, length in sorted(placed(moments, scale), key=lambda each: each[1]):
        for row in rows:
            _moment, begin, taken = row[-1]
            if begin + taken + APART <= left:
                row.append((moment, left, length))
                break
        else:
            rows.append([(moment, left, length)])
    return rows


def placed(moments, scale):
    for moment in moments:
        first, last = moment.earliest or moment.latest, moment.latest or moment.earliest
        left, right = scale.at(first), scale.at(last)
        yield moment, left, round(right - left, 2)
