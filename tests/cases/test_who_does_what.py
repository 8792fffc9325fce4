"""Organisations by direction, by role, and together."""

import csv
import io

import pytest
from django.utils import timezone

from cases import together
from cases.index import bits
from tests.factories import (
    DraftFactory,
    EditionFactory,
    OrganisationFactory,
    ParticipationFactory,
)


@pytest.fixture
def register(db):
    """Bank operates Loans and Chains and is customer of Fruit; Maker makes Chains and Fruit."""
    loans = EditionFactory(title="Loans", direction__slug="economy", direction__number=1)
    chains = EditionFactory(title="Chains", direction=loans.direction)
    fruit = EditionFactory(title="Fruit", direction__slug="livelihood", direction__number=2)
    bank = OrganisationFactory(name="Bank", slug="bank")
    hush = OrganisationFactory(name="Hush", slug="hush")
    maker = OrganisationFactory(name="Maker", slug="maker")
    farm = OrganisationFactory(name="A farm", slug="farm")
    for edition, organisation, role in [
        (loans, bank, "operator"),
        (loans, bank, "technology"),
        (chains, bank, "operator"),
        (chains, maker, "technology"),
        (fruit, maker, "technology"),
        (fruit, bank, "customer"),
        (fruit, farm, "operator"),
        (DraftFactory(direction=fruit.direction), farm, "operator"),
        (DraftFactory(direction=fruit.direction), hush, "operator"),
    ]:
        ParticipationFactory(edition=edition, organisation=organisation, role=role)


def rows(page):
    return {
        row.name: ([cell.count for cell in row.cells if cell.count], row.total)
        for row in page.context["page_obj"]
    }


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Bank", "Maker", "A farm"]),
        ("sort=name", ["A farm", "Bank", "Maker"]),
        ("sort=total", ["Bank", "Maker", "A farm"]),
        ("sort=livelihood", ["Bank", "Maker", "A farm"]),
        ("sort=economy", ["Bank", "Maker", "A farm"]),
        ("by=role&sort=technology", ["Maker", "Bank", "A farm"]),
        ("by=role&sort=operator", ["Bank", "A farm", "Maker"]),
    ],
)
def test_organisations_are_sorted_by_the_column_that_is_asked_for(client, register, query, names):
    page = client.get(f"/who-does-what/?{query}")
    assert (page.status_code, list(rows(page))) == (200, names)


def test_a_case_counts_once_in_the_total_however_many_roles_there_are(client, register):
    assert rows(client.get("/who-does-what/"))["Bank"] == ([2, 1], 3)
    assert rows(client.get("/who-does-what/?by=role"))["Bank"] == ([2, 1, 1], 3)


def test_each_number_opens_exactly_the_cases_that_it_counts(client, register):
    for query in ("", "?by=role"):
        for row in client.get(f"/who-does-what/{query}").context["page_obj"]:
            for cell in (cell for cell in row.cells if cell.count):
                assert client.get(cell.address).context["paginator"].count == cell.count
            assert client.get(row.cases).context["paginator"].count == row.total


def test_the_column_that_sorts_says_so(client, register):
    html = client.get("/who-does-what/?sort=economy").content.decode()
    assert html.count("aria-sort") == 1
    assert 'aria-sort="ascending"' in client.get("/who-does-what/?sort=name").content.decode()


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("sort=x", "We do not know how to sort by “x”."),
        ("sort=operator", "We do not know how to sort by “operator”."),
        ("by=role&sort=economy", "We do not know how to sort by “economy”."),
        ("by=x", "We cannot show it by “x”."),
        ("sort=a%00b", "Null characters are not allowed."),
        ("sort=name&sort=total", "“sort” is given more than once."),
        ("page=9", "There is no page 9; the last is page 1."),
    ],
)
def test_what_the_address_cannot_mean_is_said(client, register, query, sentence):
    page = client.get(f"/who-does-what/?{query}")
    assert (page.status_code, sentence in page.content.decode()) == (400, True)


def test_the_table_as_csv(client, register):
    answer = client.get("/who-does-what/file/csv/?sort=name")
    lines = list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    assert lines[:2] == [
        ["address", "organisation", "economy", "livelihood", "cases"],
        ["http://testserver/organisations/farm/", "A farm", "0", "1", "1"],
    ]


def pairs(page):
    return [
        (pair.one.name, pair.other.name, pair.cases, str(pair.direction or "several"))
        for pair in page.context["page_obj"]
    ]


def test_pairs_take_part_in_the_same_cases_those_with_most_first(client, register):
    page = client.get("/who-does-what/together/")
    livelihood = str(page.context["directions"].get(slug="livelihood"))
    assert pairs(page) == [
        ("Bank", "Maker", 2, "several"),
        ("A farm", "Bank", 1, livelihood),
        ("A farm", "Maker", 1, livelihood),
    ]


def test_of_many_organisations_the_pairs_of_the_commonest_are_shown(client, register, monkeypatch):
    monkeypatch.setattr(bits, "HELD", 2)
    page = client.get("/who-does-what/together/")
    assert pairs(page) == [("Bank", "Maker", 2, "several")]
    assert "of the organisations that take part in most cases" in page.content.decode()


def test_pairs_of_today_in_the_index_are_those_of_today_in_the_database(client, register):
    for query in ("", "?direction=economy", "?direction=economy&direction=livelihood"):
        now = client.get(f"/who-does-what/together/{query}")
        then = client.get(f"/on/{timezone.localdate()}/who-does-what/together/{query}")
        assert (pairs(now), now.context["number"]) == (pairs(then), then.context["number"])


@pytest.mark.parametrize("query", ["", "?direction=economy", "?direction=livelihood"])
def test_a_pair_opens_exactly_its_cases(client, register, query):
    for pair in client.get(f"/who-does-what/together/{query}").context["page_obj"]:
        assert client.get(pair.address).context["paginator"].count == pair.cases


def test_a_pair_is_asked_for_by_its_link(client, register):
    page = client.get("/cases/?together=bank:maker")
    assert [chip.label for chip in page.context["chips"]] == ["Together: Bank and Maker"]


@pytest.mark.parametrize(
    "query",
    [
        "together=bank",
        "together=bank:hush",
        "together=a:b:c",
        "part=bank:boss",
        "part=hush:operator",
        "part=bank:%00",
    ],
)
def test_a_pair_that_readers_do_not_see_is_unknown(client, register, query):
    assert client.get(f"/cases/?{query}").status_code == 400


def test_the_picture_can_be_of_one_direction(client, register):
    page = client.get("/who-does-what/together/?direction=economy")
    assert [pair[:3] for pair in pairs(page)] == [("Bank", "Maker", 1)]
    assert client.get("/who-does-what/together/?direction=x").status_code == 400


def test_every_name_and_line_of_the_picture_is_a_link(client, register):
    html = client.get("/who-does-what/together/").content.decode()
    assert html.count('<a href="/cases/?together=') == 3 * 2  # in the picture and in the table
    assert "Bank – Maker: 2 cases" in html


def test_a_picture_holds_forty_organisations_and_the_strongest_pairs_among_them():
    found = [(n, n + 1, 1) for n in range(60)]
    assert len(together.strongest(found)) == 39
    everybody = [(n % 20, n % 19, 1) for n in range(200)]
    assert len(together.strongest(everybody)) == 100


def test_nobody_together_is_said(client, db):
    ParticipationFactory()
    html = client.get("/who-does-what/together/").content.decode()
    assert "No two organisations take part in the same case here." in html
