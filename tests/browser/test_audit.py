"""The log and the history of a record in a real browser, under the site's strict policy."""

from cases.models import Organisation


def test_a_publisher_reads_what_was_done(page, site, sign_in, complaints):
    sign_in("Publishers")
    organisation = Organisation.objects.first()
    page.goto(f"{site}/admin/cases/organisation/{organisation.pk}/change/")
    page.fill("#id_name", "Another name")
    page.click("[name=_continue]")
    page.click(".historylink")
    changed = page.locator("#change-history tbody tr").first
    assert changed.locator("del").inner_text() == organisation.name
    assert changed.locator("ins").inner_text() == "Another name"
    page.goto(f"{site}/admin/cases/event/")
    assert "signed in" in page.locator("#result_list tbody tr").first.inner_text()
    assert complaints == []
