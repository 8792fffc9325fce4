"""What readers find on the pages of a case and of what cases share."""

import re

import pytest
import time_machine

from cases import publishing
from cases.models import Figure
from cases.visibility import State
from tests.factories import (
    DirectionFactory,
    EditionFactory,
    FigureFactory,
    MetricFactory,
    MilestoneFactory,
    OrganisationFactory,
    ParticipationFactory,
    SourceFactory,
)

TODAY = time_machine.travel("2026-11-23 12:00", tick=False)


def words(page):
    """The text of a page as a reader sees it, on one line."""
    body = page.content.decode().partition("<main")[2]
    return " ".join(re.sub(r"<[^>]+>", " ", body).split()).replace("&#x27;", "'")


@pytest.fixture
def edition(db):
    return EditionFactory(case__slug="invoice", title="Invoices")


@TODAY
def test_a_figure_stands_with_its_reservation_date_age_and_source(client, edition):
    FigureFactory(
        edition=edition,
        comparator=Figure.Comparator.MORE_THAN,
        metric__name="Trading volume",
        as_of="2019-10",
        source=edition.references.get().source,
        locator="direction 1, case 1",
        stated_by="The bank’s deputy head",
    )
    shown = words(client.get("/cases/invoice/"))
    assert "more than CNY 660 billion Trading volume [1] as of October 2019" in shown
    assert "old: 7 years old unchecked The bank’s deputy head, in Publisher" in shown
    assert "direction 1, case 1" in shown


def test_disputed_figures_stand_side_by_side_and_say_so(client, edition):
    metric = MetricFactory()
    for value, as_of in [(660, "2019-10-24"), (360, "2019-10-09"), (16, "2017")]:
        dispute = "" if value == 16 else "Sources differ."
        FigureFactory(edition=edition, metric=metric, value=value, as_of=as_of, dispute=dispute)
    shown = words(client.get("/cases/invoice/"))
    assert "disputed The sources do not agree." in shown
    order = re.findall(r"CNY (660|360|16) ", shown)
    assert order == ["660", "360", "16"]
    assert "1 other statement:" in shown


def test_forecasts_and_limits_are_marked_in_words(client, edition):
    FigureFactory(edition=edition, modality="forecast", as_of="2019", metric__kind="period")
    FigureFactory(edition=edition, modality="authorised", comparator="up-to")
    shown = words(client.get("/cases/invoice/"))
    assert re.search(r"forecast for 2019 forecast", shown)
    assert re.search(r"up to CNY 660 billion .* authorised limit", shown)


def test_what_no_source_says_is_shown_as_not_stated(client, edition):
    FigureFactory(edition=edition, as_of="", as_of_not_stated=True)
    shown = words(client.get("/cases/invoice/"))
    for fact in [
        "date not stated",
        "Stage Not stated",
        "Launched Not stated",
        "Place Not stated",
        "No source says what part a blockchain plays here.",
    ]:
        assert fact in shown


@pytest.mark.parametrize("chain_part", ["It keeps the invoices", "It keeps the invoices."])
def test_a_case_says_what_the_chain_does_and_who_says_so(client, edition, chain_part):
    edition.chain, edition.chain_part = "claimed", chain_part
    edition.chain_source = edition.references.get().source
    edition.chain_locator = "page 3"
    edition.save()
    shown = words(client.get("/cases/invoice/"))
    publisher = edition.chain_source.publisher
    assert (
        "Is it really blockchain? It keeps the invoices. [1] "
        f"claimed according to {publisher}, page 3"
    ) in shown


def test_a_case_without_figures_says_so(client, edition):
    assert "No source states a figure for this case." in words(client.get("/cases/invoice/"))


def test_participants_stand_by_role(client, edition):
    ParticipationFactory(edition=edition, role="technology", organisation__name="Chainmaker")
    ParticipationFactory(edition=edition, role="operator", organisation__name="Bureau")
    shown = words(client.get("/cases/invoice/"))
    assert "Operator Bureau Technology provider Chainmaker" in shown


def test_milestones_stand_in_the_order_of_time(client, edition):
    source = edition.references.get().source
    for date, text in [("2019-08-05", "Third."), ("2018", "First."), ("2018-08", "Second.")]:
        MilestoneFactory(edition=edition, date=date, text=text, source=source)
    shown = words(client.get("/cases/invoice/"))
    assert "2018 First. [1] August 2018 Second. [1] 5 August 2019 Third. [1]" in shown


