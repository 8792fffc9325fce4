"""A figure and its quote: what the form asks on saving, what it proposes, what readers see."""

import pytest
from django.urls import reverse

from cases import changes, publishing
from tests.admin_forms import add_row, complaints, opened, save
from tests.cases.test_admin_editions import LANGUAGE, figure_row
from tests.factories import DraftFactory, FigureFactory, MetricFactory

READ = "/admin/cases/edition/read-quote/"
SLIP = {"value": "66000000000", "comparator": "more-than"}
QUOTE = {"quote": "已超过6600亿元", "quote_language": "zh-Hans"}
DIFFERS = (
    "The figure says more than CNY 66 billion = 660亿; its quote, as we read it, says more than "
    "CNY 660 billion = 6,600亿. Correct one of them, or write here for readers why they differ."
)
WHY = "The quote is of the year before."


@pytest.fixture
def draft(db):
    return DraftFactory(number=2)


def saved_with(client, draft, **values):
    """The refusals of a draft saved with one more figure."""
    typed = opened(client, draft)
    add_row(typed, "figures", **figure_row(**values))
    response = save(client, draft, typed)
    return {} if response.status_code == 302 else complaints(response)


# On saving


def test_a_value_that_its_quote_does_not_say_is_refused_in_both_scales(editor, draft):
    refused = saved_with(editor, draft, **QUOTE, **SLIP)
    assert refused == {"figures-0-not_in_quote": [DIFFERS]}
    assert not draft.figures.exists()


def test_it_is_saved_with_a_reason(editor, draft):
    assert saved_with(editor, draft, **QUOTE, **SLIP, not_in_quote=WHY) == {}
    assert draft.figures.get().not_in_quote == WHY


@pytest.mark.parametrize(
    "values",
    [
        QUOTE | {"value": "660000000000", "comparator": "more-than"},
        {"quote": "nearly 12 firms, 5,300 invoices", "quote_language": "en", "value": "5300"},
        {"quote": "It fell by 12%.", "quote_language": "en", "value": "-12"},
        {
            "quote": "amounts to tens of millions",
            "quote_language": "en",
            "value": "10000000",
            "upper_value": "100000000",
            "comparator": "magnitude",
        },
        {"quote": "", "value": "12"},
    ],
)
def test_a_value_that_stands_in_its_quote_needs_no_reason(editor, draft, values):
    assert saved_with(editor, draft, **values) == {}


@pytest.mark.parametrize(
    ("values", "said", "read"),
    [
        ({"quote": "nearly 12 firms"}, "CNY 12", "nearly 12 firms"),
        ({"quote": "12 to 15 firms"}, "CNY 12", "12 to 15 firms"),
        ({"quote": "13 firms, 5 banks"}, "CNY 12", "13 firms; 5 banks"),
        ({"quote": "a launch in 2018"}, "CNY 12", "no value"),
    ],
)
def test_the_refusal_names_what_was_read(editor, draft, values, said, read):
    refused = saved_with(editor, draft, **values, quote_language="en")
    assert refused == {
        "figures-0-not_in_quote": [
            f"The figure says {said}; its quote, as we read it, says {read}. Correct one of them, "
            "or write here for readers why they differ."
        ]
    }


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (
            {"quote": "12 firms", "quote_language": "en"},
            "The value is in the quote: leave this empty.",
        ),
        ({}, "Quote the source’s words, or leave this empty."),
    ],
)
def test_a_reason_without_need_is_refused(editor, draft, values, sentence):
    refused = saved_with(editor, draft, **values, not_in_quote=WHY)
    assert refused == {"figures-0-not_in_quote": [sentence]}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"value": "many"}, "value"),
        ({"value": "1" * 30}, "value"),
        ({"comparator": "range"}, "upper_value"),
        ({"metric": None}, "metric"),
        ({"quote": "12" * 3000}, "quote"),
        ({"quote": "12\0"}, "quote"),
    ],
)
def test_what_is_wrong_by_itself_is_said_first(editor, draft, values, field):
    typed = {"quote": "12 firms", "quote_language": "en"} | values
    assert list(saved_with(editor, draft, **typed)) == [f"figures-0-{field}"]


def test_a_quote_still_needs_its_language(editor, draft):
    refused = saved_with(editor, draft, quote="12 firms")
    assert refused == {"figures-0-quote_language": [LANGUAGE]}


