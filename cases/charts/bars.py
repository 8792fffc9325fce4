"""Comparable figures as rows: bars from zero on a linear scale, dots on a logarithmic one.

The length of a bar says nothing on a logarithmic scale, where there is no zero; a place does.
"""

from dataclasses import dataclass

from cases.charts import letters, scales

ROOM = 325  # pixels on a phone
ROW, TITLE, WORDS, BAR, THICK = 60, 15, 33, 40, 10
AXIS = 22


@dataclass(frozen=True)
class Statement:
    """What a row shows. `low` and `high` differ where the source gives a range."""

    title: str
    words: str  # the value
    years: str
    full: str  # all of it in a sentence, for those who point at it
    address: str
    direction: object
    low: float
    high: float
    more: bool = False  # the source says “more than”
    less: bool = False
    disputed: bool = False


@dataclass(frozen=True)
class Row:
    statement: Statement
    title: str
    top: int
    title_y: int
    words_y: int
    bar_y: int
    middle: int
    left: float
    length: float
    end: float
    is_dot: bool


@dataclass(frozen=True)
class Tick:
    value: float
    at: float
    anchor: str


@dataclass(frozen=True)
class Bars:
    rows: list
    ticks: list
    scale: scales.Scale
    height: int
    thick: int = THICK

    @property
    def axis_y(self):
        return self.height - 6

    @property
    def foot(self):
        return self.height - AXIS


def bars(statements, kind=""):
    scale = scales.scale([end for s in statements for end in (s.low, s.high)], kind)
    rows = [row(statement, place, scale) for place, statement in enumerate(statements)]
    return Bars(rows, ticks(scale), scale, len(rows) * ROW + AXIS)


def row(statement, place, scale):
    top = place * ROW
    is_span = statement.low < statement.high
    zero = scale.low if scale.is_log else 0
    left, right = sorted(map(scale.at, (statement.low if is_span else zero, statement.high)))
    return Row(
        statement=statement,
        title=letters.fitted(statement.title, ROOM - 16, 14),
        top=top,
        title_y=top + TITLE,
        words_y=top + WORDS,
        bar_y=top + BAR,
        middle=top + BAR + THICK // 2,
        left=left,
        length=round(right - left, 2),
        end=scale.at(statement.high),
        is_dot=scale.is_log and not is_span,
    )


def ticks(scale):
    return [Tick(value, scale.at(value), anchor(scale.at(value))) for value in scale.ticks()]


def anchor(at):
    """Which end of a label stands at its place, so that none leaves the chart."""
    return "start" if at < 10 else "end" if at > 85 else "middle"
