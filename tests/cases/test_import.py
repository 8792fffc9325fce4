"""A file on its way into the register: checked, asked about, imported as drafts, undone."""

import csv
import io
from datetime import timedelta

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.importing.columns import SHEETS
from cases.models import (
    Case,
    Edition,
    Event,
    Figure,
    ImportBatch,
    Metric,
    Organisation,
    Reference,
)
from cases.visibility import State
from tests.admin_forms import opened, save, told
from tests.factories import (
    NOON,
    DirectionFactory,
    DraftFactory,
    EditionFactory,
    FieldFactory,
    FigureFactory,
    MetricFactory,
    MilestoneFactory,
    OrganisationFactory,
    ParticipationFactory,
    SourceFactory,
)
from tests.imports import (
    CASE,
    FIGURE,
    ORGANISATION,
    answer,
    book_of,
    csv_of,
    go_on,
    imported,
    notes,
    uploaded,
    url,
    verdicts,
    xlsx_of,
)

NO_KIND = "“nonsense” is none of: company, bank, government, public, alliance, other."
OPEN_DRAFT = "Somebody is working on it: it has an open draft."


@pytest.fixture
def register(db):
    """A direction with a field, a metric, a source and one published case with a figure."""
    direction = DirectionFactory(number=1, title="Economy", slug="economy")
    FieldFactory(direction=direction, name="Trade")
    loans = EditionFactory(
        title="Loans", case__slug="loans", direction=direction, source__slug="article"
    )
    source = loans.references.get().source
    ParticipationFactory(
        edition=loans, organisation=OrganisationFactory(name="Bank"), note="Runs it."
    )
    FigureFactory(
        edition=loans, key="volume", metric=MetricFactory(name="Volume"), value=7, source=source
    )
    return loans


def table(response):
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


# The template


def test_the_template_can_be_filled_in_and_its_example_is_left_out(editor, register):
    for name in SHEETS:
        template = editor.get(url_of_template(f"{name}.csv"))
        assert template["Content-Disposition"] == f'attachment; filename="{name}.csv"'
        batch = uploaded(editor, template.content)
        assert (verdicts(batch), notes(batch)) == (["left-out"], [("", "The template’s example.")])


def url_of_template(name):
    return reverse("admin:cases_importbatch_template", args=[name])


def test_the_workbook_template_has_all_three_sheets(editor, register):
    content = editor.get(url_of_template("casebook.xlsx")).content
    assert openpyxl.load_workbook(io.BytesIO(content)).sheetnames == list(SHEETS)
    assert verdicts(uploaded(editor, content)) == ["left-out"] * 3
    assert editor.get(url_of_template("other.csv")).status_code == 404


def test_every_column_of_the_template_is_explained(editor):
    page = editor.get(reverse("admin:cases_importbatch_columns")).content.decode()
    for sheet in SHEETS.values():
        for column in sheet.to_fill_in:
            assert f"<code>{column.name}</code>" in page


# The check


def test_the_check_says_what_each_row_would_do_and_writes_nothing(editor, register):
    data = csv_of(
        CASE | {"case": "", "place": "Shenzhen"},
        {"case": "loans", "title": "Loans", "direction": "economy", "place": "Shenzhen"},
        {"case": "loans-2", "title": "", "direction": "9", "place": ""},
    )
    before = list(Edition.objects.values_list("pk", flat=True))
    batch = uploaded(editor, data)
    rows = [(row.number, row.verdict, row.changes) for row in batch.rows.all()]
    assert rows == [(2, "new", []), (3, "change", ["place"]), (4, "refused", [])]
    assert notes(batch) == [("direction", "“9” is not known.")]
    assert list(Edition.objects.values_list("pk", flat=True)) == before
    page = editor.get(url(batch, "change")).content.decode()
    assert "<strong>direction</strong>: “9” is not known." in page