def old_figure(draft):
    return FigureFactory(edition=draft, value=12, quote="thirteen firms", quote_language="en")


@pytest.mark.parametrize(
    "altered", [{}, {"figures-0-about": "Its second part"}, {"figures-0-as_of": "2020"}]
)
def test_a_figure_of_old_is_not_asked_until_its_value_or_quote_is_touched(editor, draft, altered):
    old_figure(draft)
    assert save(editor, draft, opened(editor, draft) | altered).status_code == 302


@pytest.mark.parametrize(
    "altered",
    [
        {"figures-0-value": "14"},
        {"figures-0-comparator": "nearly"},
        {"figures-0-quote": "15 firms"},
    ],
)
def test_a_figure_whose_value_or_quote_is_touched_is_asked(editor, draft, altered):
    old_figure(draft)
    response = save(editor, draft, opened(editor, draft) | altered)
    assert list(complaints(response)) == ["figures-0-not_in_quote"]


def test_a_new_edition_keeps_the_reason(db):
    figure = FigureFactory(quote="13 firms", quote_language="en", not_in_quote=WHY)
    draft = publishing.open_edition(figure.edition.case)
    assert draft.figures.get().not_in_quote == WHY


# While typing


def test_a_quote_is_read_for_who_may_change_editions(editor):
    answer = editor.post(READ, {"quote": QUOTE["quote"], "metric": MetricFactory().pk})
    assert answer.json() == {
        "proposals": [
            {
                "words": "more than CNY 660 billion = 6,600亿",
                "warning": "",
                "values": {
                    "comparator": "more-than",
                    "value": "660000000000",
                    "upper_value": "",
                },
            }
        ],
        "notes": [],
        "language": "zh-Hans",
        "scales": "",
        "use": "Use this",
    }


def test_a_value_is_told_in_both_scales(editor):
    answer = editor.post(READ, {"value": "660000000000"}).json()
    assert answer["scales"] == "660,000,000,000 = 660 billion = 6,600亿"


@pytest.mark.parametrize(
    ("quote", "notes"),
    [
        ("", []),
        ("a launch", ["No value was read in these words."]),
        ("12 on June 22", ["“June 22” names no year: look for it in the source."]),
    ],
)
def test_what_could_not_be_read_is_said(editor, quote, notes):
    assert editor.post(READ, {"quote": quote}).json()["notes"] == notes


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"quote": "12\0"}, "quote"),
        ({"quote": "1" * 4001}, "quote"),
        ({"value": "many"}, "value"),
        ({"value": "1" * 30}, "value"),
        ({"value": "NaN"}, "value"),
        ({"metric": "0"}, "metric"),
        ({"metric": "many"}, "metric"),
        ({"metric": "9" * 30}, "metric"),
        ({"metric": "1\0"}, "metric"),
    ],
)
def test_what_cannot_be_asked_is_refused_at_its_field(editor, asked, field):
    answer = editor.post(READ, asked)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])


def test_half_a_character_is_read_as_none(editor):
    answer = editor.post(
        READ, "quote=12+%ED%A0%80", content_type="application/x-www-form-urlencoded"
    )
    assert answer.json()["proposals"][0]["words"] == "12"


def test_a_quote_is_read_for_nobody_else(client, steward):
    assert steward.post(READ, {"quote": "12"}).status_code == 403
    client.logout()
    answer = client.post(READ, {"quote": "12"})
    assert answer["Location"] == f"{reverse('admin:login')}?next={READ}"


def test_a_quote_is_read_by_post_only(editor):
    assert editor.get(READ).status_code == 405


# For readers


def test_readers_see_the_reason_under_the_quote_once_it_is_published(client, db):
    figure = FigureFactory(
        edition__state="draft", quote="13 firms", quote_language="en", not_in_quote=WHY
    )
    address = figure.edition.case.get_absolute_url()
    assert WHY not in client.get(address).content.decode()
    publishing.publish(figure.edition)
    assert f"Value not in these words: {WHY}" in client.get(address).content.decode()


def test_a_reason_that_changed_is_among_the_changes(db):
    edition = FigureFactory(quote="13 firms", quote_language="en").edition
    draft = publishing.open_edition(edition.case)
    draft.figures.update(not_in_quote=WHY)
    [(_heading, [change])] = changes.changes(edition, draft)
    assert [p.text for p in change.pieces if p.kind == "added"] == [f". {WHY}"]
