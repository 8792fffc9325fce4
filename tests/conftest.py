import pytest

from tests.factories import UserFactory


def signed_in(client, group):
    client.force_login(UserFactory(group=group))
    return client


@pytest.fixture
def editor(client, db):
    """A browser in which an editor is signed in."""
    return signed_in(client, "Editors")


@pytest.fixture
def publisher(client, db):
    return signed_in(client, "Publishers")


@pytest.fixture
def steward(client, db):
    return signed_in(client, "Stewards")
