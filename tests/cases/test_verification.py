"""How sure a figure is: the rule, and who stands behind whom."""

from decimal import Decimal

import pytest

from cases.models import Figure, Metric
from cases.origins import origins
from cases.verification import Relation, Verification, agree, relation, verification, voices
from tests.factories import SourceFactory

METRIC = Metric(pk=1, unit="invoices", kind="total")
APART = {1: {"Babbitt"}, 2: {"Tax bureau"}}
SHARED = {1: {"Babbitt", "Xinhua"}, 2: {"Xinhua"}}


def stated(value, as_of="2019-08", source=1, **kwargs):
    kwargs = {"metric": METRIC, "key": "invoices"} | kwargs
    figure = Figure(value=Decimal(value), as_of=as_of, source_id=source, **kwargs)
    figure._meta.get_field("as_of").set_bounds(figure)
    return figure


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (stated(6, "2019-08"), True),
        (stated(6, "2019"), True),
        (stated(6, "[2019-07..]"), True),
        (stated(6, "2019-09"), False),
        (stated(6, "", as_of_not_stated=True), False),
        (stated("6.3"), True),
        (stated("6.4"), False),
        (stated(5, comparator="range", upper_value=Decimal(8)), True),
        (stated(7, comparator="range", upper_value=Decimal(8)), False),
        (stated(6, about="Guangzhou"), False),
        (stated(6, modality="forecast"), False),
        (stated(6, metric=Metric(pk=2)), False),
    ],
)
def test_statements_agree_if_time_and_number_can_be_the_same(other, expected):
    figure = stated(6, "2019-08-05")
    assert (agree(figure, other), agree(other, figure)) == (expected, expected)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("more-than", "exactly", True),
        ("nearly", "about", True),
        ("more-than", "less-than", False),
        ("at-least", "up-to", False),
    ],
)
def test_a_floor_and_a_ceiling_do_not_agree(one, other, expected):
    assert agree(stated(20, comparator=one), stated(20, comparator=other)) is expected


def test_the_gravest_word_is_the_one_that_is_shown():
    figure, other = stated(6, quote="six"), stated(6, source=2)
    disputed = stated(6, dispute="Others say 5.")
    assert verification(disputed, [other], APART, dropped=True) == "withdrawn"
    assert verification(disputed, [other], APART) == "disputed"
    assert verification(figure, [other], APART, checked={1}) == "corroborated"
    assert verification(figure, [other], SHARED, checked={1}) == "quote-checked"
    assert verification(figure, [other], SHARED) == "unchecked"
    assert verification(figure, [], APART) == "unchecked"
    assert verification(stated(6), [], APART, checked={1}) == "unchecked"  # nothing is quoted


def test_pages_with_one_origin_are_one_voice():
    three = [stated(6, source=pk) for pk in (1, 2, 3)]
    bureau, xinhua = frozenset({"Bureau"}), frozenset({"Xinhua"})
    assert voices(three, {1: bureau, 2: bureau, 3: bureau}) == 1
    assert voices(three, {1: bureau, 2: xinhua, 3: bureau}) == 2
    assert voices(three, {1: bureau, 2: xinhua, 3: bureau | xinhua}) == 1


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (stated(5, "2018"), Relation.EARLIER),
        (stated(7, "2020"), Relation.LATER),
        (stated(5, "2019-08-05"), Relation.SAME),
        (stated(5, "", as_of_not_stated=True), Relation.UNDATED),
        (stated(9, "2018", dispute="No."), Relation.CONTRADICTING),
    ],
)
def test_other_statements_stand_by_time_unless_they_contradict(other, expected):
    assert relation(stated(6, dispute="So they say."), other) == expected


def derive(page, *from_):
    page.derived_from.add(*from_)
    return page


def test_origins_are_followed_to_whoever_spoke_first(db):
    bureau = SourceFactory(publisher="Bureau")
    news = derive(SourceFactory(publisher="News"), bureau)
    page = derive(SourceFactory(publisher="Page"), news, SourceFactory(publisher="Report"))
    found = origins([page.pk, bureau.pk])
    assert found == {page.pk: {"Bureau", "Report"}, bureau.pk: {"Bureau"}}


def test_pages_that_repeat_each_other_are_their_own_origin(db):
    one, two = SourceFactory(publisher="One"), SourceFactory(publisher="Two")
    derive(one, two), derive(two, one)
    assert origins([one.pk]) == {one.pk: {"One"}}


def test_two_reports_of_one_publisher_are_one_voice(db):
    reports = [SourceFactory(publisher="Bank") for _year in range(2)]
    pages = [derive(SourceFactory(), report) for report in reports]
    first, second = origins([page.pk for page in pages]).values()
    assert first == second == {"Bank"}


def test_the_method_page_explains_every_word(client, db):
    page = client.get("/about/method/").content.decode()
    assert [word for word in Verification.values if f'id="{word}"' not in page] == []
