"""A figure's own page: what it says, when it says so, and what it says once that is gone."""

import csv
from xml.etree import ElementTree

import pytest
import time_machine

from cases import publishing
from tests.cases.test_pages import words
from tests.factories import EditionFactory, FigureFactory, MetricFactory, SourceFactory

TODAY = time_machine.travel("2026-11-23 12:00", tick=False)


@pytest.fixture
def edition(db):
    return EditionFactory(case__slug="invoice", title="Invoices")


@pytest.fixture
def figure(edition):
    return FigureFactory(
        edition=edition,
        key="issued",
        metric=MetricFactory(name="Invoices issued", unit="invoices", measures="records"),
        value=6_000_000,
        as_of="2019-08-05",
        source=edition.references.get().source,
    )


def published_again(case, **changes):
    """A new edition in which the figure is changed, or is gone if nothing is said of it."""
    draft = publishing.open_edition(case)
    draft.figures.update(**changes) if changes else draft.figures.all().delete()
    draft.change_note = "What changed."
    draft.save()
    return publishing.publish(draft)


@TODAY
def test_a_figure_says_what_when_and_who(client, figure):
    figure.comparator, figure.quote, figure.quote_language = "nearly", "600万张", "zh-Hans"
    figure.save()
    html = client.get("/cases/invoice/figures/issued/")
    shown = words(html)
    assert "nearly 6\u00a0million invoices" in html.content.decode()
    for fact in [
        "Invoices issued, as of 5 August 2019. So says Publisher",
        "old: 7 years old unchecked “600万张”",
        "Nearly: 6,000,000 = 6 million = 600万",
        "7 years old, as of 5 August 2019 . Such a figure is old after 24 months.",
        "1 page, 1 origin",
    ]:
        assert fact in shown
    assert '<blockquote class="quote figure-quote" lang="zh-Hans">' in html.content.decode()


def test_a_figure_says_why_its_value_is_not_in_its_quote(client, figure):
    figure.quote, figure.quote_language = "13 firms", "en"
    figure.not_in_quote = "Counted by us."
    figure.save()
    said = "“13 firms” Value not in these words: Counted by us."
    assert said in words(client.get("/cases/invoice/figures/issued/"))


@TODAY
def test_other_statements_stand_beside_it_and_nothing_else_does(client, figure):
    same = {"edition": figure.edition, "metric": figure.metric}
    FigureFactory(**same, value=58_000_000, as_of="2021-08-10")
    FigureFactory(**same, value=10_000, as_of="2018")
    FigureFactory(**same, value=7_777, about="Guangzhou")
    FigureFactory(edition=figure.edition, value=8_888)
    shown = words(client.get("/cases/invoice/figures/issued/"))
    assert "58 million invoices as of 10 August 2021 old: 5 years old later" in shown
    assert "10,000 invoices as of 2018 old: 7 years old earlier" in shown
    assert "Invoices issued through time" in shown
    assert ("7,777" in shown, "8,888" in shown) == (False, False)


def test_two_statements_make_no_line(client, figure):
    FigureFactory(edition=figure.edition, metric=figure.metric, as_of="2021")
    assert b"<svg" not in client.get("/cases/invoice/figures/issued/").content


def test_pages_that_repeat_one_origin_count_as_one(client, figure):
    bureau = SourceFactory(publisher="Bureau")
    pages = [figure.source, SourceFactory(), SourceFactory()]
    for page in pages:
        page.derived_from.add(bureau)
        if page != figure.source:
            FigureFactory(
                edition=figure.edition,
                metric=figure.metric,
                value=6_000_000,
                as_of="2019-08",
                source=page,
            )
    shown = words(client.get("/cases/invoice/figures/issued/"))
    assert "3 pages, 1 origin How sure Unchecked" in shown
    pages[1].derived_from.set([SourceFactory()])
    shown = words(client.get("/cases/invoice/figures/issued/"))
    assert "3 pages, 2 origins How sure Corroborated" in shown


def test_the_plain_address_follows_the_editions_and_the_pinned_one_does_not(client, figure):
    published_again(figure.edition.case, value=7_000_000)
    current = words(client.get("/cases/invoice/figures/issued/"))
    pinned = words(client.get("/cases/invoice/editions/1/figures/issued/"))
    assert "Edition 2 , 3 November" not in current  # the day is that of publishing
    assert "7 million invoices Invoices issued" in current
    assert "6 million invoices Invoices issued" in pinned
    assert "This is the figure as edition 1 stated it. The current edition says: 7" in pinned
    assert "Edition 1 , 2 November 2026: 6 million invoices" in current


def test_a_figure_that_was_dropped_keeps_its_page_and_says_so(client, figure):
    published_again(figure.edition.case)
    page = client.get("/cases/invoice/figures/issued/")
    assert page.status_code == 200
    shown = words(page)
    assert "The register no longer states this figure. Readers saw it last in edition 1" in shown
    assert "How sure Withdrawn" in shown
    assert "figures/issued" not in client.get("/cases/invoice/").content.decode()


def test_an_unknown_key_offers_the_figures_of_the_case(client, figure):
    for address in ("/cases/invoice/figures/isued/", "/cases/invoice/editions/1/figures/isued/"):
        page = client.get(address)
        assert page.status_code == 404
        assert "“Invoices” has no figure at this address. The figures it has" in words(page)
        assert 'href="/cases/invoice/figures/issued/"' in page.content.decode()


def test_the_figures_of_a_withdrawn_case_are_gone(client, figure):
    publishing.withdraw(figure.edition, "The source took it back.")
    for address in ("figures/issued/", "figures/other/", "editions/1/figures/issued/"):
        page = client.get(f"/cases/invoice/{address}")
        assert page.status_code == 410
        assert "The source took it back." in words(page)