def test_related_cases_name_what_they_share(client, edition):
    other = EditionFactory(title="Loans")
    tencent = OrganisationFactory(name="Tencent")
    for each in (edition, other):
        ParticipationFactory(edition=each, organisation=tencent)
    assert "Related cases Loans also Tencent" in words(client.get("/cases/invoice/"))


def test_history_lists_every_edition_with_its_note(client, edition):
    draft = publishing.open_edition(edition.case)
    draft.change_note = "A second source."
    draft.save()
    publishing.publish(draft)
    shown = words(client.get("/cases/invoice/editions/"))
    history = r"Edition 2 current .*A second source\. What changed Edition 1 .*First edition\."
    assert re.search(history, shown)
    old = words(client.get("/cases/invoice/editions/1/"))
    assert "This is edition 1, which readers saw from 2 November 2026 to" in old


def test_an_edition_that_never_was_is_not_found(client, edition):
    for number in ["2", "99999999999999999999999"]:
        assert client.get(f"/cases/invoice/editions/{number}/").status_code == 404


def test_a_case_published_again_after_withdrawal_lists_why_it_was_away(client, edition):
    publishing.withdraw(edition, "The source took it back.")
    again = publishing.open_edition(edition.case)
    again.change_note = "The source stands by it."
    again.save()
    publishing.publish(again)
    assert client.get("/cases/invoice/").status_code == 200
    assert client.get("/cases/invoice/editions/1/").status_code == 410
    assert "Edition 1, withdrawn" in words(client.get("/cases/invoice/editions/"))


@pytest.mark.parametrize("rest", ["", "editions/", "editions/1/"])
def test_an_old_address_of_a_case_redirects_for_good(client, edition, rest):
    edition.case.slug = "e-invoice"
    edition.case.save()
    answer = client.get(f"/cases/invoice/{rest}")
    assert (answer.status_code, answer.url) == (301, f"/cases/e-invoice/{rest}")


@pytest.mark.parametrize("kind", ["organisation", "direction", "source"])
def test_old_addresses_of_what_cases_share_redirect_too(client, edition, kind):
    record = {
        "organisation": ParticipationFactory(edition=edition).organisation,
        "direction": edition.direction,
        "source": edition.references.get().source,
    }[kind]
    old, record.slug = record.slug, "renamed"
    record.save()
    answer = client.get(f"/{kind}s/{old}/")
    assert (answer.status_code, answer.url) == (301, f"/{kind}s/renamed/")


def test_an_empty_direction_says_what_would_belong_and_that_nothing_was_found(client, db):
    DirectionFactory(slug="interconnection", belongs="Chains joined to chains.")
    shown = words(client.get("/directions/interconnection/"))
    assert "Chains joined to chains." in shown
    assert "The register has published no case in this direction." in shown


def test_the_front_page_counts_what_is_published(client, edition):
    ParticipationFactory(edition=edition)
    FigureFactory(edition=edition)
    EditionFactory(state=State.DRAFT, direction=edition.direction)
    shown = words(client.get("/"))
    assert "cases 1 organisations 1 directions 1 figures, all sourced 1" in shown


def test_who_does_what_counts_the_cases_that_its_links_open(client, edition):
    bank = OrganisationFactory(slug="bank", name="Bank")
    ParticipationFactory(edition=edition, organisation=bank, role="operator")
    ParticipationFactory(edition=edition, organisation=bank, role="customer")
    page = client.get("/who-does-what/")
    [cell] = page.context["page_obj"][0].cells
    href = f"/cases/?organisation=bank&amp;direction={edition.direction.slug}"
    assert cell.count == 1
    assert f'href="{href}"' in page.content.decode()
    assert "1 case" in words(client.get(href.replace("&amp;", "&")))


def test_an_organisation_shows_its_names_roles_and_partners(client, edition):
    bank = OrganisationFactory(slug="bank", name="CZBank")
    bank.names.create(name="Zheshang Bank", kind="article")
    ParticipationFactory(edition=edition, organisation=bank, role="operator")
    ParticipationFactory(edition=edition, organisation__name="Hyperchain", role="technology")
    shown = words(client.get("/organisations/bank/"))
    assert "Zheshang Bank (as the article has it)" in shown
    assert "Invoices operator" in shown
    assert "In the same cases Hyperchain 1" in shown


