"""Dates as a source gives them: what they can mean, and how readers meet them."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from cases import dates
from tests.languages import in_language

READABLE = [
    ("2018", "2018-01-01", "2018-12-31", "2018"),
    ("2018-04", "2018-04-01", "2018-04-30", "April 2018"),
    ("2018-04-05", "2018-04-05", "2018-04-05", "5 April 2018"),
    ("2020-02-29", "2020-02-29", "2020-02-29", "29 February 2020"),
    ("2019-21", "2019-03-01", "2019-05-31", "spring 2019"),
    ("2019-22", "2019-06-01", "2019-08-31", "summer 2019"),
    ("2019-23", "2019-09-01", "2019-11-30", "autumn 2019"),
    ("2019-24", "2019-12-01", "2019-12-31", "winter 2019"),
    ("2019?", "2019-01-01", "2019-12-31", "2019 (uncertain)"),
    ("2019%", "2019-01-01", "2019-12-31", "2019 (uncertain and approximate)"),
    ("2019-06~", "2019-06-01", "2019-06-30", "June 2019 (approximate)"),
    ("2019?-06-22", "2019-06-22", "2019-06-22", "22 June 2019 (year uncertain)"),
    ("2019-06~-22", "2019-06-22", "2019-06-22", "22 June 2019 (month approximate)"),
    ("2019-06-22?", "2019-06-22", "2019-06-22", "22 June 2019 (uncertain)"),
    ("2018/2019", "2018-01-01", "2019-12-31", "2018 to 2019"),
    ("2018-04/2018-04-05", "2018-04-01", "2018-04-05", "April 2018 to 5 April 2018"),
    ("2019-10/..", "2019-10-01", "None", "since October 2019"),
    ("../2019", "None", "2019-12-31", "until 2019"),
    (
        "[2018-09-30,2018-10-26]",
        "2018-09-30",
        "2018-10-26",
        "30 September 2018 or 26 October 2018",
    ),
    ("[2019-10-24..]", "2019-10-24", "None", "24 October 2019 or later"),
    ("[..2019]", "None", "2019-12-31", "2019 or earlier"),
]
UNREADABLE = [
    "",
    "abc",
    "201X",
    "0000",
    "2019-13",
    "2019-00",
    "2018-02-30",
    "2019-02-29",
    "2019-6",
    "2019--06",
    "2019-25",  # seasons of the southern hemisphere, quarters: EDTF has them, we have no words
    "2019-33",
    "2019-?06",  # marks that stand to the left of their part
    "2019??",
    "2018 or so",
    "2018\n",
    " 2018",
    "2018\0",
    "٢٠١٩",
    "2018/",
    "[2018-09-30,2018-10-26",
    "2018/2019/2020",
    "20" * 5000,
]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2019-23", "2019"),
        ("2019-06~", "2019 (approximate)"),
        ("2019-10-09/2019-12", "2019"),
        ("2012/2020-05", "2012 to 2020"),
        ("[2018-09-30, 2018-10-26]", "2018"),
        ("[2019-10-24..]", "2019 or later"),
        ("../2019", "until 2019"),
    ],
)
def test_a_date_to_the_year_stays_as_open_as_it_is(text, words):
    assert dates.in_years(text) == words


@pytest.mark.parametrize(("text", "earliest", "latest", "words"), READABLE)
def test_a_date_means_no_day_outside_its_bounds(text, earliest, latest, words):
    assert [str(day) for day in dates.bounds(text)] == [earliest, latest]


@pytest.mark.parametrize(("text", "earliest", "latest", "words"), READABLE)
def test_readers_meet_a_date_in_words(text, earliest, latest, words):
    assert dates.in_words(text) == words


@pytest.mark.parametrize(
    ("text", "words"), [("2018", "2018"), ("2018-04", "2018年4月"), ("2018-04-05", "2018年4月5日")]
)
def test_a_date_follows_the_language_of_its_reader(text, words):
    with in_language("zh-hans"):
        assert dates.in_words(text) == words


@pytest.mark.parametrize("text", UNREADABLE, ids=lambda text: ascii(text[:20]))
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValidationError) as refused:
        dates.bounds(text)
    assert refused.value.messages == [
        f"“{text[:40]}” is not a date we can read. "
        "Write 2018, 2018-04 or 2018-04-05; 2019? if unsure."
    ]


def test_an_interval_that_runs_backwards_is_refused():
    with pytest.raises(ValidationError) as refused:
        dates.bounds("2019/2018")
    assert refused.value.messages == ["“2019/2018” ends before it begins."]


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 3, 15), "0 days old"),
        (date(2026, 3, 16), "0 days old"),
        (date(2026, 3, 14), "1 day old"),
        (date(2026, 2, 16), "27 days old"),
        (date(2026, 2, 15), "1 month old"),
        (date(2025, 3, 16), "11 months old"),
        (date(2025, 3, 15), "1 year old"),
        (date(2019, 3, 16), "6 years old"),
    ],
)
def test_an_age_is_told_in_the_largest_whole_unit(day, words):
    assert dates.age_in_words(day, today=date(2026, 3, 15)) == words


@given(st.from_regex(r"[\[0-9?~%./, \]-]{4,24}", fullmatch=True))
def test_whatever_is_a_date_can_be_put_into_words(text):
    try:
        dates.bounds(text)
    except ValidationError:
        return
    assert dates.in_words(text)
