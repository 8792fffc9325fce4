"""Each facet's counts say what the next click would give."""

import re
from datetime import UTC, datetime

import pytest
import time_machine

from cases.index import pages
from cases.models import Edition, Metric
from tests.boxes import box, counts, opened, values, way
from tests.cards import titles
from tests.cases.test_exports import table
from tests.factories import (
    DirectionFactory,
    DraftFactory,
    EditionFactory,
    FieldFactory,
    FigureFactory,
    OrganisationFactory,
    ParticipationFactory,
    SourceFactory,
)


@pytest.fixture
def register(db):
    """Loans and Chains in the economy, Fruit in livelihood; Bank runs Loans and Fruit."""
    loans = EditionFactory(
        title="Loans",
        direction__slug="economy",
        direction__title="Economy",
        place="Shenzhen, Guangdong",
        launched="2018-04",
        stage="operating",
        chain="claimed",
        chain_part="It keeps the loans.",
        source=SourceFactory(slug="report", publisher="Bank report"),
    )
    chains = EditionFactory(title="Chains", direction=loans.direction, launched="2019")
    fruit = EditionFactory(title="Fruit", direction=DirectionFactory(slug="livelihood"))
    loans.fields.add(FieldFactory(slug="trade", name="Trade", direction=loans.direction))
    bank = OrganisationFactory(slug="bank", name="Bank", kind="bank")
    ParticipationFactory(edition=loans, organisation=bank, role="operator")
    ParticipationFactory(edition=loans, organisation=bank, role="customer")
    ParticipationFactory(edition=fruit, organisation=bank, role="customer")
    ParticipationFactory(edition=chains, organisation__name="Chainmaker", role="technology")
    FigureFactory(edition=loans, metric__slug="volume", dispute="Others say less.", as_of="2026")
    FigureFactory(
        edition=chains, metric__slug="users", metric__measures="actors", metric__unit="users"
    )
    DirectionFactory(slug="empty", number=99)
    DraftFactory(direction=loans.direction, place="Nowhere", launched="1999")


@time_machine.travel("2026-11-23 12:00", tick=False)
def test_every_facet_counts_published_cases(client, register):
    shown = counts(client.get(f"/cases/?{opened()}"))
    assert shown["direction"] == {"economy": 2, "livelihood": 1, "empty": 0}
    assert shown["field"] == {"trade": 1}
    assert shown["organisation"]["bank"] == 2
    assert shown["role"] == {"customer": 2, "operator": 1, "technology": 1}
    assert shown["kind"] == {"bank": 2, "company": 1}
    assert shown["place"] == {"Shenzhen, Guangdong": 1, "not-stated": 2}
    assert shown["launched"] == {"2019": 1, "2018": 1, "not-stated": 1}
    assert shown["stage"] == {"operating": 1, "not-stated": 2}
    assert shown["chain"] == {"claimed": 1, "not-stated": 2}
    assert shown["reports"] == {"money": 1, "actors": 1, "disputed": 1, "recent": 1}
    assert shown["metric"] == {"volume": 1, "users": 1}
    assert shown["source"]["report"] == 1


def test_a_facets_counts_leave_its_own_choice_out_and_keep_the_others(client, register):
    shown = counts(client.get(f"/cases/?{opened('direction=economy&role=operator')}"))
    assert shown["direction"] == {"economy": 1, "livelihood": 0, "empty": 0}
    assert shown["role"] == {"operator": 1, "customer": 1, "technology": 1}
    assert shown["launched"] == {"2018": 1}


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("role=customer", ["Fruit", "Loans"]),
        ("role=operator&role=technology", ["Chains", "Loans"]),
        ("kind=bank&launched=not-stated", ["Fruit"]),
        ("launched=2018&launched=2019", ["Chains", "Loans"]),
        ("place=Shenzhen, Guangdong", ["Loans"]),
        ("place=not-stated", ["Fruit", "Chains"]),
        ("chain=claimed", ["Loans"]),
        ("chain=not-stated", ["Fruit", "Chains"]),
        ("chain=claimed&chain=evidenced", ["Loans"]),
        ("stage=operating", ["Loans"]),
        ("stage=not-stated", ["Fruit", "Chains"]),
        ("reports=disputed", ["Loans"]),
        ("reports=actors&reports=money", ["Chains", "Loans"]),
        ("metric=volume", ["Loans"]),
        ("metric=volume&sort=size", ["Loans"]),
        ("source=report", ["Loans"]),
        ("field=trade", ["Loans"]),
        ("direction=empty", []),
    ],
)
def test_a_choice_leaves_the_cases_that_it_counted(client, register, query, left):
    page = client.get(f"/cases/?{query}")
    assert (page.status_code, titles(page)) == (200, left)