@pytest.mark.parametrize(
    ("values", "column", "sentence"),
    [
        ({"title": ""}, "title", "This field cannot be blank."),
        ({"launched": "Apr-18"}, "launched", "“Apr-18” is not a date we can read."),
        ({"stage_as_of": "2019"}, "stage_as_of", "A stage that is not stated has no date."),
        ({"stage": "dead"}, "stage", "“dead” is none of: proposed, pilot, operating, ended."),
        ({"chain": "It signs."}, "chain", "Say what the chain does, or mark it as not stated"),
        ({"chain_source": "article"}, "chain_source", "What is not stated has no source."),
        ({"summary": "x" * 301}, "summary", "Ensure this value has at most 300 characters"),
        ({"case": "not an address"}, "case", "Enter a valid “slug”"),
        ({"case": "compare"}, "case", "A page of the site stands at this address."),
        ({"title": "贷款"}, "case", "Write an address: the title has no Latin letters."),
        ({"fields": "Fish"}, "fields", "Not a field of this direction: Fish."),
        ({"sources": "nowhere"}, "sources", "“nowhere” is not known."),
        ({"participants": "Bank"}, "participants", "“Bank” has no role in brackets."),
        ({"participants": "Nobody (operator)"}, "participants", "“Nobody” is not known."),
        ({"participants": "Bank (chief)"}, "participants", "“chief” is none of: operator,"),
    ],
)
def test_a_case_is_refused_at_its_column_in_the_models_words(
    editor, register, values, column, sentence
):
    [(found, words)] = notes(uploaded(editor, csv_of(CASE | values)))
    assert found == column
    assert words.startswith(sentence)


@pytest.mark.parametrize(
    ("values", "column", "sentence"),
    [
        ({"value": "1,300"}, "value", "Enter a number."),
        ({"value": "NaN"}, "value", "Enter a number."),
        ({"value": "9" * 30}, "value", "Ensure that there are no more than 24 digits"),
        ({"value": ""}, "value", "This field is required."),
        ({"comparator": "range"}, "upper_value", "A range and an order of magnitude"),
        ({"as_of": ""}, "as_of", "Give a date, or say that the source gives none."),
        ({"as_of": "2019-13"}, "as_of", "“2019-13” is not a date we can read."),
        ({"as_of": "2091"}, "as_of", "This day has not come yet."),
        ({"metric": "Fish"}, "metric", "“Fish” is not known."),
        ({"source": "Fish"}, "source", "“Fish” is not known."),
        ({"quote": "逾6600亿"}, "quote_language", "Say which language"),
        (
            {"quote": "more than 12", "quote_language": "en"},
            "not_in_quote",
            "The figure says CNY 12; its quote, as we read it, says more than 12.",
        ),
        ({"case": "fish"}, "case", "No such case is in the register or in this file."),
        ({"case": ""}, "case", "Say which case the figure belongs to."),
        ({"figure": "loans/figures/fish"}, "figure", "The case has no figure at this address."),
        ({"figure": "loans"}, "figure", "Write it as case-address/figures/figure-address."),
    ],
)
def test_a_figure_is_refused_at_its_column_in_the_models_words(
    editor, register, values, column, sentence
):
    [(found, words)] = notes(uploaded(editor, csv_of(FIGURE | values)))
    assert found == column
    assert words.startswith(sentence)


def test_an_organisation_that_is_there_is_not_changed_by_an_import(editor, register):
    same, other = {"name": "Bank", "kind": "company"}, {"name": "Bank", "kind": "bank"}
    batch = uploaded(editor, csv_of(same))
    assert verdicts(batch) == ["same"]
    batch = uploaded(editor, csv_of(other))
    assert notes(batch) == [
        (
            "kind",
            "The register has “company”. Readers see a change of an organisation at once: make "
            "it on its own page, not by an import.",
        )
    ]


def test_an_organisation_without_a_name_is_refused(editor, register):
    row = {"organisation": "", "name": "", "kind": "nonsense", "place": "", "note": ""}
    batch = uploaded(editor, csv_of(row))
    assert (verdicts(batch), notes(batch)) == (
        ["refused"],
        [("name", "This field cannot be blank."), ("kind", NO_KIND)],
    )


def test_an_organisation_is_refused_for_all_that_is_wrong_at_once(editor, register):
    batch = uploaded(editor, csv_of({"name": "银行", "kind": "nonsense"}))
    assert notes(batch) == [
        ("kind", NO_KIND),
        ("organisation", "Write an address: the name has no Latin letters."),
    ]