@pytest.mark.parametrize(
    ("kind", "place", "note", "lead"),
    [
        ("bank", "Shenzhen", "It was founded in 2004.", "Bank, Shenzhen. It was founded in 2004."),
        ("bank", "", "", "Bank"),
        ("other", "Shenzhen", "", "Shenzhen"),
        ("other", "Washington, D.C.", "It closed.", "Washington, D.C. It closed."),
        ("other", "", "It was founded in 2004.", "It was founded in 2004."),
        ("other", "", "", None),
    ],
)
def test_an_organisation_is_introduced_by_what_is_known_of_it(
    client, edition, kind, place, note, lead
):
    bank = OrganisationFactory(slug="bank", kind=kind, place=place, note=note)
    ParticipationFactory(edition=edition, organisation=bank)
    shown = re.search('<p class="lead">(.*)</p>', client.get("/organisations/bank/").text)
    assert (shown and shown[1]) == lead


def test_a_source_shows_its_figures_its_origin_and_what_its_readers_thought(client, edition):
    source = edition.references.get().source
    source.helpful_yes, source.helpful_total = 93, 132
    source.save()
    source.derived_from.add(SourceFactory(title="Annual report", slug="report"))
    FigureFactory(edition=edition, source=source)
    shown = words(client.get(source.get_absolute_url()))
    assert "93 of 132 found it helpful" in shown
    assert "CNY 660 billion" in shown
    assert re.search(r"Repeats Publisher \d+: Annual report", shown)
    assert client.get("/sources/report/").status_code == 200


def test_updates_tell_what_was_published_and_withdrawn_and_why(client, edition):
    gone = EditionFactory(title="Loans")
    publishing.withdraw(gone, "It never was.")
    shown = words(client.get("/updates/"))
    assert re.search(r"Withdrawn Loans It never was\..*Added Invoices", shown)


def test_stewards_colours_reach_the_pages_as_a_style_sheet(client, db):
    DirectionFactory(number=7, colour="#2f6f4f")
    css = client.get("/directions.css")
    assert css["Content-Type"] == "text/css; charset=utf-8" or css["Content-Type"] == "text/css"
    assert ".direction-7 { --direction-on-white: #2f6f4f; }" in css.content.decode()


def test_directions_stand_by_number_wherever_they_are_listed(client, db):
    for number in (30, 10, 20):
        direction = DirectionFactory(number=number, title=f"Direction {number}")
        ParticipationFactory(edition__direction=direction)
    for path in ("/", "/directions/"):
        page = client.get(path).content.decode()
        found = [page.index(f"Direction {number}") for number in (10, 20, 30)]
        assert found == sorted(found), path
    titles = [column.title for column in client.get("/who-does-what/").context["columns"]]
    assert titles == ["Direction 10", "Direction 20", "Direction 30"]
    facet = client.get("/cases/").context["boxes"][0]
    assert [value.label for value in facet.values] == titles


def test_the_numbers_of_who_does_what_open_their_cases_whatever_the_page_was_asked(client, edition):
    ParticipationFactory(edition=edition, organisation__slug="bank")
    page = client.get("/who-does-what/?page=1&sort=name").content.decode()
    assert f'href="/cases/?organisation=bank&amp;direction={edition.direction.slug}"' in page


def test_one_figure_that_contradicts_another_metric_does_not_blame_other_sources(client, edition):
    FigureFactory(edition=edition, dispute="The parts do not add up.")
    shown = words(client.get("/cases/invoice/"))
    assert "The parts do not add up." in shown
    assert "The sources do not agree." not in shown


@pytest.mark.parametrize("path", ["/", "/cases/"])
def test_a_figure_in_a_list_leads_to_its_page(client, edition, path):
    figure = FigureFactory(edition=edition)
    assert f'href="{figure.get_absolute_url()}"' in client.get(path).content.decode()


def test_the_front_page_says_who_disputes_the_figure_of_a_direction(client, edition):
    FigureFactory(edition=edition, dispute="The bank said 360 billion.")
    assert "The bank said 360 billion." in words(client.get("/"))
