"""What the search box offers while a reader types."""

import pytest

from cases.index import writing
from tests.factories import (
    DirectionFactory,
    EditionFactory,
    OrganisationFactory,
    ParticipationFactory,
)


def test_suggestions_come_in_groups_of_cases_organisations_and_directions(client, db):
    DirectionFactory(title="Finance")
    edition = EditionFactory(title="Trade finance")
    ParticipationFactory(edition=edition, organisation__name="Financial Firm")
    writing.rebuild()
    answer = client.get("/suggest/?q=finan").content.decode()
    assert answer.count('role="option"') == 3
    assert [answer.index(group) for group in ("Trade finance", "Financial Firm", ">Finance<")] == (
        sorted(answer.index(group) for group in ("Trade finance", "Financial Firm", ">Finance<"))
    )


def test_an_organisation_is_offered_by_its_other_names(client, db):
    organisation = OrganisationFactory(name="Linklogis")
    organisation.names.create(name="Lianyirong", kind="article")
    ParticipationFactory(organisation=organisation)
    assert "Linklogis" in client.get("/suggest/?q=lianyi").content.decode()


@pytest.mark.parametrize("question", ["china bank", "ｂａｎｋ china", "BANK"])
def test_an_organisation_is_offered_by_any_of_its_words(client, db, question):
    ParticipationFactory(organisation__name="Bank of China")
    assert "Bank of China" in client.get("/suggest/", {"q": question}).content.decode()


def test_a_question_of_a_hundred_words_is_answered(client, db):
    organisation = OrganisationFactory(name="Bank of China")
    for number in range(4):
        organisation.names.create(name=f"Bank {number}", kind="article")
    ParticipationFactory(organisation=organisation)
    page = client.get("/suggest/", {"q": "bank china " * 18})
    assert (page.status_code, page.text.count("Bank of China")) == (200, 1)
    assert client.get("/suggest/", {"q": "a " * 99}).status_code == 200


def test_nothing_unpublished_is_suggested(client, db):
    edition = EditionFactory(title="Hush", state="draft")
    ParticipationFactory(edition=edition, organisation__name="Hush Ltd")
    assert "Hush" not in client.get("/suggest/?q=hush").content.decode()


@pytest.mark.parametrize("sort", ["title", "launched", "newest"])
def test_an_order_of_the_list_orders_suggestions_too(client, db, sort):
    for title in ("Loans", "Loan register"):
        EditionFactory(title=title, launched="2019")
    page = client.get(f"/suggest/?q=loan&sort={sort}").text
    assert page.count('role="option"') == 2