TITLED, ADDRESSED = {"title": "First", "case": ""}, {"title": "Other thing", "case": "first"}
NAMED, LOCATED = {"name": "First", "organisation": ""}, {"name": "Other", "organisation": "first"}


@pytest.mark.parametrize("rows", [[TITLED, ADDRESSED], [ADDRESSED, TITLED]])
def test_a_case_leaves_an_address_to_the_row_that_asks_for_it(editor, register, rows):
    batch = uploaded(editor, csv_of(*(CASE | row for row in rows)))
    imported(editor, batch)
    slugs = dict(batch.editions.values_list("title", "case__slug"))
    assert slugs == {"First": "first-2", "Other thing": "first"}


@pytest.mark.parametrize("rows", [[NAMED, LOCATED], [LOCATED, NAMED]])
def test_an_organisation_leaves_an_address_to_the_row_that_asks_for_it(editor, register, rows):
    batch = uploaded(editor, csv_of(*(ORGANISATION | row for row in rows)))
    imported(editor, batch)
    slugs = dict(batch.organisations.values_list("name", "slug"))
    assert slugs == {"First": "first-2", "Other": "first"}


def test_one_address_written_in_two_ways_is_one(editor, register):
    for row, column in ((CASE, "case"), (ORGANISATION, "organisation")):
        name = "title" if column == "case" else "name"
        rows = [row | {name: "Carrots", column: "new"}, row | {name: "Metro", column: "/a/new/"}]
        imported(editor, batch := uploaded(editor, csv_of(*rows)))
        assert verdicts(batch) == ["new", "refused"]
        editor.post(url(batch, "undo"))


def test_two_rows_about_the_same_thing_are_refused(editor, register):
    row = {"case": "loans", "title": "Loans", "direction": "1", "place": "Here"}
    assert notes(uploaded(editor, csv_of(row, row))) == [
        ("case", "Row 2 is about this case already.")
    ]
    assert notes(uploaded(editor, csv_of(ORGANISATION, ORGANISATION))) == [
        ("name", "Row 2 has this already.")
    ]
    figures = csv_of(FIGURE, FIGURE | {"as_of": "2020"}, FIGURE)
    refusal = ("figure", "Row 2 has this figure already.")
    assert notes(uploaded(editor, figures)) == [refusal]
    changed = FIGURE | {"case": "", "figure": "loans/figures/volume"}
    assert notes(uploaded(editor, csv_of(changed, changed | {"value": "8"}))) == [refusal]


def test_a_case_that_somebody_works_on_is_refused(editor, register):
    DraftFactory(case=register.case, number=2)
    row = {"case": "loans", "title": "Another", "direction": "1"}
    assert notes(uploaded(editor, csv_of(row))) == [("case", OPEN_DRAFT)]
    assert notes(uploaded(editor, csv_of(FIGURE))) == [("case", OPEN_DRAFT)]


def test_one_organisation_under_two_names_is_refused(editor, register):
    Organisation.objects.get().names.create(name="The Bank", kind="article")
    row = CASE | {"participants": "Bank (operator); The Bank (operator)"}
    assert notes(uploaded(editor, csv_of(row))) == [
        ("participants", "One of them stands there twice, under two names.")
    ]


# Downloads, edited and imported again


def test_what_was_downloaded_and_not_changed_changes_nothing(client, editor, register):
    Edition.objects.update(title="=Loans", summary="'-a summary")
    for rows in ("cases", "figures"):
        download = client.get(f"/cases/export/csv/?rows={rows}")
        batch = uploaded(editor, b"".join(download.streaming_content))
        assert (rows, verdicts(batch), notes(batch)) == (rows, ["same"], [])
        download = client.get(f"/cases/export/xlsx/?rows={rows}")
        batch = uploaded(editor, b"".join(download.streaming_content))
        assert (rows, verdicts(batch), notes(batch)) == (rows, ["same"], [])


def edited(client, rows, **values):
    """A download whose first row was edited."""
    row = table(client.get(f"/cases/export/csv/?rows={rows}"))[0]
    return csv_of(row | values)


