"""Old addresses lead where they always led."""

import pytest
from django.core.exceptions import ValidationError

from cases.models import Case
from tests.factories import DraftFactory, EditionFactory


def rename(case, slug):
    case = Case.objects.get(pk=case.pk)
    case.slug = slug
    case.full_clean()
    case.save()


def test_an_old_address_redirects_with_what_was_asked(client, db):
    rename(EditionFactory(case__slug="old").case, "new")
    assert client.get("/cases/old/?utm_source=x").url == "/cases/new/?utm_source=x"


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
