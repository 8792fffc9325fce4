"""The page of a case as it is stored says what it would say if it were drawn for each reader."""

import zlib
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from cases import publishing
from cases.index import bits, version, whole_pages
from cases.models import Case, Drawing, Edition, Entry, Organisation
from cases.source_checks import claims
from tests.factories import (
    Behind,
    DraftFactory,
    FigureFactory,
    ParticipationFactory,
    SourceFactory,
)

PAGE = "/cases/invoice/"


@pytest.fixture
def invoice(db):
    """A published edition whose page is stored."""
    stage = {"stage": "pilot", "stage_as_of": "2019-08-05"}
    draft = DraftFactory(case__slug="invoice", title="Invoices", **stage)
    FigureFactory(edition=draft, as_of="2019-08-05", metric__recheck_months=24)
    ParticipationFactory(edition=draft, organisation__name="Tencent")
    return published(draft)


def published(draft):
    edition = publishing.publish(draft)
    Behind.index = False
    return edition


def is_stored(edition):
    return Drawing.objects.filter(entry__edition=edition, page__isnull=False).exists()


def test_every_page_is_stored_as_it_would_be_drawn(client, db):
    call_command("load_register", verbosity=0)
    pages = [f"/cases/{slug}/" for slug in Case.objects.values_list("slug", flat=True)]
    drawn = [client.get(page).text for page in pages]
    assert whole_pages.draw_missing() == Entry.objects.count() == len(pages) - 1  # one is a draft
    assert [client.get(page).text for page in pages] == drawn


def test_the_stored_page_is_what_readers_get(client, invoice):
    Drawing.objects.update(page=zlib.compress(b"As it was stored."))
    assert client.get(PAGE).text == "As it was stored."


def test_a_page_drawn_by_another_version_is_drawn_anew(client, invoice):
    page = client.get(PAGE).text
    Drawing.objects.update(stamp="older", page=b"")
    assert client.get(PAGE).text == page
    call_command("rebuild_index", "--if-needed")
    assert Drawing.objects.get().stamp == version.stamp()
    assert client.get(PAGE).text == page