def test_an_edited_download_becomes_a_draft_that_keeps_the_rest(client, editor, register):
    MilestoneFactory(edition=register, source=register.references.get().source)
    batch = uploaded(editor, edited(client, "cases", summary="Better.", fields="Trade"))
    assert [row.changes for row in batch.rows.all()] == [["summary", "fields"]]
    imported(editor, batch)
    draft = register.case.editions.open().get()
    assert (draft.number, draft.summary, draft.batch) == (2, "Better.", batch)
    assert [field.name for field in draft.fields.all()] == ["Trade"]
    assert (draft.participations.get().note, draft.milestones.count()) == ("Runs it.", 1)
    assert draft.figures.get().key == "volume"
    register.refresh_from_db()
    assert (register.state, register.summary) == (State.PUBLISHED, "What it is and who does it.")


def test_a_downloaded_stage_is_imported_with_its_date(client, editor, register):
    Edition.objects.update(stage="pilot", stage_as_of="2019-10")
    row = edited(client, "cases", case="", title="Another")
    imported(editor, uploaded(editor, row))
    draft = Edition.objects.get(title="Another")
    assert (draft.stage, draft.stage_as_of) == ("pilot", "2019-10")


def test_a_download_in_which_the_chain_is_emptied_says_that_it_is_not_stated(
    client, editor, register
):
    said = {"chain": "claimed", "chain_part": "It signs.", "chain_locator": "page 2"}
    Edition.objects.update(chain_source=register.references.get().source, **said)
    emptied = edited(client, "cases", chain="", chain_is="", chain_source="")
    batch = uploaded(editor, emptied)
    assert [row.changes for row in batch.rows.all()] == [["chain", "chain_is", "chain_source"]]
    imported(editor, batch)
    draft = register.case.editions.open().get()
    assert (draft.chain, draft.chain_part, draft.chain_source, draft.chain_locator) == (
        "not-stated",
        "",
        None,
        "",
    )


def test_a_place_in_a_source_is_not_taken_for_one_in_another(client, editor, register):
    said = {"chain": "claimed", "chain_part": "It signs.", "chain_locator": "page 2"}
    Edition.objects.update(chain_source=register.references.get().source, **said)
    report = SourceFactory(slug="report")
    imported(editor, uploaded(editor, edited(client, "cases", chain_source="report")))
    draft = register.case.editions.open().get()
    assert (draft.chain_source, draft.chain_locator) == (report, "")


def test_an_edited_figure_keeps_its_address(client, editor, register):
    batch = uploaded(editor, edited(client, "figures", value="8", as_of="not stated"))
    assert [row.changes for row in batch.rows.all()] == [["value", "as_of"]]
    imported(editor, batch)
    figure = Figure.objects.get(edition__number=2)
    assert (figure.key, figure.value, figure.as_of_not_stated) == ("volume", 8, True)
    assert Figure.objects.get(edition=register).value == 7


@pytest.mark.parametrize(
    "address",
    [
        "https://casebook.example/cases/loans/figures/volume/",
        "https://casebook.example/cases/loans/editions/1/figures/volume/",
        "/on/2026-11-05/cases/loans/editions/1/figures/volume/",
        "/on/2026-11-05/cases/loans/figures/volume/",
        "loans/figures/volume",
    ],
)
def test_a_figure_is_found_at_every_address_that_the_register_gives_it(editor, register, address):
    batch = uploaded(editor, csv_of(FIGURE | {"case": "", "figure": address, "value": "8"}))
    assert [(row.verdict, row.changes) for row in batch.rows.all()] == [("change", ["value"])]


@pytest.mark.parametrize("address", ["/cases/loans/editions/1/", "/on/2026-11-05/cases/loans/"])
def test_a_case_is_found_at_every_address_that_the_register_gives_it(editor, register, address):
    row = {"case": address, "title": "Loans", "direction": "1", "place": "Here"}
    for data in (csv_of(row), csv_of(FIGURE | {"case": address})):
        imported(editor, batch := uploaded(editor, data))
        assert batch.editions.get().case == register.case
        editor.post(url(batch, "undo"))


def test_a_download_of_a_past_day_is_about_the_figures_of_today(client, editor, register):
    said = {"direction": register.direction, "source": register.references.get().source}
    over = {"state": State.SUPERSEDED, "superseded_at": NOON + timedelta(days=2)}
    Edition.objects.update(**over)
    newer = EditionFactory(case=register.case, number=2, title="Loans", **said)
    FigureFactory(
        edition=newer, key="volume", metric=Metric.objects.get(), value=8, source=said["source"]
    )
    download = client.get("/on/2026-11-02/cases/export/csv/?rows=figures")
    batch = uploaded(editor, b"".join(download.streaming_content))
    assert [(row.verdict, row.changes) for row in batch.rows.all()] == [("change", ["value"])]


