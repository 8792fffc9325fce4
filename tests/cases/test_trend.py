"""The line through time, as numbers to draw."""

from decimal import Decimal

import pytest

from cases.charts.line import BOTTOM, HEIGHT, TOP, WIDTH, overlap, round_values, trend
from cases.models import Figure, Metric

METRIC = Metric(pk=1, name="Invoices issued", unit="invoices", kind="total")


def stated(value, as_of, **kwargs):
    figure = Figure(metric=METRIC, value=Decimal(value), as_of=as_of, **kwargs)
    figure._meta.get_field("as_of").set_bounds(figure)
    return figure


@pytest.fixture
def invoices():
    dated = {"2019-08-05": 6_000_000, "2019-23": 10_000_000, "2021-08-10": 58_000_000}
    return [stated(value, as_of) for as_of, value in dated.items()]


def test_points_stand_in_the_order_of_time_and_of_size(invoices):
    drawn = trend(invoices[0], reversed(invoices))
    assert [point.figure for point in drawn.points] == invoices
    assert drawn.points[0].x < drawn.points[1].x < drawn.points[2].x
    assert BOTTOM > drawn.points[0].y > drawn.points[1].y > drawn.points[2].y >= TOP
    assert len(drawn.line.split()) == 3


def test_two_times_make_no_line(invoices):
    again = stated(6_100_000, "2019-08-05")
    assert trend(invoices[0], [*invoices[:2], again]) is None
    assert trend(invoices[0], [*invoices[:2], stated(1, "", as_of_not_stated=True)]) is None


@pytest.mark.parametrize(
    "other",
    [
        {"modality": "forecast"},
        {"about": "Guangzhou"},
        {"metric": Metric(pk=2, unit="invoices")},
    ],
)
def test_only_what_is_comparable_is_drawn(invoices, other):
    odd = stated(30_000_000, "2020")
    for name, value in other.items():
        setattr(odd, name, value)
    assert odd not in [point.figure for point in trend(invoices[0], [*invoices, odd]).points]


def test_what_is_imprecise_is_drawn_as_wide_and_as_high_as_it_is(invoices):
    year = stated(20_000_000, "2020", comparator="range", upper_value=Decimal(30_000_000))
    later = stated(60_000_000, "[2021-09-01..]")
    day, _autumn, wide, _day, open_ended = trend(year, [*invoices, year, later]).points
    assert (day.is_span, wide.is_span, open_ended.is_span) == (False, True, True)
    assert (wide.left < wide.x < wide.right, wide.top < wide.y < wide.bottom) == (True, True)
    assert (open_ended.left, open_ended.right) == (open_ended.x, open_ended.x + 10)


def test_the_line_leaves_disputed_statements_out(invoices):
    disputed = stated(30_000_000, "2020-05", dispute="Others say 20.")
    drawn = trend(invoices[0], [*invoices, disputed])
    assert (len(drawn.points), len(drawn.line.split())) == (4, 3)


def test_labels_neither_overlap_nor_leave_the_picture(invoices):
    close = [stated(6_000_000 + n, f"2019-08-{n + 10}") for n in range(8)]
    drawn = trend(invoices[0], [*invoices, *close])
    boxes = [point.label.box for point in drawn.points if point.label]
    assert len(boxes) >= 3
    assert not any(overlap(a, b) for a in boxes for b in boxes if a is not b)
    assert all(b[0] >= 0 and b[1] <= WIDTH and b[2] >= 0 and b[3] <= HEIGHT for b in boxes)


def test_years_are_few_enough_to_read(invoices):
    drawn = trend(invoices[0], [*invoices, stated(1, "1990-01-01")])
    assert [tick.label for tick in drawn.years] == [
        "1991",
        "1996",
        "2001",
        "2006",
        "2011",
        "2016",
        "2021",
    ]
    in_one = [stated(n, f"2019-0{n}-01") for n in range(1, 4)]
    assert [tick.label for tick in trend(in_one[0], in_one).years] == ["2019"]


@pytest.mark.parametrize(
    ("most", "values"),
    [
        (58, [0, 20, 40, 60]),
        (60, [0, 20, 40, 60]),
        (0, [0, "0.5"]),
        ("0.4", [0, "0.2", "0.4"]),
        (660_000, [0, 250_000, 500_000, 750_000]),
    ],
)
def test_the_scale_has_round_numbers(most, values):
    assert round_values(Decimal(most)) == [Decimal(value) for value in values]
