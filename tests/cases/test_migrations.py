"""Data that a migration moves is all there after it, and after taking it back."""

import pytest
from django.core.management import call_command

from cases.index import whole_pages, writing
from cases.models import Drawing, Entry
from tests.factories import EditionFactory


def index():
    return [list(model.objects.order_by("pk").values()) for model in (Entry, Drawing)]


@pytest.mark.usefixtures("transactional_db")
def test_entries_found_by_serial_are_those_found_by_edition_before():
    EditionFactory.create_batch(3)
    writing.rebuild()
    writing.rebuild()  # serials differ from keys now
    whole_pages.draw_missing()
    before = index()
    call_command("migrate", "cases", "0016", verbosity=0)
    call_command("migrate", verbosity=0)
    assert index() == before
    assert len(before[1]) == 3
