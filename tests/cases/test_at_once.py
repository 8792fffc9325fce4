"""What two editors do at once, where the database lets them: on PostgreSQL."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.db import connection, transaction

from cases import merging, publishing
from cases.importing import work
from cases.index import writing
from cases.models import Edition, Figure, ImportBatch, Organisation
from directions.models import Direction
from tests.factories import (
    Behind,
    DirectionFactory,
    DraftFactory,
    EditionFactory,
    MetricFactory,
    OrganisationFactory,
    ParticipationFactory,
    SourceFactory,
    UserFactory,
)
from tests.imports import book_of, go_on, upload, xlsx_of

pytestmark = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite lets one write at a time"
)
MOMENT = 0.5  # seconds in which the other gets as far as it can


@pytest.fixture
def at_once(transactional_db):
    """Runs the second in the midst of the first, before its transaction ends."""
    in_the_midst, failed = threading.Event(), []

    def first(work):
        with transaction.atomic():
            work()
            in_the_midst.set()
            time.sleep(MOMENT)

    def second(work):
        in_the_midst.wait(10)
        work()

    def guarded(work):
        try:
            work()
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    def run(*works):
        todo = map(partial, (first, second), works)
        threads = [threading.Thread(target=guarded, args=[each]) for each in todo]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failed == []
        Behind.index = False

    return run


def test_a_name_that_changes_while_it_is_published_is_the_new_one_everywhere(client, at_once):
    direction, draft = DirectionFactory(title="Old title"), DraftFactory()

    def publish():
        draft.direction = direction
        draft.save()
        publishing.publish(draft)

    def rename():
        there = Direction.objects.get(pk=direction.pk)
        there.title = "New title"
        there.save()

    at_once(publish, rename)
    for path in ("/cases/", f"/cases/{draft.case.slug}/"):
        page = client.get(path).text
        assert ("Old title" in page, "New title" in page) == (False, True), path


def test_a_name_can_change_while_it_is_published(client, at_once):
    organisation, draft = OrganisationFactory(name="Old"), DraftFactory()
    ParticipationFactory(edition=draft, organisation=organisation)
    organisation.name = "New"
    at_once(partial(publishing.publish, draft), organisation.save)
    assert "New</a>" in client.get(f"/cases/{draft.case.slug}/").text


def test_a_case_that_is_withdrawn_while_the_index_is_made_anew_stays_out_of_it(client, at_once):
    edition = EditionFactory(title="Lies")
    at_once(partial(publishing.withdraw, edition, "It never ran."), writing.rebuild)
    assert "Lies" not in client.get("/cases/").text


def test_a_case_that_is_published_while_the_index_is_made_anew_stands_in_it(client, at_once):
    at_once(partial(publishing.publish, DraftFactory(title="Loans")), writing.rebuild)
    assert "Loans" in client.get("/cases/").text


def test_an_organisation_can_be_saved_while_it_is_merged(transactional_db, monkeypatch):
    """Each waits for what the other holds if they take it in another order."""
    stays, goes = OrganisationFactory(), OrganisationFactory()
    in_the_midst, held = threading.Event(), merging.held

    def slowly(merger):
        found = held(merger)
        in_the_midst.set()
        time.sleep(MOMENT)
        return found

    def save():
        in_the_midst.wait(10)
        Organisation.objects.get(pk=stays.pk).save()

    def alone(work):
        try:
            work()
        finally:
            connection.close()

    monkeypatch.setattr(merging, "held", slowly)
    merge = partial(merging.merge, merging.Merger(stays, goes, "former", "en"))
    with ThreadPoolExecutor() as both:
        list(both.map(alone, [merge, save]))
    Behind.index = False
    assert list(Organisation.objects.all()) == [stays]


def test_an_import_adds_nothing_to_a_draft_that_is_being_published(client, at_once, monkeypatch):
    client.force_login(UserFactory(is_superuser=True))
    DirectionFactory(number=1), MetricFactory(name="Volume"), SourceFactory(slug="article")
    case = {"title": "Loans", "direction": "1", "summary": "On loans.", "sources": "article"}
    figure = {"case": "Loans", "metric": "Volume", "value": "12", "as_of": "2019"}
    book = book_of(cases=[case], figures=[figure | {"source": "article"}])
    upload(client, xlsx_of(book), "loans.xlsx")
    batch = ImportBatch.objects.get()
    go_on(client, batch)
    monkeypatch.setattr(work, "SECONDS", -1)  # a sheet at a time
    work.begin(batch.pk)
    work.go_on(batch.pk, batch.by)
    draft = Edition.objects.get(title="Loans")
    at_once(partial(publishing.publish, draft), partial(work.go_on, batch.pk, batch.by))
    assert (Figure.objects.count(), Edition.objects.get().state) == (0, "published")