def test_participants_and_sources_become_those_of_the_row(editor, register):
    new, source = OrganisationFactory(name="Ministry"), SourceFactory(slug="report")
    row = {
        "case": "loans",
        "title": "Loans",
        "direction": "1",
        "participants": "Ministry (regulator); Bank (operator)",
        "sources": "report",
    }
    imported(editor, uploaded(editor, csv_of(row)))
    draft = register.case.editions.open().get()
    assert [(p.organisation_id == new.pk, p.role, p.note) for p in draft.participations.all()] == [
        (True, "regulator", ""),
        (False, "operator", "Runs it."),
    ]
    # The figure still names the article: it is listed behind what the row lists.
    assert [r.source.slug for r in draft.references.all()] == [source.slug, "article"]


# Likely duplicates


@pytest.fixture
def near(editor, register):
    """A batch with a case and an organisation that look like those of the register."""
    DraftFactory(title="Fruit from the market", case__slug="fruit")
    OrganisationFactory(name="Shenzhen Data Limited")
    cases = [
        {"title": "Fruits from the market", "direction": "1", "participants": PARTICIPANT},
    ]
    organisations = [{"name": "Shenzhen Data Co., Ltd.", "kind": "company"}]
    return uploaded(editor, xlsx_of(book_of(cases=cases, organisations=organisations)))


PARTICIPANT = "Shenzhen Data Co., Ltd. (operator)"


def test_likely_duplicates_are_asked_about_before_anything_is_imported(editor, near):
    assert verdicts(near) == ["asked", "asked"]
    page = editor.get(url(near, "change")).content.decode()
    assert "the same as “Shenzhen Data Limited”" in page
    assert "checked" not in page.partition("result_list")[2]
    assert told(imported(editor, near)) == ["Answer first which rows are duplicates."]
    assert not near.editions.exists()


def test_another_one_is_imported_as_new(editor, near):
    answer(editor, near, **{"Shenzhen Data Co., Ltd.": "other", "Fruits from the market": "other"})
    imported(editor, near)
    case = near.editions.get()
    assert case.participations.get().organisation.name == "Shenzhen Data Co., Ltd."
    assert near.organisations.count() == 1


def test_the_same_one_is_taken_for_the_one_in_the_register(editor, near):
    there = Organisation.objects.get(name="Shenzhen Data Limited")
    answer(
        editor,
        near,
        **{"Shenzhen Data Co., Ltd.": f"same-{there.pk}", "Fruits from the market": "other"},
    )
    assert verdicts(near) == ["same", "new"]
    imported(editor, near)
    assert near.editions.get().participations.get().organisation == there
    assert not near.organisations.exists()


def test_the_same_case_becomes_a_change_of_it(editor, register):
    batch = uploaded(editor, csv_of({"title": "The loans", "direction": "1"}))
    answer(editor, batch, **{"The loans": f"same-{register.case_id}"})
    assert [(r.verdict, r.changes) for r in batch.rows.all()] == [("change", ["title"])]
    imported(editor, batch)
    assert [e.title for e in register.case.editions.all()] == ["The loans", "Loans"]


def test_a_row_left_out_takes_along_who_names_it(editor, near):
    answer(editor, near, **{"Shenzhen Data Co., Ltd.": "out", "Fruits from the market": "other"})
    assert verdicts(near) == ["left-out", "refused"]
    assert notes(near) == [("participants", "“Shenzhen Data Co., Ltd.” is not known.")]


def test_a_page_of_questions_can_be_answered_at_once(editor, near):
    data = {"shown": [row.pk for row in near.rows.all()], "rest": "other"}
    editor.post(url(near, "answer"), data)
    go_on(editor, near)
    assert verdicts(near) == ["new", "new"]


