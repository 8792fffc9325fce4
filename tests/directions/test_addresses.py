"""Old addresses lead where they always led."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError

from cases.models import Case
from tests.factories import DirectionFactory, DraftFactory, EditionFactory, ParticipationFactory


def rename(case, slug):
    case = Case.objects.get(pk=case.pk)
    case.slug = slug
    case.full_clean()
    case.save()


def test_an_old_address_redirects_with_what_was_asked(client, db):
    rename(EditionFactory(case__slug="old").case, "new")
    assert client.get("/cases/old/?utm_source=x").url == "/cases/new/?utm_source=x"


@pytest.mark.parametrize("path", ["/cases/", "/cases/export/atom/", "/on/2026-11-10/cases/"])
def test_a_list_by_an_old_address_leads_to_the_list_by_the_new(client, db, path):
    edition = EditionFactory(direction__slug="old", published_at=datetime(2026, 11, 1, tzinfo=UTC))
    direction = edition.direction
    direction.slug = "new"
    direction.save()
    answer = client.get(f"{path}?direction=old&view=table")
    assert (answer.status_code, answer.url) == (301, f"{path}?direction=new&view=table")


def test_a_list_by_a_direction_that_was_merged_away_leads_to_its_successors(client, db):
    successor = EditionFactory(direction__slug="into").direction
    merged = DirectionFactory(slug="merged", successor=successor)
    assert client.get("/cases/?direction=merged").url == "/cases/?direction=into"
    merged.slug = "merged-too"
    merged.save()
    assert client.get("/cases/?direction=merged").url == "/cases/?direction=into"
    assert client.get("/cases/?direction=merged&direction=nope").url == (
        "/cases/?direction=into&direction=nope"
    )
    assert client.get("/cases/?direction=into&direction=nope").status_code == 400


def test_a_list_by_the_old_address_of_an_organisation_leads_on_if_readers_know_it(client, db):
    known = ParticipationFactory(organisation__slug="old").organisation
    hidden = ParticipationFactory(edition=DraftFactory(), organisation__slug="hush").organisation
    for organisation, slug in ((known, "new"), (hidden, "hushed")):
        organisation.slug = slug
        organisation.save()
    assert client.get("/cases/?organisation=old").url == "/cases/?organisation=new"
    assert client.get("/cases/?organisation=hush").status_code == 400
    assert client.get("/cases/?organisation=%00&organisation=hush").status_code == 400


def test_an_address_that_redirects_cannot_be_taken_by_another_case(client, db):
    rename(EditionFactory(case__slug="old").case, "new")
    with pytest.raises(ValidationError, match="Another page redirects from this address"):
        rename(DraftFactory().case, "old")
    assert client.get("/cases/old/").url == "/cases/new/"


def test_a_case_may_take_its_own_old_address_back(client, db):
    case = EditionFactory(case__slug="old").case
    rename(case, "new")
    rename(case, "old")
    assert client.get("/cases/old/").status_code == 200
    assert client.get("/cases/new/").url == "/cases/old/"


def test_an_address_goes_through_many_changes(client, db):
    case = EditionFactory(case__slug="first").case
    rename(case, "second")
    rename(case, "third")
    assert [client.get(f"/cases/{slug}/").url for slug in ("first", "second")] == [
        "/cases/third/"
    ] * 2
