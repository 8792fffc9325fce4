from cases import publishing
from cases.models import Case


def test_a_publisher_goes_from_the_front_page_through_review_to_publication(
    page, site, sign_in, complaints
):
    draft = publishing.open_edition(Case.objects.get(slug="i-shenzhen"))
    draft.summary, draft.change_note = "A city’s services in one app.", "A shorter summary."
    draft.save()
    publishing.submit(draft, note="Shorter now.")
    sign_in("Publishers")
    page.get_by_role("link", name="“i Shenzhen” app (2)").click()
    assert page.inner_text(".changed q") == "A shorter summary."
    assert "Shorter now." in page.inner_text(".said")
    page.locator("#figure-services").get_by_role("link", name="Comment").click()
    page.get_by_label("Your words").fill("Counted by the city?")
    page.get_by_role("button", name="Comment", exact=True).click()
    assert "Counted by the city?" in page.inner_text("#figure-services")
    page.get_by_role("button", name="Publish now").click()
    assert "Published: readers see it now." in page.inner_text(".messagelist")
    page.goto(f"{site}/cases/i-shenzhen/")
    assert page.inner_text(".lead") == "A city’s services in one app."
    assert complaints == []


def test_somebody_without_an_account_returns_an_edition_through_a_link(
    page, site, sign_in, complaints
):
    draft = publishing.open_edition(Case.objects.get(slug="i-shenzhen"))
    draft.change_note = "A second look."
    draft.save()
    publishing.submit(draft)
    sign_in("Publishers")
    page.goto(f"{site}/admin/cases/edition/{draft.pk}/review/")
    page.get_by_role("button", name="Make a link").click()
    link = page.locator(".messagelist a").get_attribute("href")
    page.context.clear_cookies()
    page.goto(link)
    page.get_by_label("Your name").fill("Li Wei")
    page.get_by_label("Your words").fill("The city says 2,300.")
    page.get_by_role("button", name="Return it with these words").click()
    assert "The edition goes back to its editor" in page.inner_text("main")
    assert draft.events.get(kind="returned").who == "Li Wei"
    assert complaints == []


def test_a_reader_compares_an_edition_with_an_earlier_one(page, site, complaints):
    page.goto(f"{site}/cases/electronic-invoice/editions/")
    page.get_by_role("link", name="What changed").first.click()
    assert page.inner_text("h1") == "From edition 1 to edition 2"
    assert page.locator(".changes ins").count() > 0
    assert complaints == []