@pytest.mark.parametrize("value", ["", "same-999999", "same-x", "yes", "\0", "9" * 30])
def test_an_answer_that_was_not_offered_is_none(editor, near, value):
    data = {f"row-{row.pk}": value for row in near.rows.all()}
    assert told(editor.post(url(near, "answer"), data, follow=True)) == ["No row was answered."]
    assert verdicts(near) == ["asked", "asked"]


def test_a_row_like_one_above_it_is_asked_about(editor, register):
    batch = uploaded(editor, csv_of(CASE, CASE | {"title": "Letter of credit"}))
    assert verdicts(batch) == ["new", "asked"]
    assert batch.rows.last().likely == [[None, "row 2: Letters of credit"]]


# The import


@pytest.fixture
def whole(editor, register):
    """A checked batch: an organisation, a new case that names it, a figure of each case."""
    case = CASE | {
        "summary": "What it is.",
        "body": "How it **works**.",
        "fields": "Trade",
        "participants": "First Bank (operator); Bank (technology provider)",
        "stage": "in operation",
        "launched": "2018-04",
        "chain": "It signs.",
        "chain_is": "claimed",
        "chain_source": "article",
        "sources": "article",
    }
    new = FIGURE | {"case": "Letters of credit", "comparator": "more than"}
    book = book_of(organisations=[ORGANISATION], cases=[case], figures=[new, FIGURE])
    return uploaded(editor, xlsx_of(book), "autumn.xlsx")


def test_the_source_of_what_the_chain_does_is_cited(editor, register):
    SourceFactory(slug="paper")
    chain = {"chain": "It signs.", "chain_is": "claimed", "chain_source": "paper"}
    imported(editor, uploaded(editor, csv_of(CASE | chain | {"sources": "article"})))
    draft = Edition.objects.get(state=State.DRAFT)
    assert [each.source.slug for each in draft.references.all()] == ["article", "paper"]


def test_everything_is_imported_as_drafts_of_one_batch(editor, whole):
    assert verdicts(whole) == ["new"] * 4
    imported(editor, whole)
    new, changed = whole.editions.order_by("number")
    assert (new.case.slug, new.state, new.number) == ("letters-of-credit", State.DRAFT, 1)
    assert (new.title, new.stage, new.chain, new.chain_part) == (
        "Letters of credit",
        "operating",
        "claimed",
        "It signs.",
    )
    assert str(new.launched_earliest) == "2018-04-01"
    assert [(p.organisation.name, p.role) for p in new.participations.all()] == [
        ("First Bank", "operator"),
        ("Bank", "technology"),
    ]
    assert [field.name for field in new.fields.all()] == ["Trade"]
    assert [reference.source.slug for reference in new.references.all()] == ["article"]
    figure = new.figures.get()
    assert (figure.value, figure.comparator, figure.key) == (
        12,
        "more-than",
        figure.metric.slug,
    )
    assert (changed.number, [f.value for f in changed.figures.all()]) == (2, [7, 12])
    page = editor.get(url(whole, "change")).content.decode()
    assert "Written as drafts: organisations: 1, cases: 1, figures: 2" in page


def test_readers_see_nothing_of_an_import(client, editor, whole):
    imported(editor, whole)
    client.logout()
    assert client.get("/cases/letters-of-credit/").status_code == 404
    assert "Letters of credit" not in client.get("/cases/").content.decode()
    assert "First Bank" not in client.get("/organisations/").content.decode()


def test_the_log_says_once_that_a_batch_was_imported_and_undone(editor, whole):
    imported(editor, whole)
    editor.post(url(whole, "undo"))
    kinds = [Event.Kind.IMPORTED, Event.Kind.UNDONE]
    events = Event.objects.filter(kind__in=kinds).order_by("pk")
    assert [(e.kind, e.subject, e.text) for e in events] == [
        (kind, "autumn.xlsx", "organisations: 1, cases: 1, figures: 2") for kind in kinds
    ]


def test_a_second_import_of_the_same_file_adds_nothing(publisher, register):
    batch = uploaded(publisher, csv_of(FIGURE))
    imported(publisher, batch)
    draft = batch.editions.get()
    save(publisher, draft, opened(publisher, draft) | {"change_note": "A figure."}, "_publish")
    assert verdicts(uploaded(publisher, csv_of(FIGURE))) == ["same"]