def test_a_site_without_its_list_of_packages_names_what_it_draws_with(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    assert len(version.version.__wrapped__()) == 64


def test_a_card_drawn_by_another_version_is_stored_anew(invoice):
    before = Drawing.objects.values("card", "row", "texts", "page").get()
    Drawing.objects.update(stamp="older", card="Stale", row="Stale")
    assert whole_pages.draw_missing() == 1
    assert Drawing.objects.values(*before).get() == before
    assert whole_pages.draw_missing() == 0


@pytest.mark.parametrize(
    ("day", "figure", "stage"),
    [("2020-09-01", "1 year old", "1 year old"), ("2021-09-01", "old: 2 years old", "2 years old")],
)
def test_a_stored_page_tells_how_old_things_are_today(client, invoice, day, figure, stage):
    with time_machine.travel(day):
        page = client.get(PAGE).text
    assert f">{figure}</span>" in page
    assert f"as of 5 August 2019 ({stage})" in page


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000"])
def test_a_stored_page_bears_the_address_of_the_site_that_shows_it(client, invoice, host):
    page = client.get(PAGE, headers={"host": host}).text
    assert f'<link rel="canonical" href="http://{host}{PAGE}">' in page
    assert f"http://{host}{PAGE}editions/1/" in page
    assert ".invalid" not in page


def test_a_stored_page_names_related_cases_that_were_published_later(client, invoice):
    loans = DraftFactory(title="Loans")
    ParticipationFactory(edition=loans, organisation=invoice.participations.get().organisation)
    published(loans)
    assert ">Loans</a>" in client.get(PAGE).text
    publishing.withdraw(loans, "The source took it back.")
    assert ">Loans</a>" not in client.get(PAGE).text


def test_what_is_corrected_or_withdrawn_is_not_shown_from_store(client, invoice):
    draft = publishing.open_edition(invoice.case)
    draft.title, draft.change_note = "Receipts", "A better name."
    draft.save()
    assert "<h1>Invoices</h1>" in client.get(PAGE).text
    publishing.publish(draft)
    assert "<h1>Receipts</h1>" in client.get(PAGE).text
    publishing.withdraw(draft, "The source took it back.")
    assert client.get(PAGE).status_code == 410
    assert not Drawing.objects.exists()


def test_what_was_withdrawn_past_the_site_is_not_shown_from_store(client, invoice):
    gone = {"withdrawn_at": timezone.now(), "withdrawal_reason": "It never ran."}
    Edition.objects.update(state="withdrawn", **gone)
    assert client.get(PAGE).status_code == 410
    assert is_stored(invoice)


def test_a_name_that_changes_changes_on_stored_pages(client, invoice):
    organisation = invoice.participations.get().organisation
    organisation.name = "Tencent Holdings"
    organisation.save()
    assert is_stored(invoice)
    assert "Tencent Holdings</a>" in client.get(PAGE).text


def test_a_case_that_moves_is_found_and_compared_at_its_new_address(client, invoice):
    invoice.case.slug = "receipts"
    invoice.case.save()
    Behind.index = False
    assert is_stored(invoice)
    page = client.get("/cases/receipts/").text
    assert '<link rel="canonical" href="http://testserver/cases/receipts/">' in page
    assert 'name="case" value="receipts"' in client.get("/cases/").text


def test_a_past_day_is_not_shown_from_store(client, invoice):
    Drawing.objects.update(page=b"")
    day = f"{invoice.published_at:%Y-%m-%d}"
    assert "<h1>Invoices</h1>" in client.get(f"/on/{day}{PAGE}").text


def quoting():
    """A published edition that quotes a source, and this source."""
    draft = DraftFactory(case__slug="invoice")
    source = SourceFactory(url="https://example.org/")
    FigureFactory(
        edition=draft, source=source, quote="660 billion", quote_language="en", as_of="2019"
    )
    return published(draft), source


@pytest.mark.parametrize(("found", "mark"), [(1, "quote-checked"), (0, "unchecked")])
def test_a_quote_that_is_looked_for_is_told_of_on_the_stored_page(client, db, found, mark):
    edition, source = quoting()
    assert "/about/method/#unchecked" in client.get(PAGE).text
    check = claims.claim(source, timedelta(days=7))
    claims.finish(check, {"result": "answers", "words_asked": 1, "words_found": found})
    assert f"/about/method/#{mark}" in client.get(PAGE).text
    assert is_stored(edition) == (not found)  # a check that changes nothing costs no page


def test_a_check_that_is_taken_back_leaves_no_page_that_tells_of_it(client, db):
    _edition, source = quoting()
    found = {"result": "answers", "words_asked": 1, "words_found": 1}
    check = claims.finish(claims.claim(source, timedelta(days=7)), found)
    whole_pages.draw_missing()
    claims.take_back([check])
    assert "/about/method/#unchecked" in client.get(PAGE).text


def test_sources_that_turn_out_to_repeat_one_another_corroborate_no_more(client, db):
    draft = DraftFactory(case__slug="invoice")
    first = FigureFactory(edition=draft, key="first", value="100", as_of="2019")
    second = FigureFactory(
        edition=draft, key="second", value="100", as_of="2019", metric=first.metric
    )
    published(draft)
    assert "#corroborated" in client.get(PAGE).text
    second.source.derived_from.add(first.source)
    assert "#corroborated" not in client.get(PAGE).text
    second.source.derived_from.clear()
    assert "#corroborated" in client.get(PAGE).text


def test_who_repeats_a_source_that_is_deleted_speaks_for_itself_again(client, db):
    draft = DraftFactory(case__slug="invoice")
    first = FigureFactory(edition=draft, key="first", value="100", as_of="2019")
    second = FigureFactory(
        edition=draft, key="second", value="100", as_of="2019", metric=first.metric
    )
    origin = SourceFactory()
    origin.repeated_by.add(first.source, second.source)
    published(draft)
    assert "#corroborated" not in client.get(PAGE).text
    origin.delete()
    assert "#corroborated" in client.get(PAGE).text


def test_every_row_of_an_organisation_is_stored_as_it_would_be_drawn(client, db):
    call_command("load_register", verbosity=0)
    slugs = Organisation.objects.published().values_list("slug", flat=True)
    stored = [client.get(f"/organisations/{slug}/").text for slug in slugs]
    Drawing.objects.update(stamp="older", row="Stale")
    assert [client.get(f"/organisations/{slug}/").text for slug in slugs] == stored


@pytest.mark.parametrize("on", ["", "/on/2026-11-30"])
def test_a_row_tells_how_old_a_figure_was_on_the_day(client, invoice, on):
    Edition.objects.update(published_at=datetime(2026, 11, 2, tzinfo=UTC))
    slug = invoice.participations.get().organisation.slug
    with time_machine.travel("2026-11-30"):
        page = client.get(f"{on}/organisations/{slug}/").text
    assert ">old: 7 years old</span>" in page
    assert "<!--" not in page


@pytest.mark.parametrize("held", [0, 500])
def test_an_organisation_of_a_withdrawn_case_has_no_page(client, invoice, monkeypatch, held):
    monkeypatch.setattr(bits, "HELD", held)
    ParticipationFactory(edition=published(DraftFactory()))  # another that the index knows
    Behind.index = False
    slug = invoice.participations.get().organisation.slug
    assert client.get(f"/organisations/{slug}/").status_code == 200
    publishing.withdraw(invoice, "The source took it back.")
    assert client.get(f"/organisations/{slug}/").status_code == 404
