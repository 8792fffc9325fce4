"""What stands in one chart, and what may be added up."""

import pytest

from cases import comparable
from cases.models import Figure, Metric

CASES = iter(range(1, 10_000))


def metric(**kwargs):
    return Metric(pk=1, **{"unit": "CNY", "kind": "total", "measures": "money"} | kwargs)


def figure(value, comparator="exactly", of=None, edition=None, **kwargs):
    return Figure(
        metric=of or metric(),
        value=value,
        comparator=comparator,
        edition_id=edition or next(CASES),
        as_of=kwargs.pop("as_of", "2019"),
        **kwargs,
    )


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        ([("exactly", 1), ("exactly", 2)], "Together CNY 3."),
        ([("exactly", 1), ("more-than", 2)], "Together more than CNY 3."),
        ([("at-least", 1), ("exactly", 2)], "Together at least CNY 3."),
        ([("up-to", 1), ("exactly", 2)], "Together up to CNY 3."),
        ([("less-than", 1), ("up-to", 2)], "Together less than CNY 3."),
        ([("about", 1), ("nearly", 2)], "Together about CNY 3."),
        ([("range", 1, 5), ("exactly", 2)], "Together CNY 3 to 7."),
        ([("magnitude", 10, 100), ("more-than", 100)], "Together more than CNY 110."),
    ],
)
def test_a_sum_says_no_more_than_its_parts(stated, words):
    figures = [
        figure(value, comparator, upper_value=upper[0] if upper else None)
        for comparator, value, *upper in stated
    ]
    assert comparable.total_in_words(figures) == words


def test_totals_to_date_of_different_dates_are_added_and_the_dates_told():
    figures = [figure(1, as_of="2018"), figure(2, as_of="2019")]
    assert comparable.total_in_words(figures) == (
        "Together CNY 3. The figures are of different dates."
    )


PEOPLE = metric(measures="actors", unit="users")


@pytest.mark.parametrize(
    ("figures", "reason"),
    [
        ([figure(1)], "There is one figure: nothing to add up."),
        ([figure(1, of=metric(kind="level"))] * 2, "Levels are not added up"),
        ([figure(1, of=metric(kind="rate"))] * 2, "Rates are not added up"),
        ([figure(1, of=metric(kind="change"))] * 2, "Changes are not added up"),
        ([figure(1, of=metric(kind="ceiling"))] * 2, "Ceilings are not added up"),
        ([figure(1, modality="forecast")] * 2, "Only what is reported is added up"),
        ([figure(1, of=PEOPLE), figure(2, of=PEOPLE)], "the same people or firms"),
        ([figure(1), figure(2, dispute="No.")], "a sum would have to pick a side"),
        ([figure(1, edition=1), figure(2, edition=1, about="a part")], "may overlap"),
        ([figure(1, "more-than"), figure(2, "up-to")], "of their sum nothing could be said"),
        ([figure(1, "about"), figure(2, "more-than")], "of their sum nothing could be said"),
    ],
)
def test_what_may_not_be_added_up_is_not_and_a_sentence_says_why(figures, reason):
    assert reason in comparable.total_in_words(figures)


@pytest.mark.parametrize(
    ("dates", "words"),
    [
        (["2018", "2018"], "Together CNY 2."),
        (["2018", "2019"], "These are not added up: they speak of different periods."),
        (["", ""], "These are not added up: they speak of different periods."),
    ],
)
def test_what_happened_in_a_period_is_added_for_the_same_period_only(dates, words):
    of = metric(kind="period")
    figures = [figure(1, of=of, as_of=date) for date in dates]
    assert comparable.total_in_words(figures) == words


def test_what_is_said_of_one_case_stands_together_behind_its_largest():
    small, large = figure(1, edition=7), figure(9, edition=7)
    other = figure(5)
    assert comparable.by_size([other, small, large]) == [large, small, other]