def test_what_happened_since_the_check_refuses_a_row_but_not_the_batch(editor, whole):
    OrganisationFactory(name="First Bank")
    DraftFactory(case=Case.objects.get(slug="loans"), number=2)
    imported(editor, whole)
    assert verdicts(whole) == ["refused", "new", "new", "refused"]
    assert notes(whole) == [("name", "Somebody added it meanwhile."), ("case", OPEN_DRAFT)]


def test_steps_pressed_twice_import_no_row_twice(editor, whole):
    imported(editor, whole)
    assert editor.post(url(whole, "step")).status_code == 302
    assert told(editor.post(url(whole, "begin"), follow=True)) == ["This import is imported now."]
    assert Edition.objects.filter(batch=whole).count() == 2


def test_work_goes_on_where_it_stopped(editor, register, monkeypatch):
    rows = [CASE | {"title": f"Case {number}"} for number in range(7)]
    monkeypatch.setattr("cases.importing.work.SLICE", 2)
    monkeypatch.setattr("cases.importing.work.SECONDS", 1e-9)
    batch = uploaded(editor, csv_of(*rows))
    editor.post(url(batch, "begin"))
    steps = [editor.post(url(batch, "step"), headers={"accept": "application/json"}).json()]
    assert steps == [{"state": "importing", "done": 2, "of": 7}]
    go_on(editor, batch)
    assert batch.editions.count() == 7


# Undoing


def test_an_import_is_undone_as_one(editor, whole):
    before = (Organisation.objects.count(), Edition.objects.count(), Reference.objects.count())
    imported(editor, whole)
    page = editor.get(url(whole, "undo")).content.decode()
    assert "Drafts that are deleted: 2. Organisations that are deleted: 1." in page
    response = editor.post(url(whole, "undo"), follow=True)
    assert told(response) == ["The import is undone."]
    assert before == (
        Organisation.objects.count(),
        Edition.objects.count(),
        Reference.objects.count(),
    )
    assert [case.slug for case in Case.objects.all()] == ["loans"]
    assert Figure.objects.count() == 1


def test_an_import_stopped_half_way_can_be_undone(editor, register, monkeypatch):
    monkeypatch.setattr("cases.importing.work.SLICE", 1)
    monkeypatch.setattr("cases.importing.work.SECONDS", 1e-9)
    batch = uploaded(editor, csv_of(CASE, CASE | {"title": "Other"}))
    editor.post(url(batch, "begin"))
    editor.post(url(batch, "step"))
    assert batch.editions.count() == 1
    editor.post(url(batch, "undo"))
    assert (batch.editions.count(), ImportBatch.objects.get().state) == (0, "undone")


def test_what_was_published_keeps_an_import_from_being_undone(whole, publisher):
    publisher.post(url(whole, "begin"))
    go_on(publisher, whole)
    draft = whole.editions.get(number=1)
    save(publisher, draft, opened(publisher, draft), "_publish")
    page = publisher.get(url(whole, "undo")).content.decode()
    assert "something of it was published" in page
    assert "Letters of credit (1)" in page
    assert told(publisher.post(url(whole, "undo"), {"also_changed": "on"}, follow=True)) == [
        "Something of this import was published, so it cannot be undone: Letters of credit (1)."
    ]
    assert whole.editions.count() == 2


def test_drafts_that_somebody_worked_on_go_only_if_one_says_so(editor, whole):
    imported(editor, whole)
    draft = whole.editions.get(number=1)
    save(editor, draft, opened(editor, draft) | {"place": "Shenzhen"})
    assert "Letters of credit (1)" in editor.get(url(whole, "undo")).content.decode()
    assert told(editor.post(url(whole, "undo"), follow=True)) == [
        "Somebody changed drafts of this import. Say that they may go."
    ]
    assert whole.editions.count() == 2
    editor.post(url(whole, "undo"), {"also_changed": "on"})
    assert whole.editions.count() == 0


def in_another_draft(editor, organisation):
    ParticipationFactory(edition=DraftFactory(), organisation=organisation)


def with_another_name(editor, organisation):
    organisation.names.create(name="1st Bank", kind="article")


def edited_by_a_person(editor, organisation):
    assert save(editor, organisation, opened(editor, organisation) | {"note": "Mine."}, "_save")


