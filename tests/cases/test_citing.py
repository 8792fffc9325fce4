"""Every form of citation, read back by a program that readers use."""

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from warnings import catch_warnings, simplefilter

import bibtexparser
import pytest
import rispy
from bibtexparser.middlewares import LatexDecodingMiddleware
from citeproc import Citation as Cited
from citeproc import CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from django.utils import timezone

from cases import citing, publishing
from cases.citing import Citation
from cases.models import Edition
from cases.visibility import State
from tests.factories import EditionFactory, FigureFactory
from tests.languages import in_language

AWKWARD = r"50% of {open “invoices” & 发票 #1_a ~ ^ $5 \end"


@pytest.fixture
def citation():
    return Citation(
        key="casebook-invoice-volume-2",
        title=citing.one_line(AWKWARD),
        edition=2,
        published=date(2026, 11, 1),
        address="https://casebook.example/cases/invoice/editions/2/figures/volume/",
        note=citing.one_line("According to\r\nER  - \n百度"),
    )


def read_bibtex(citation):
    decoded = [LatexDecodingMiddleware()]
    library = bibtexparser.parse_string(citing.bibtex(citation), append_middleware=decoded)
    assert library.failed_blocks == []
    [entry] = library.entries
    return {name: field.value for name, field in entry.fields_dict.items()} | {"key": entry.key}


def test_bibtex_reads_back(citation):
    said = read_bibtex(replace(citation, title="50% of “invoices” & 发票 #1_a ~ $5 \\end"))
    assert said == {
        "key": "casebook-invoice-volume-2",
        "author": "Blockchain Casebook",
        "title": "50% of “invoices” & 发票 #1_a ~ $5 \\end",
        "date": "2026-11-01",
        "year": "2026",
        "version": "Edition 2",
        "howpublished": "Blockchain Casebook",
        "note": "According to ER - 百度",
        "url": citation.address,
    }


def test_braces_are_balanced_for_programs_that_count_them(citation):
    text = citing.bibtex(citation)
    assert text.count("{") == text.count("}")
    assert r"50\% of \textbraceleft{}open" in text
    assert read_bibtex(citation)["key"] == citation.key


def test_ris_reads_back(citation):
    [entry] = rispy.loads(citing.ris(citation))
    assert (entry["title"], entry["url"] if "url" in entry else entry["urls"]) == (
        AWKWARD,
        [citation.address],
    )
    assert (entry["type_of_reference"], entry["year"], entry["date"], entry["notes"]) == (
        "ELEC",
        "2026",
        "2026/11/01",
        ["According to ER - 百度"],
    )


def test_csl_json_makes_a_bibliography(citation):
    with catch_warnings():
        simplefilter("ignore")  # the parser's own, about a style it ships
        style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    source = CiteProcJSON(json.loads(citing.csl_json(citation)))
    bibliography = CitationStylesBibliography(style, source, formatter.plain)
    bibliography.register(Cited([CitationItem(citation.key)]))
    [line] = map(str, bibliography.bibliography())
    assert line == (
        f"Blockchain Casebook (2026) “{AWKWARD}”, Blockchain Casebook. 2nd ed. "
        f"Available at: {citation.address}."
    )


def test_plain_text_names_edition_and_day_and_ends_in_the_address(citation):
    assert citing.plain(citation) == (
        f"Blockchain Casebook: “{AWKWARD}”, edition 2, 1 November 2026. {citation.address}\n"
    )


@pytest.fixture
def figure(db):
    edition = EditionFactory(case__slug="loans", title="Loans")
    return FigureFactory(
        edition=edition,
        key="volume",
        metric__name="Volume",
        comparator="more-than",
        source=edition.references.get().source,
    )


@pytest.mark.parametrize(
    ("form", "content_type", "name"),
    [
        ("text", "text/plain", "casebook-loans-volume-1.txt"),
        ("bibtex", "application/x-bibtex", "casebook-loans-volume-1.bib"),
        ("ris", "application/x-research-info-systems", "casebook-loans-volume-1.ris"),
        ("csl", "application/vnd.citationstyles.csl+json", "casebook-loans-volume-1.json"),
    ],
)
def test_a_citation_is_a_file_of_its_type(client, figure, form, content_type, name):
    answer = client.get(f"/cases/loans/editions/1/figures/volume/cite/{form}/")
    assert answer["Content-Type"] == f"{content_type}; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    address = "http://testserver/cases/loans/editions/1/figures/volume/"
    assert address in answer.content.decode()


def test_a_case_is_cited_by_its_edition(client, figure):
    text = client.get("/cases/loans/editions/1/cite/text/").content.decode()
    assert text == (
        "Blockchain Casebook: “Loans”, edition 1, 2 November 2026. "
        "http://testserver/cases/loans/editions/1/\n"
    )
    assert text.strip() in client.get("/cases/loans/").content.decode()


def test_a_citation_bears_its_date_in_the_language_of_its_reader(client, figure):
    with in_language("de"):
        text = client.get("/cases/loans/editions/1/cite/text/").text
    assert text.partition("edition 1, ")[2].startswith("2. November 2026. ")


def test_a_citation_bears_the_day_that_the_page_shows(client, figure):
    Edition.objects.update(published_at=datetime(2026, 11, 1, 23, tzinfo=UTC))
    with timezone.override("Asia/Shanghai"):
        page = client.get("/cases/loans/editions/1/").text
        text = client.get("/cases/loans/editions/1/cite/text/").text
    assert re.findall("edition 1, ([^.]+)", text) == re.findall("1, (2 November 2026) ·", page)


def test_what_was_cited_stays_true_after_a_later_edition(client, figure):
    cited = "/cases/loans/editions/1/figures/volume/"
    before = client.get(f"{cited}cite/text/").content
    draft = publishing.open_edition(figure.edition.case)
    draft.figures.update(value=360_000_000_000)
    draft.change_note = "The bank corrected itself."
    draft.save()
    publishing.publish(draft)
    assert client.get(f"{cited}cite/text/").content == before
    assert "more than CNY\u00a0660\u00a0billion" in client.get(cited).content.decode()
    current = client.get("/cases/loans/figures/volume/").content.decode()
    assert "http://testserver/cases/loans/editions/2/figures/volume/" in current


def test_a_citation_of_a_figure_says_whose_word_it_is_and_that_others_dispute_it(figure):
    figure.source.publisher, figure.stated_by = "Daily News", "The deputy head"
    figure.dispute = "Xinhua says 360."
    title = citing.of_figure(figure, "https://casebook.example").title
    assert title.startswith("Loans: Volume, more than CNY 660 billion, ")
    assert title.endswith(", according to The deputy head, in Daily News (disputed)")


@pytest.mark.parametrize(
    "path",
    ["editions/1/cite/word/", "editions/1/figures/nothing/cite/ris/", "editions/9/cite/ris/"],
)
def test_what_is_not_there_cannot_be_cited(client, figure, path):
    assert client.get(f"/cases/loans/{path}").status_code == 404


def test_what_was_withdrawn_cannot_be_cited(client, figure):
    figure.edition.case.editions.update(
        state=State.WITHDRAWN, withdrawn_at=figure.edition.published_at, withdrawal_reason="Wrong."
    )
    assert client.get("/cases/loans/editions/1/cite/ris/").status_code == 410
