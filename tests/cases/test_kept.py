"""What is kept between requests is never older than what is published."""

import pytest

from cases import publishing
from cases.filters.boxed import BoxedFilter
from cases.models import Edition
from tests.boxes import opened
from tests.factories import (
    DirectionFactory,
    EditionFactory,
    OrganisationFactory,
    ParticipationFactory,
)


def counted(client):
    boxes = client.get(f"/cases/?{opened()}").context["boxes"]
    return {box.name: {value.label: value.cases for value in box.values} for box in boxes}


@pytest.fixture
def loans(db):
    edition = EditionFactory(title="Loans", direction__title="Economy")
    ParticipationFactory(edition=edition, organisation=OrganisationFactory(name="Bank"))
    return edition


def test_counts_ask_nothing_once_the_index_is_in_memory(client, loans, django_assert_num_queries):
    client.get("/cases/")
    with django_assert_num_queries(5):
        client.get("/cases/?sort=title&view=table")


def test_what_is_published_is_counted_at_once(client, loans):
    assert counted(client)["direction"] == {"Economy": 1}
    draft = EditionFactory(state="draft", direction=loans.direction)
    assert counted(client)["direction"] == {"Economy": 1}
    publishing.publish(draft)
    assert counted(client)["direction"] == {"Economy": 2}


def test_what_is_withdrawn_is_no_longer_counted(client, loans):
    counted(client)
    publishing.withdraw(Edition.objects.get(), "Wrong.")
    assert counted(client)["direction"] == {"Economy": 0}


def test_a_new_name_is_shown_at_once(client, loans):
    assert counted(client)["organisation"] == {"Bank": 1}
    bank = loans.participations.get().organisation
    bank.name = "CZBank"
    bank.save()
    assert counted(client)["organisation"] == {"CZBank": 1}


def test_a_new_direction_is_offered_at_once(client, loans):
    counted(client)
    DirectionFactory(title="Interconnection")
    assert counted(client)["direction"] == {"Economy": 1, "Interconnection": 0}


def test_what_other_code_drew_is_not_shown(client, loans, monkeypatch):
    client.get("/cases/")
    monkeypatch.setattr(BoxedFilter, "boxes", lambda self: [])
    assert "Economy" in client.get("/cases/").text
    monkeypatch.setattr("cases.index.version.version", lambda: "another")
    assert '<legend id="legend-direction">' not in client.get("/cases/").text
