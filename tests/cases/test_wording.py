"""Figures in words: nothing that a source left open is closed, nothing it said is lost."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine

from cases import comparable, wording
from cases.models import Figure, Metric
from cases.templatetags import casebook
from tests.factories import FigureFactory
from tests.languages import in_language

TODAY = date(2026, 11, 1)
BILLION = 10**9


def figure(value=1300, unit="projects", kind=Metric.Kind.TOTAL, **kwargs):
    """A figure as it comes from the database, without asking one."""
    metric = Metric(pk=1, unit=unit, kind=kind, recheck_months=24)
    made = FigureFactory.build(metric=metric, edition=None, source=None, value=value, **kwargs)
    Figure._meta.get_field("as_of").set_bounds(made)
    return made


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("0", "0"),
        ("3.5", "3.5"),
        ("0.125", "0.125"),
        ("0.0001", "0.0001"),
        ("1.2345", "1.2345"),
        ("1300.0000", "1,300"),
        ("999999", "999,999"),
        ("1000000", "1 million"),
        ("3900000000", "3.9 billion"),
        ("660000000000.0000", "660 billion"),
        ("3456000000", "3.456 billion"),
        ("3456700000", "3,456,700,000"),
        ("1234567891", "1,234,567,891"),
        ("10000000000.5", "10,000,000,000.5"),
        ("99999999999999999999.9999", "99,999,999,999,999,999,999.9999"),
    ],
)
def test_a_number_is_shortened_only_where_nothing_is_lost(value, words):
    assert wording.number(Decimal(value)) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("1300", "1,300"),
        ("10000000", "1000万"),
        ("3900000000", "39亿"),
        ("660000000000", "6600亿"),
        ("1234567891", "1,234,567,891"),
    ],
)
def test_chinese_readers_get_chinese_scales(value, words):
    with in_language("zh-hans"):
        assert wording.number(Decimal(value)) == words


@pytest.mark.parametrize(
    ("words", "value", "comparator"),
    [
        ("CNY 660 billion", 660 * BILLION, "exactly"),
        ("about CNY 660 billion", 660 * BILLION, "about"),
        ("nearly CNY 660 billion", 660 * BILLION, "nearly"),
        ("more than CNY 660 billion", 660 * BILLION, "more-than"),
        ("at least CNY 3.9 billion", 3_900_000_000, "at-least"),
        ("less than CNY 1,300", 1300, "less-than"),
        ("up to CNY 10 billion", 10 * BILLION, "up-to"),
    ],
)
def test_a_comparator_stays_with_its_value(words, value, comparator):
    assert wording.value(figure(value, unit="CNY", comparator=comparator)) == words


@pytest.mark.parametrize(
    ("words", "value", "unit", "kind"),
    [
        ("nearly 1,300 projects", 1300, "projects", "total"),
        ("nearly 12%", 12, "%", "rate"),
        ("nearly 3.5%", Decimal("3.5"), "%", "change"),
        ("nearly 50 transactions a day", 50, "transactions a day", "rate"),
    ],
)
def test_a_value_stands_with_its_unit(words, value, unit, kind):
    assert wording.value(figure(value, unit, kind, comparator="nearly")) == words


@pytest.mark.parametrize(
    ("words", "value", "upper", "unit"),
    [
        ("tens of millions of CNY", 10**7, 10**8, "CNY"),
        ("hundreds of billions of CNY", 10**11, 10**12, "CNY"),
        ("tens of firms", 10, 100, "firms"),
        ("on the order of CNY 30 million", 3 * 10**7, 3 * 10**8, "CNY"),
    ],
)
def test_an_order_of_magnitude_stays_one(words, value, upper, unit):
    magnitude = figure(Decimal(value), unit, comparator="magnitude", upper_value=upper)
    assert wording.value(magnitude) == words


def test_a_range_names_both_ends():
    between = figure(5, "%", "rate", comparator="range", upper_value=10)
    assert wording.value(between) == "5 to 10%"


@pytest.mark.parametrize(
    ("words", "stated"),
    [
        ("as of 5 August 2019", {"as_of": "2019-08-05"}),
        ("in 2018", {"as_of": "2018", "kind": "period"}),
        ("on 5 August 2019", {"as_of": "2019-08-05", "kind": "period"}),
        ("forecast for 2019", {"as_of": "2019", "modality": "forecast"}),
        ("forecast for 2019", {"as_of": "2019", "modality": "forecast", "kind": "period"}),
        ("as of 2019", {"as_of": "2019", "modality": "authorised", "kind": "ceiling"}),
        ("since May 2018", {"as_of": "2018-05/..", "kind": "period"}),
        ("2018 to 2019", {"as_of": "2018/2019", "kind": "period"}),
        ("date not stated", {"as_of": "", "as_of_not_stated": True}),
    ],
)
def test_a_figure_says_of_which_time_it_speaks(words, stated):
    assert wording.when(figure(**stated)) == words


@pytest.mark.parametrize(
    ("as_of", "words"),
    [
        ("2019", "6 years old"),
        ("2019-08-05", "7 years old"),
        ("2026-09", "1 month old"),
        ("2027", ""),
        ("", ""),
        ("2019/..", "7 years old"),
    ],
)
def test_a_figure_is_as_old_as_the_last_day_it_is_known_to_speak_of(as_of, words):
    assert wording.age(figure(as_of=as_of, as_of_not_stated=not as_of), TODAY) == words


@pytest.mark.parametrize(
    ("as_of", "old"), [("2024-10-31", True), ("2024-11", False), ("2024", False), ("", False)]
)
def test_a_figure_is_old_after_the_months_of_its_metric(as_of, old):
    with time_machine.travel(TODAY):
        mark = casebook.age_mark(figure(as_of=as_of, as_of_not_stated=not as_of))
    assert ("old: " in mark) is old


def told(figures):
    """The years of what leads and of what follows, for each result."""
    return [
        ([f.as_of for f in result.leading], [f.as_of for f in result.others])
        for result in comparable.results(figures)
    ]


def test_the_newest_statement_leads_and_older_ones_follow():
    figures = [figure(as_of=year) for year in ("2018", "2020", "2019")]
    assert told(figures) == [(["2020"], ["2019", "2018"])]


def test_disputed_statements_lead_whatever_their_age():
    figures = [
        figure(as_of="2018", dispute="B says otherwise."),
        figure(as_of="2019"),
        figure(as_of="2020", dispute="A says otherwise."),
    ]
    assert told(figures) == [(["2020", "2018"], ["2019"])]
    assert [result.disputed for result in comparable.results(figures)] == [True]


def test_a_statement_without_a_date_follows_dated_ones():
    figures = [figure(as_of="", as_of_not_stated=True), figure(as_of="2018")]
    assert told(figures) == [(["2018"], [""])]


@pytest.mark.parametrize(
    "other", [{"modality": "forecast"}, {"about": "Its second part"}, {"metric_id": 2}]
)
def test_what_cannot_be_compared_is_told_apart_in_the_order_of_mention(other):
    first, second, third = figure(as_of="2018"), figure(as_of="2019"), figure(as_of="2020")
    for name, value in other.items():
        setattr(second, name, value)
    assert told([first, second, third]) == [(["2020"], ["2018"]), (["2019"], [])]


@pytest.mark.parametrize(
    ("value", "words"), [(500, "500"), (1500, "1.5k"), (2e6, "2m"), (2e11, "200bn"), (1e12, "1trn")]
)
def test_an_axis_is_labelled_as_papers_shorten_numbers(value, words):
    assert wording.short(value) == words