def test_a_figure_of_a_draft_has_no_page(client, figure):
    draft = publishing.open_edition(figure.edition.case)
    FigureFactory(edition=draft, key="planned")
    draft.figures.filter(key="issued").update(value=99)
    assert client.get("/cases/invoice/figures/planned/").status_code == 404
    assert client.get("/cases/invoice/editions/2/figures/issued/").status_code == 404
    assert "99" not in words(client.get("/cases/invoice/figures/issued/"))


def test_an_old_address_of_the_case_leads_to_the_figure(client, figure):
    case = figure.edition.case
    case.slug = "e-invoice"
    case.save()
    page = client.get("/cases/invoice/figures/issued/")
    assert (page.status_code, page["Location"]) == (301, "/cases/e-invoice/figures/issued/")


def test_statements_lead_to_the_page_of_their_figure(client, figure):
    for page in ("/cases/invoice/", "/figures/", figure.source.get_absolute_url()):
        assert 'href="/cases/invoice/figures/issued/"' in client.get(page).content.decode()
    published_again(figure.edition.case, value=7_000_000)
    earlier = client.get("/cases/invoice/editions/1/").content.decode()
    assert 'href="/cases/invoice/editions/1/figures/issued/"' in earlier


def test_a_preview_leads_to_no_page_that_is_not_there(editor, figure):
    publishing.open_edition(figure.edition.case)
    assert "/figures/issued/" not in editor.get("/cases/invoice/preview/").content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "/cases/invoice/figures/%00/",
        "/cases/invoice/figures/%ED%A0%80/",
        f"/cases/invoice/figures/{'a' * 3000}/",
        f"/cases/invoice/editions/{'9' * 30}/figures/issued/",
        f"/cases/invoice/editions/{'9' * 30}/figures/issued/cite/ris/",
        f"/sitemap-figures.xml?p={'9' * 30}",
        "/sitemap-figures.xml?p=%00",
        "/sitemap-drafts.xml",
    ],
)
def test_addresses_that_nobody_gave_out_are_not_found(client, figure, address):
    assert client.get(address).status_code == 404


# The line through time, to take away


@pytest.fixture
def line(figure):
    """Three statements of one metric."""
    same = {"edition": figure.edition, "metric": figure.metric}
    FigureFactory(**same, value=58_000_000, as_of="2021-08-10")
    FigureFactory(**same, value=10_000_000, as_of="2019-10")
    return "/cases/invoice/editions/1/figures/issued/chart/"


@pytest.mark.parametrize(
    ("form", "content_type", "beginning"),
    [
        ("svg", "image/svg+xml", b"<svg"),
        ("png", "image/png", b"\x89PNG"),
        ("csv", "text/csv; charset=utf-8", b"\xef\xbb\xbffigure,"),
    ],
)
def test_the_line_is_taken_away_as_a_file(client, line, form, content_type, beginning):
    file = client.get(f"{line}{form}/")
    assert (file.status_code, file["Content-Type"]) == (200, content_type)
    assert file.content.startswith(beginning)
    assert f'href="{line}{form}/"' in client.get("/cases/invoice/figures/issued/").content.decode()


def test_its_table_holds_the_statements_in_the_order_of_time(client, line):
    rows = csv.DictReader(client.get(f"{line}csv/").content.decode("utf-8-sig").splitlines())
    assert [row["value"] for row in rows] == ["6000000", "10000000", "58000000"]


def test_the_line_says_more_than_where_the_source_does(client, db):
    same = {"edition": EditionFactory(case__slug="loans"), "metric": MetricFactory()}
    for key, value, as_of, comparator in [
        ("first", 1_600_000_000, "2017", "exactly"),
        ("second", 200_000_000_000, "2018-12", "nearly"),
        ("third", 660_000_000_000, "[2019-10-24..]", "more-than"),
    ]:
        FigureFactory(**same, key=key, value=value, as_of=as_of, comparator=comparator)
    file = client.get("/cases/loans/editions/1/figures/first/chart/svg/").content
    bold = ElementTree.fromstring(file).iterfind(".//*[@font-weight='700'][@text-anchor]")
    assert [label.text for label in bold] == [
        "1.6bn",
        "nearly 200bn",
        "more than 660bn",
    ]


def test_there_is_no_file_of_another_form(client, line):
    assert client.get(f"{line}gif/").status_code == 404


def test_two_statements_have_no_chart_to_take_away(client, figure):
    assert client.get("/cases/invoice/editions/1/figures/issued/chart/svg/").status_code == 404


def test_beside_a_figure_stands_who_said_otherwise_not_only_where_it_was_printed(client, db):
    edition = EditionFactory(case__slug="loans")
    metric = MetricFactory()
    FigureFactory(edition=edition, key="first", metric=metric)
    FigureFactory(edition=edition, key="other", metric=metric, stated_by="The deputy head")
    shown = words(client.get("/cases/loans/figures/first/"))
    assert "The deputy head, in Publisher" in shown


def test_of_disputed_statements_those_that_agree_do_not_contradict_each_other(client, db):
    same = {"edition": EditionFactory(case__slug="loans"), "metric": MetricFactory()}
    for key, billion, as_of in [
        ("article", 660, "2019"),
        ("deputy-head", 361, "2019-10"),
        ("news", 360, "2019-10-09"),
    ]:
        said = {"value": billion * 10**9, "as_of": as_of, "dispute": "Others say otherwise."}
        FigureFactory(**same, key=key, **said)
    page = client.get("/cases/loans/figures/news/")
    beside = {relation.label: [f.key for f in found] for relation, found in page.context["others"]}
    assert beside == {"contradicts it": ["article"], "of the same time": ["deputy-head"]}
    assert "2 pages, 2 origins" in words(page)