@pytest.mark.parametrize("use", [in_another_draft, with_another_name, edited_by_a_person])
def test_an_organisation_stays_if_anything_else_came_of_it(editor, whole, use):
    imported(editor, whole)
    use(editor, Organisation.objects.get(name="First Bank"))
    assert "or somebody worked on them: 1." in editor.get(url(whole, "undo")).content.decode()
    editor.post(url(whole, "undo"))
    assert Organisation.objects.filter(name="First Bank").exists()
    assert whole.editions.count() == 0


def test_a_file_that_was_only_checked_is_thrown_away(editor, whole):
    editor.post(url(whole, "throw_away"))
    assert not ImportBatch.objects.exists()
    assert editor.get(url(whole, "change"), follow=True).status_code == 200


def test_an_import_cannot_be_thrown_away(editor, whole):
    imported(editor, whole)
    response = editor.post(url(whole, "throw_away"), follow=True)
    assert told(response) == ["This import is imported now."]


# Who, how, and how often


STEPS = ["step", "answer", "begin", "throw_away", "undo"]


@pytest.mark.parametrize("step", STEPS)
def test_who_may_not_write_drafts_gets_nowhere(client, editor, whole, step):
    editor.user = None
    client.logout()
    assert client.post(url(whole, step)).status_code == 302
    assert ImportBatch.objects.get().state == "checked"


@pytest.mark.parametrize("step", STEPS[:-1])
def test_nothing_changes_by_looking(editor, whole, step):
    assert editor.get(url(whole, step)).status_code == 405


@pytest.mark.parametrize("step", ["change", *STEPS, "columns"])
def test_a_steward_does_not_import(steward, register, step):
    batch = ImportBatch.objects.create(by_id=steward.session["_auth_user_id"], file_name="x")
    address = reverse("admin:cases_importbatch_columns") if step == "columns" else url(batch, step)
    assert steward.get(address).status_code == 403
    assert steward.post(address).status_code == 403


@pytest.mark.parametrize(("who", "times"), [("editor", 1), ("steward", 0)])
def test_the_list_of_cases_leads_who_may_to_an_import(request, db, who, times):
    page = request.getfixturevalue(who).get(reverse("admin:cases_case_changelist"))
    assert page.content.decode().count("Import a file") == times


@pytest.mark.parametrize("query", ["?p=x", "?p=99&show=new", "?show=nonsense&p=-1"])
def test_a_strange_query_shows_the_rows(editor, whole, query):
    assert editor.get(url(whole, "change") + query).status_code == 200


def batch_of(editor, size):
    rows = [CASE | {"title": f"Case {n}", "participants": "Bank (operator)"} for n in range(size)]
    return uploaded(editor, csv_of(*rows))


@pytest.mark.parametrize("size", [3, 300])
def test_the_page_asks_as_often_for_300_rows_as_for_3(editor, register, size):
    batch = batch_of(editor, size)
    with CaptureQueriesContext(connection) as asked:
        assert editor.get(url(batch, "change")).status_code == 200
    assert (size, len(asked)) == (size, 13)


def test_importing_300_new_cases_takes_few_queries(editor, register):
    batch = batch_of(editor, 300)
    editor.post(url(batch, "begin"))
    with CaptureQueriesContext(connection) as asked:
        editor.post(url(batch, "step"))
    # SQLite takes some hundred values a statement; on PostgreSQL there are fewer.
    assert (batch.editions.count(), len(asked) < 50) == (300, True)


def test_a_draft_changed_while_the_import_runs_takes_no_more_rows(editor, whole, monkeypatch):
    monkeypatch.setattr("cases.importing.work.SECONDS", 0)
    editor.post(url(whole, "begin"))
    for _step in ("organisations", "cases"):
        editor.post(url(whole, "step"))
    draft = whole.editions.get()
    save(editor, draft, opened(editor, draft) | {"place": "Shenzhen"})
    go_on(editor, whole)
    assert notes(whole) == [("case", OPEN_DRAFT)]
    assert not draft.figures.exists()


def test_cells_of_blanks_are_no_cells(editor, register):
    batch = uploaded(editor, b"name,kind,\n , , \nFirst Bank, bank , \n")
    assert [(row.number, row.values) for row in batch.rows.all()] == [(3, ORGANISATION)]
