"""Scales: where a value stands along a chart, as a percentage of its width."""

import math
from dataclasses import dataclass
from datetime import date

LEFT, RIGHT = 1, 96  # per cent; what lies beyond is room for a mark's own width and an arrow
MANY = 100  # times as large: on a linear scale the smallest could not be seen
STEPS = (1, 2, 5, 10)


@dataclass(frozen=True)
class Scale:
    low: float
    high: float
    is_log: bool = False

    def at(self, value):
        """The place of `value` in per cent, held within the scale."""
        low, high, value = (self.project(each) for each in (self.low, self.high, value))
        part = (value - low) / (high - low) if high > low else 0
        return round(LEFT + min(max(part, 0), 1) * (RIGHT - LEFT), 2)

    def project(self, value):
        return math.log10(value) if self.is_log else float(value)

    def ticks(self, most=5):
        """Round values on the scale, at most so many."""
        return powers(self.low, self.high, most) if self.is_log else steps(self.low, self.high)


def scale(values, kind=""):
    """A scale on which all `values` stand; `kind` is “linear”, “log” or "" for the better one."""
    if can_be_log(values) and (kind == "log" or (not kind and max(values) > MANY * min(values))):
        low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
        return Scale(10.0**low, 10.0 ** max(high, low + 1), is_log=True)
    low, high = float(min(0, *values)), float(max(0, *values))
    step = step_for(low, high)
    low, high = math.floor(low / step) * step, math.ceil(high / step) * step
    return Scale(low, max(high, low + step))


def can_be_log(values):
    """A logarithm needs something above nothing."""
    return min(values) > 0


def step_for(low, high, most=4):
    """The smallest of 1, 2, 5, 10, 20, … that cuts the way from `low` to `high` into few pieces."""
    rough = (high - low) / most or 1
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(step * power for step in STEPS if step * power >= rough * 0.999)
    return int(step) if step >= 1 else step


def steps(low, high):
    step = step_for(low, high)
    first = math.ceil(low / step)
    return [round(n * step, 10) for n in range(first, math.floor(high / step) + 1)]


def powers(low, high, most):
    first, last = round(math.log10(low)), round(math.log10(high))
    stride = max(1, math.ceil((last - first) / (most - 1)))
    return [10.0**power for power in range(first, last + 1, stride)]


@dataclass(frozen=True)
class Years:
    """A scale of days, from the beginning of one year to the end of another."""

    first: int
    last: int

    def at(self, day):
        begin, end = date(self.first, 1, 1).toordinal(), date(self.last, 12, 31).toordinal()
        return Scale(begin, end).at(day.toordinal())

    def at_year(self, year):
        return self.at(date(year, 1, 1))

    def ticks(self, most=8):
        stride = max(1, math.ceil((self.last - self.first + 1) / most))
        return range(self.first, self.last + 1, stride)


def years(days):
    return Years(min(day.year for day in days), max(day.year for day in days))
