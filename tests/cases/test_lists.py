"""Filtering, sorting and paging a list by its address."""

import re

import pytest

from cases.models import Edition
from directions.models import Direction
from tests.cards import titles
from tests.factories import EditionFactory, OrganisationFactory, ParticipationFactory


def text(page):
    return page.content.decode()


@pytest.fixture
def register(db):
    """Three cases: Loans and Chains of one direction, Fruit of another; Bank is in Loans."""
    loans = EditionFactory(title="Loans", direction__slug="economy", launched="2018-04")
    EditionFactory(title="Chains", direction=loans.direction, launched="2019")
    fruit = EditionFactory(title="Fruit", direction__slug="livelihood")
    bank = OrganisationFactory(slug="bank", name="Bank")
    for edition in (loans, fruit):
        ParticipationFactory(edition=edition, organisation=bank)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Fruit", "Chains", "Loans"]),
        ("direction=economy", ["Chains", "Loans"]),
        ("direction=economy&direction=livelihood", ["Fruit", "Chains", "Loans"]),
        ("organisation=bank", ["Fruit", "Loans"]),
        ("organisation=bank&direction=economy", ["Loans"]),
        ("organisation=", ["Fruit", "Chains", "Loans"]),
        ("sort=title", ["Chains", "Fruit", "Loans"]),
        ("sort=launched", ["Chains", "Loans", "Fruit"]),
    ],
)
def test_an_address_chooses_and_orders_the_cases(client, register, query, found):
    page = client.get(f"/cases/?{query}")
    assert (page.status_code, titles(page)) == (200, found)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("direction=nope", "We know no direction “nope”."),
        ("direction=economy&direction=nope", "We know no direction “nope”."),
        ("direction=a%00b", "We know no direction “ab”."),
        ("direction=%FF", "We know no direction “�”."),
        ("organisation=" + "x" * 10_000, "We know no organisation “" + "x" * 40 + "…”."),
        ("sort=colour", "We do not know how to sort by “colour”."),
        ("sort=size", "Choose one metric to sort by size: others cannot be compared."),
        ("sort=relevance", "Only a search can be sorted by best match."),
        ("view=map", "We know no view “map”."),
        ("role=boss", "We know no role “boss”."),
        ("launched=soon", "We know no year of launch “soon”."),
        ("q=" + "x" * 201, "A search has at most 200 characters."),
        ("sort=title&sort=launched", "“sort” is given more than once."),
        ("page=0", "“page” has to be a whole number from 1 on."),
        ("page=-1", "“page” has to be a whole number from 1 on."),
        ("page=two", "“page” has to be a whole number from 1 on."),
        ("page=99999999999999999999", "“page” has to be a whole number from 1 on."),
        ("page=1&page=2", "“page” is given more than once."),
        ("page=7", "There is no page 7; the last is page 1."),
        ("organisation=bank&" * 51, "A filter takes at most 50 values; one here has 51."),
        ("part=bank:operator&" * 51, "A filter takes at most 50 values; one here has 51."),
        ("open=metric&" * 51, "A filter takes at most 50 values; one here has 51."),
    ],
)
def test_what_an_address_cannot_mean_is_said_and_shows_nothing(client, register, query, sentence):
    page = client.get(f"/cases/?{query}")
    assert (page.status_code, titles(page)) == (400, [])
    assert sentence in text(page)


def test_an_unknown_name_in_an_address_is_left_out_and_said(client, register):
    page = client.get("/cases/?colour=red&direction=economy")
    assert (page.status_code, titles(page)) == (200, ["Chains", "Loans"])
    assert "Not understood and left out: colour." in text(page)


def test_no_link_of_a_list_repeats_a_name_that_means_nothing(client, register):
    assert "colour=red" not in text(client.get("/cases/?colour=red&direction=economy"))


def test_marks_that_other_sites_hang_on_links_are_passed_over(client, register):
    assert "Not understood" not in text(client.get("/cases/?utm_source=letter&fbclid=x"))


def test_each_chosen_value_can_be_taken_away_alone(client, register):
    page = client.get("/cases/?direction=economy&organisation=bank&sort=title")
    chips = [(chip.label, chip.without) for chip in page.context["chips"]]
    economy = Direction.objects.get(slug="economy")
    assert chips == [
        (f"Direction: {economy}", "?organisation=bank&sort=title"),
        ("Organisation: Bank", "?direction=economy&sort=title"),
    ]


def test_a_long_list_is_cut_into_pages_that_never_overlap(client, db):
    for _number in range(21):
        EditionFactory()
    first, second = client.get("/cases/"), client.get("/cases/?page=2")
    assert (len(titles(first)), len(titles(second))) == (20, 1)
    assert set(titles(first)) & set(titles(second)) == set()
    assert 'href="?page=2"' in text(first)


def test_pages_of_a_list_share_all_but_their_results(client, db):
    EditionFactory.create_batch(41)
    pages = [client.get(f"/cases/?page={number}") for number in (1, 2, 3)]
    assert [len(titles(page)) for page in pages] == [20, 20, 1]
    frames = {
        re.sub("<article.*</article>|<nav class=.pages.*?</nav>", "", text(page), flags=re.S)
        for page in pages
    }
    assert len(frames) == 1
    assert [re.findall("Page . of .", text(page)) for page in pages] == [
        ["Page 1 of 3"],
        ["Page 2 of 3"],
        ["Page 3 of 3"],
    ]


def test_a_page_that_is_not_there_is_no_other_readers_page(client, register):
    pages = [client.get(f"/cases/?page={number}") for number in (3, 1, 2)]
    assert [page.status_code for page in pages] == [400, 200, 400]
    assert [(len(titles(page)), "There is no page" in text(page)) for page in pages] == [
        (0, True),
        (3, False),
        (0, True),
    ]


def test_lists_that_anybody_can_make_up_do_not_fill_the_store(client, register, monkeypatch):
    names = []

    def keep(name, make):
        names.append(name)
        return make()

    monkeypatch.setattr("cases.views.case_list.kept", keep)
    slugs = [f"{'x' * 45}{number}" for number in range(50)]
    for slug in slugs:
        ParticipationFactory(edition=Edition.objects.first(), organisation__slug=slug)
    long = "&".join(f"organisation={slug}" for slug in slugs)
    for query in ("?colour=red", "?utm_source=a&q=loans", f"?{long}", "?q=loans"):
        assert client.get(f"/cases/{query}").status_code == 200
    assert [name.partition("?")[2] for name in names] == ["q=loans"]


def test_a_site_below_a_path_has_lists_of_its_own(client, register):
    pages = [client.get("/cases/", SCRIPT_NAME=prefix) for prefix in ("/register", "")]
    assert ['action="/register/cases/"' in text(page) for page in pages] == [True, False]


def test_only_the_first_page_without_a_question_is_canonical(client, register):
    links = ['rel="canonical"' in text(client.get(f"/cases/{query}")) for query in ("?page=1", "")]
    assert links == [False, True]


@pytest.mark.parametrize("path", ["/organisations/", "/figures/", "/sources/", "/updates/"])
def test_other_lists_refuse_what_they_cannot_mean(client, db, path):
    assert client.get(f"{path}?page=-1").status_code == 400
    assert "Not understood and left out: q." in text(client.get(f"{path}?q=1"))


def test_a_search_without_hits_says_how_to_go_on(client, register):
    page = client.get("/cases/?organisation=bank&direction=livelihood&direction=economy")
    assert page.status_code == 200
    EditionFactory(direction__slug="empty", state="draft")
    assert "No case fits all of these filters" in text(client.get("/cases/?direction=empty"))
