"""The filtered list, taken away whole."""

import csv
import io
import json
from xml.etree import ElementTree

import openpyxl
import pytest
import time_machine

from cases.exports import CASE_COLUMNS, FIGURE_COLUMNS
from tests.factories import EditionFactory, FigureFactory, OrganisationFactory, ParticipationFactory

TODAY = time_machine.travel("2026-11-23 12:00", tick=False)


def body(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def table(answer):
    return list(csv.reader(io.StringIO(body(answer).decode("utf-8-sig"))))


@pytest.fixture
def register(db):
    loans = EditionFactory(
        title="Loans 贷款", case__slug="loans", direction__slug="economy", launched="2018-04"
    )
    ParticipationFactory(edition=loans, organisation=OrganisationFactory(name="Bank"))
    FigureFactory(edition=loans, key="volume", comparator="more-than", metric__name="Volume")
    EditionFactory(title="Fruit")
    EditionFactory(title="Hush", state="draft")


@TODAY
def test_csv_holds_exactly_the_filtered_cases_and_its_name_says_so(client, register):
    answer = client.get("/cases/export/csv/?direction=economy")
    header, *rows = table(answer)
    assert header == [column.name for column in CASE_COLUMNS]
    assert [row[:2] for row in rows] == [["http://testserver/cases/loans/", "Loans 贷款"]]
    assert answer["Content-Disposition"] == (
        'attachment; filename="casebook-cases-economy-2026-11-23.csv"'
    )


def test_csv_begins_with_the_mark_by_which_spreadsheets_read_chinese(client, register):
    assert body(client.get("/cases/export/csv/")).startswith(b"\xef\xbb\xbf")


def test_rows_can_be_figures_with_value_date_and_source(client, register):
    header, row = table(client.get("/cases/export/csv/?rows=figures"))
    assert header == [column.name for column in FIGURE_COLUMNS]
    shown = dict(zip(header, row, strict=True))
    assert shown["figure"] == "http://testserver/cases/loans/figures/volume/"
    assert (shown["in_words"], shown["value"], shown["unit"], shown["as_of"]) == (
        "more than CNY 660 billion",
        "660000000000",
        "CNY",
        "2019",
    )


def test_every_page_of_the_list_is_taken_and_drafts_are_not(client, register):
    for number in range(25):
        EditionFactory(title=f"Case {number}")
    titles = [row[1] for row in table(client.get("/cases/export/csv/?page=2&sort=title"))[1:]]
    assert (len(titles), "Hush" in titles) == (27, False)


@pytest.mark.parametrize("title", ["=1+1", "+1", "-1", "@x", "\tx", "\n=1"])
def test_what_a_spreadsheet_would_take_for_a_formula_is_defused(client, db, title):
    EditionFactory(title=title)
    assert table(client.get("/cases/export/csv/"))[1][1] == f"'{title}"
    book = openpyxl.load_workbook(io.BytesIO(body(client.get("/cases/export/xlsx/"))))
    assert book.active["B2"].value == f"'{title}"


def test_json_holds_the_same_rows(client, register):
    [loans] = json.loads(body(client.get("/cases/export/json/?direction=economy")))
    assert (loans["title"], loans["launched"], loans["participants"]) == (
        "Loans 贷款",
        "2018-04",
        "Bank (operator)",
    )


def test_a_stage_comes_with_the_day_that_a_source_said_so(client, db):
    EditionFactory(stage="pilot", stage_as_of="2019-10")
    [case] = json.loads(body(client.get("/cases/export/json/")))
    assert (case["stage"], case["stage_as_of"]) == ("pilot", "2019-10")


def test_json_of_nothing_is_an_empty_list(client, db):
    assert json.loads(body(client.get("/cases/export/json/"))) == []


def test_a_workbook_holds_the_same_rows(client, register):
    answer = client.get("/cases/export/xlsx/?rows=figures")
    rows = list(openpyxl.load_workbook(io.BytesIO(body(answer))).active.values)
    assert [row[7] for row in rows] == ["value", 660_000_000_000]


def test_a_feed_follows_the_same_filter(client, register):
    answer = client.get("/cases/export/atom/?direction=economy")
    feed = ElementTree.fromstring(answer.content)
    atom = "{http://www.w3.org/2005/Atom}"
    assert [title.text for title in feed.findall(f"{atom}entry/{atom}title")] == [
        "Added: Loans 贷款"
    ]
    assert feed.find(f"{atom}title").text.startswith("Blockchain Casebook: Direction: ")


@pytest.mark.parametrize("form", ["csv", "json", "xlsx", "atom"])
@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("direction=nope", "We know no direction “nope”."),
        ("directoin=economy", "We do not know “directoin”."),
        ("sort=size", "Choose one metric to sort by size: others cannot be compared."),
        ("sort=relevance", "Only a search can be sorted by best match."),
    ],
)
def test_a_download_refuses_what_it_cannot_mean(client, register, form, query, sentence):
    answer = client.get(f"/cases/export/{form}/?{query}")
    assert (answer.status_code, answer.content.decode()) == (400, sentence)


@pytest.mark.parametrize("form", ["csv", "json", "xlsx", "atom"])
def test_a_control_character_in_a_title_harms_no_download(client, db, form):
    EditionFactory(title="Lo\x0bans")
    assert b"Lo\x0bans" not in body(client.get(f"/cases/export/{form}/"))


def test_a_file_is_named_after_a_chinese_search_too(client, register):
    answer = client.get("/cases/export/csv/?q=贷款")
    assert "casebook-cases-%E8%B4%B7%E6%AC%BE-" in answer["Content-Disposition"]


def test_a_form_of_download_that_we_do_not_have_is_not_found(client, register):
    assert client.get("/cases/export/pdf/").status_code == 404


def test_the_columns_are_documented(client, db):
    page = client.get("/about/data/").content.decode()
    undocumented = [
        column.name
        for column in CASE_COLUMNS + FIGURE_COLUMNS
        if f"<code>{column.name}</code>" not in page
    ]
    assert undocumented == []