@pytest.mark.parametrize(
    "query",
    ["place=Nowhere", "launched=1999", "launched=99999999999999999999", "organisation=made-up"],
)
def test_a_value_that_only_a_draft_has_is_as_unknown_as_any_other(client, register, query):
    assert client.get(f"/cases/?{query}").status_code == 400


def test_sorting_by_size_takes_the_largest_value_of_the_chosen_metric(client, register):
    volume = Metric.objects.get(slug="volume")
    FigureFactory(edition=Edition.objects.get(title="Fruit"), metric=volume, value=10**15)
    FigureFactory(
        edition=Edition.objects.get(title="Chains"),
        metric=volume,
        value=10**18,
        modality="forecast",
    )
    page = client.get("/cases/?metric=volume&sort=size")
    assert titles(page) == ["Fruit", "Loans", "Chains"]


@pytest.fixture
def volumes(register, monkeypatch):
    """Fifty cases of a few sizes, of which some have several and some only a forecast."""
    monkeypatch.setattr(pages, "WALKED", 24)
    volume = Metric.objects.get(slug="volume")
    for number in range(50):
        edition = EditionFactory(title=f"Case {number:02}")
        for value in {number % 7 + 1, number % 3 + 1}:
            modality = "forecast" if number % 10 == 9 else "reported"
            FigureFactory(edition=edition, metric=volume, value=value, modality=modality)
    FigureFactory(edition=EditionFactory(state="draft"), metric=volume, value=10**18)


@pytest.mark.parametrize("few", [0, 5_000])
def test_pages_by_size_are_those_of_a_file(client, volumes, monkeypatch, few):
    monkeypatch.setattr(pages, "FEW", few)
    for narrowed, cases in [("", 51), ("&q=case", 50), ("&q=41", 2)]:
        query = f"?metric=volume&sort=size{narrowed}"
        answers = [client.get(f"/cases/{query}&page={page}") for page in (1, 2, 3)]
        found = [title for page in answers if page.status_code == 200 for title in titles(page)]
        _head, *rows = table(client.get(f"/cases/export/csv/{query}"))
        assert (len(rows), found) == (cases, [row[1] for row in rows])


@pytest.fixture
def places(db):
    """Twelve, Place 00 the commonest."""
    found = [f"Place {number:02}" for number in range(12)]
    for place in [*found, found[0]]:
        EditionFactory(place=place)
    return found


def test_a_box_shows_ten_values_and_the_rest_once_it_is_opened(client, places):
    page = client.get("/cases/?sort=title")
    assert (values(page, "place"), box(page, "place").more) == (places[:10], "2 more")
    all_shown = client.get(way(page, "place"))
    assert values(all_shown, "place") == places
    assert way(all_shown, "place") == "/cases/?sort=title"


def test_a_chosen_value_is_shown_though_it_is_not_among_the_first(client, places):
    page = client.get("/cases/", {"place": places[11]})
    assert (values(page, "place"), box(page, "place").left) == ([*places[:10], places[11]], 1)


def test_a_closed_box_is_a_link_that_opens_it(client, register):
    page = client.get("/cases/?direction=economy")
    assert box(page, "organisation").values is None
    page = client.get(way(page, "organisation"))
    labels = [value.label for value in box(page, "organisation").values]
    assert (labels, len(titles(page))) == (["Bank", "Chainmaker"], 2)
    assert values(client.get(way(page, "stage")), "stage") == ["operating", "not-stated"]
    assert way(page, "organisation") == "/cases/?direction=economy"


