from importlib import import_module

import pytest
from django.apps import apps
from django.core.cache import cache
from django.test import client as test_client
from factory.django import DjangoModelFactory

from tests import factories
from tests.factories import UserFactory


def signed_in(client, group):
    client.force_login(UserFactory(group=group))
    return client


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.fixture(autouse=True)
def numbers_from_the_start():
    """Whatever ran before: no “Source 360” stands where a test looks for 360."""
    for made in vars(factories).values():
        if isinstance(made, type) and issubclass(made, DjangoModelFactory) and made._meta.model:
            made.reset_sequence(force=True)


@pytest.fixture(autouse=True, scope="session")
def widgets_not_remembered():
    """The test client copies what each template was given; for thousands of inputs that is slow."""
    remember = test_client.store_rendered_templates

    def remember_pages(store, signal, sender, template, context, **kwargs):
        if not (template.name or "").startswith(("django/forms/", "admin/widgets/")):
            remember(store, signal, sender, template, context, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(test_client, "store_rendered_templates", remember_pages)
        yield


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
