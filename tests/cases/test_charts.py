"""Where things stand in a chart: pure functions of values, days and names."""

from datetime import date
from types import SimpleNamespace

import pytest

from cases.charts import arcs, letters, scales
from cases.charts.arcs import Link
from cases.charts.bars import Statement, bars
from cases.charts.chart import sources_in_words
from cases.charts.timeline import Moment, timeline


@pytest.mark.parametrize(
    ("values", "kind", "ticks"),
    [
        ([660, 20], "", [0, 200, 400, 600, 800]),
        ([12], "", [0, 5, 10, 15]),
        ([-3, 12], "", [-5, 0, 5, 10, 15]),
        ([0.2, 0.5], "", [0, 0.2, 0.4, 0.6]),
        ([0, 0], "", [0, 0.5, 1]),
        ([660e9, 1.6e9], "", [1e9, 1e10, 1e11, 1e12]),
        ([660, 20], "log", [10, 100, 1000]),
        ([5, 5], "log", [1, 10]),
        ([660e9, 1.6e9], "linear", [0, 2e11, 4e11, 6e11, 8e11]),
        ([0, 1e9], "log", [0, 5e8, 1e9]),
    ],
)
def test_an_axis_has_round_values_and_a_logarithm_where_the_smallest_would_vanish(
    values, kind, ticks
):
    assert scales.scale(values, kind).ticks() == ticks


def test_a_scale_puts_its_ends_at_the_edges_and_half_of_it_in_the_middle():
    scale = scales.scale([100])
    assert [scale.at(value) for value in (0, 50, 100, 1000)] == [1, 48.5, 96, 96]


def test_a_long_range_of_powers_has_no_more_labels_than_fit():
    assert scales.scale([1, 1e12]).ticks() == [1, 1e3, 1e6, 1e9, 1e12]


def test_years_begin_at_their_first_day():
    years = scales.years([date(2016, 5, 1), date(2019, 2, 1)])
    assert (years.at_year(2016), years.at(date(2019, 12, 31))) == (1, 96)
    assert list(years.ticks()) == [2016, 2017, 2018, 2019]
    assert list(scales.Years(2000, 2026).ticks()) == [2000, 2004, 2008, 2012, 2016, 2020, 2024]


def test_text_is_cut_to_the_room_it_has_and_chinese_needs_twice_as_much():
    assert letters.fitted("Loans", 100, 14) == "Loans"
    assert letters.fitted("Blockchain forfaiting", 100, 14) == "Blockchain…"
    assert letters.fitted("区块链应用平台案例", 100, 14) == "区块链应用平…"
    assert letters.wrapped("one two three", 60, 12) == ["one two", "three"]


def stated(low, high=None, **kwargs):
    return Statement("Case", "value", "2019", "", "/", None, low, high or low, **kwargs)


def test_a_bar_begins_at_zero_and_a_range_where_it_begins():
    bar, span = bars([stated(100), stated(25, 50)]).rows
    assert (bar.left, bar.length, bar.is_dot) == (1, 95, False)
    assert (span.left, span.end) == (24.75, 48.5)


def test_on_a_logarithmic_scale_a_place_is_marked_not_a_length():
    first, second = bars([stated(1000), stated(1)]).rows
    assert (first.is_dot, first.end, second.end) == (True, 96, 1)


def test_a_value_below_zero_reaches_to_the_left_of_zero():
    below, above = bars([stated(-10), stated(10)]).rows
    assert (below.left, below.left + below.length) == (1, above.left)


def test_a_row_stands_below_the_one_before_it():
    drawing = bars([stated(1), stated(2), stated(3)])
    assert [row.top for row in drawing.rows] == [0, 60, 120]
    assert drawing.height > drawing.rows[-1].bar_y


def moment(earliest, latest, direction=1):
    directions = {1: DIRECTIONS[0], 2: DIRECTIONS[1]}
    return Moment("", "/", directions[direction], earliest, latest)


class Direction(SimpleNamespace):
    __hash__ = object.__hash__


DIRECTIONS = [Direction(number=1), Direction(number=2)]


def test_an_imprecise_date_is_as_long_as_it_is_imprecise_and_an_exact_one_is_a_point():
    year, day = moment(date(2018, 1, 1), date(2018, 12, 31)), moment(*[date(2019, 1, 1)] * 2)
    marks = [mark for lane in timeline([year, day]).lanes for mark in lane.marks]
    assert [(mark.is_point, mark.length) for mark in marks] == [(False, 47.43), (True, 0)]


def test_each_direction_has_its_lane_and_marks_that_would_touch_stand_in_two_rows():
    near = [moment(date(2018, 5, day), date(2018, 5, day)) for day in (1, 2)]
    far = moment(date(2018, 12, 1), date(2018, 12, 1))
    other = moment(date(2018, 5, 1), date(2018, 5, 1), direction=2)
    first, second = timeline([*near, far, other]).lanes
    assert (first.direction.number, second.direction.number) == (1, 2)
    assert len({mark.y for mark in first.marks}) == 2
    assert first.marks[0].y == first.marks[1].y  # the far one beside the first


def test_an_open_date_stands_at_the_end_that_is_known():
    [lane] = timeline([moment(date(2018, 5, 1), None), moment(None, date(2018, 5, 1))]).lanes
    assert len({mark.left for mark in lane.marks}) == 1


LINKS = [Link("A", "D", 1), Link("D", "B", 2), Link("X", "Y", 1)]


def test_those_who_work_together_stand_together_the_largest_group_first():
    assert arcs.order(LINKS) == ["A", "D", "B", "X", "Y"]


def test_the_picture_is_the_same_in_whatever_order_the_pairs_come():
    assert arcs.order(LINKS[::-1]) == arcs.order(LINKS)


def test_a_longer_arc_reaches_further_and_a_stronger_one_is_thicker():
    near, far = arcs.arcs(
        [Link("A", "B", 3), Link("B", "C", 1), Link("A", "C", 1)], dict.fromkeys("ABC", "/")
    ).arcs[::2]
    assert (near.reach < far.reach, near.thick > far.thick) == (True, True)


def test_the_line_under_a_chart_names_three_sources_and_counts_the_rest():
    assert sources_in_words([]) == ""
    assert sources_in_words(["A", "A"]) == "Source: A."
    assert sources_in_words(["A", "B", "C"]) == "Sources: A; B; C."
    assert sources_in_words("ABCDE") == "Sources: A; B; C; and 2 more."