def test_addresses_have_no_empty_query(client, register):
    page = client.get("/cases/")
    assert way(page, "organisation") == "/cases/?open=organisation"
    chosen = client.get("/cases/?stage=operating")
    assert chosen.context["chips"][0].without == ""


def test_a_box_with_a_choice_is_never_closed(client, register):
    assert values(client.get("/cases/?stage=operating"), "stage") == ["operating", "not-stated"]


@pytest.mark.parametrize(("name", "choice"), [("direction", ""), ("stage", "&stage=operating")])
def test_a_box_that_closing_would_not_change_cannot_be_closed(client, register, name, choice):
    page = client.get(f"/cases/?open={name}{choice}")
    assert (len(values(page, name)) > 1, f'id="open-{name}"' in page.text) == (True, False)


def test_what_a_reader_typed_stands_in_the_search_and_closes_no_hole(client, register):
    typed = '"><!--chosen--><b>'
    page = client.get("/cases/", {"q": typed, "direction": "economy"})
    assert 'value="&quot;&gt;&lt;!--chosen--&gt;&lt;b&gt;"' in page.text
    search = page.text.partition('role="search"')[2].partition("</form>")[0]
    assert search.count('<input type="hidden" name="direction" value="economy">') == 1


def test_a_box_in_which_nothing_was_found_is_left_out(client, register):
    page = client.get("/cases/?q=zebra")
    assert "box-place" not in page.text
    assert "box-organisation" in page.text


def test_an_open_box_says_that_there_is_nothing_to_choose(client, db):
    EditionFactory()
    assert "There is nothing to choose here." in client.get("/cases/?open=metric").text
    assert "There is nothing to choose here." not in client.get("/cases/").text


def test_a_list_is_taken_away_whatever_boxes_are_open(client, register):
    page = client.get("/cases/?direction=economy&open=organisation&open=place")
    assert set(re.findall('export/csv/([^"]*)" download>', page.text)) == {
        "?direction=economy",
        "?direction=economy&amp;rows=figures",
    }


@pytest.mark.parametrize("query", ["open=", "open=stage&open=stage"])
def test_an_empty_or_repeated_box_is_nothing_odd(client, register, query):
    assert len(titles(client.get(f"/cases/?{query}"))) == 3


def test_where_there_are_no_boxes_none_can_be_opened(client, register):
    assert "open" in client.get("/who-does-what/together/?open=direction").context["ignored"]


@pytest.mark.parametrize("path", ["/cases/", "/figures/", "/timeline/"])
def test_a_box_that_there_is_not_is_refused(client, db, path):
    page = client.get(f"{path}?open=colour")
    assert (page.status_code, "We know no box “colour”." in page.text) == (400, True)


def test_a_card_shows_the_metric_that_was_asked_for(client, db):
    edition = EditionFactory()
    FigureFactory(edition=edition, metric__slug="volume", value=5)
    FigureFactory(edition=edition, metric__slug="profit", value=7, position=1)
    assert "CNY\u00a05" in client.get("/cases/").content.decode()
    assert "CNY\u00a07" in client.get("/cases/?metric=profit").content.decode()


@pytest.mark.parametrize("on", ["", "/on/2026-11-20"])
def test_a_value_that_is_not_among_the_commonest_is_counted_once_it_is_chosen(client, db, on):
    for _number in range(41):
        part = ParticipationFactory()
        ParticipationFactory(organisation=part.organisation)
    ParticipationFactory(organisation__slug="rare")
    Edition.objects.update(published_at=datetime(2026, 11, 10, tzinfo=UTC))
    with time_machine.travel("2026-11-25"):
        page = client.get(f"{on}/cases/?organisation=rare")
    chosen = [value for value in box(page, "organisation").values if value.chosen]
    assert [(value.value, value.cases) for value in chosen] == [("rare", 1)]


@pytest.mark.parametrize("place", ["Shenzhen,\u00a0Guangdong", "深圳\u3000广东"])
def test_every_place_that_is_offered_can_be_chosen(client, db, place):
    EditionFactory(title="Loans", place=place)
    assert titles(client.get("/cases/", {"place": place})) == ["Loans"]
