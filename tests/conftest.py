import gc
from contextlib import contextmanager
from importlib import import_module

import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import client as test_client
from factory.django import DjangoModelFactory

from cases.importing.known import names_to_compare
from cases.index import writing
from cases.index.bits import forget
from tests import factories
from tests.factories import Behind, UserFactory

gc.set_threshold(200_000, 50, 100)  # tests leave little garbage: looking for it takes a tenth


def signed_in(client, group):
    client.force_login(UserFactory(group=group))
    return client


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, tmp_path_factory):
    """SQLite in a file, as on a site: in memory the browser's thread and the test's would share one
    connection, and who ends while a page is still in the making could not empty the tables.
    """
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        folder = tmp_path_factory.mktemp("database")
        database.setdefault("TEST", {})["NAME"] = str(folder / "register.sqlite3")


@pytest.fixture(autouse=True)
def nothing_remembered():
    cache.clear()
    forget()
    names_to_compare.cache_clear()
    Behind.index = False


@contextmanager
def unseen():
    """What a test asks of the database here is not among the queries that it counts."""
    seen = list(connection.queries_log)
    yield
    connection.queries_log.clear()
    connection.queries_log.extend(seen)


@pytest.fixture(autouse=True, scope="session")
def index_of_what_factories_made():
    """What a test makes without publishing it stands in the index before a page is asked for."""
    request = test_client.Client.request

    def with_index(client, **given):
        with Behind.lock:  # of several browsers at once
            if Behind.index:
                with unseen():
                    writing.rebuild()
                Behind.index = False
        return request(client, **given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(test_client.Client, "request", with_index)
        yield


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
