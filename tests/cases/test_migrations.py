"""Data that a migration moves is all there after it, and after taking it back."""

from datetime import date

import pytest
from django.core.management import call_command

from cases.index import whole_pages, writing
from cases.models import Drawing, Edition, Entry
from tests.factories import DraftFactory, EditionFactory


def index():
    drawings = Drawing.objects.values("entry", "card", "row", "texts", "page")
    return list(Entry.objects.order_by("pk").values()), list(drawings.order_by("pk"))


@pytest.mark.usefixtures("transactional_db")
def test_entries_found_by_serial_and_address_are_those_found_by_edition_before():
    EditionFactory.create_batch(3)
    writing.rebuild()
    writing.rebuild()  # serials differ from keys now
    whole_pages.draw_missing()
    before = index()
    call_command("migrate", "cases", "0016", verbosity=0)
    call_command("migrate", verbosity=0)
    assert index() == before
    assert [drawing.stamp for drawing in Drawing.objects.all()] == ["", "", ""]


@pytest.mark.usefixtures("transactional_db")
def test_the_date_of_a_stage_that_was_not_stated_is_cleared():
    call_command("migrate", "cases", "0017", verbosity=0)
    DraftFactory(title="One", stage_as_of="2019")
    DraftFactory(title="Two", stage_as_of="2019", stage="pilot")
    call_command("migrate", verbosity=0)
    dates = Edition.objects.order_by("title").values_list("stage_as_of", "stage_as_of_latest")
    assert list(dates) == [("", None), ("2019", date(2019, 12, 31))]
