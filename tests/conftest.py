from importlib import import_module

import pytest
from django.apps import apps
from django.core.cache import cache

from tests.factories import UserFactory


def signed_in(client, group):
    client.force_login(UserFactory(group=group))
    return client


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.fixture
def kept_groups(transactional_db):
    """The groups, for tests with real transactions: the one before has emptied every table."""
    import_module("cases.migrations.0002_groups").make_groups(apps, None)
    import_module("cases.migrations.0009_log_readers").let_read(apps, None)
    import_module("cases.migrations.0011_merging_and_moving").grant(apps, None)


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
