"""What two editors do at once, where the database lets them: on PostgreSQL."""

import threading
import time
from functools import partial

import pytest
from django.db import connection, transaction

from cases import publishing
from directions.models import Direction
from tests.factories import (
    Behind,
    DirectionFactory,
    DraftFactory,
    OrganisationFactory,
    ParticipationFactory,
)

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
