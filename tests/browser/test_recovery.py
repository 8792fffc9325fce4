"""Text that was typed and not saved is offered again, to whoever typed it, until it is saved."""

import pytest
from django.contrib.auth.models import User

from cases import publishing
from cases.models import Case, Edition
from tests.admin_forms import change_url, opened, save

KEPT = "Object.keys(localStorage).filter(key => key.startsWith('unsaved:')).length"


@pytest.fixture
def draft(site):
    return publishing.open_edition(Case.objects.get(slug="i-shenzhen"))


@pytest.fixture
def form(page, site, sign_in, draft):
    """The draft as an editor has it open."""
    sign_in("Editors")
    page.goto(site + change_url(draft))
    return page


def keep(page):
    """Wait until the browser has kept what was typed."""
    for _moment in range(100):
        if page.evaluate(KEPT):
            return
        page.wait_for_timeout(50)
    pytest.fail("the browser keeps nothing")


def crash(page):
    """The window is gone without a word; a new one of the same browser opens the same form."""
    keep(page)
    page.close(run_before_unload=False)
    again = page.context.new_page()
    again.goto(page.url)
    return again


def offer(page):
    return page.locator("#unsaved")


def add_figure(page, metric, value):
    page.get_by_role("button", name="Add another Figure").click()
    row = page.locator(".dynamic-figures").last.get_attribute("id")
    choose(page, row, "metric", metric)
    choose(page, row, "source", "Six state-owned")
    page.fill(f"#id_{row}-value", value)
    page.fill(f"#id_{row}-as_of", "2019-06")
    return row


def choose(page, row, field, text):
    page.locator(f"#{row} .field-{field} .select2-selection").click()
    page.locator(".select2-search__field").last.fill(text)
    page.locator(".select2-results__option", has_text=text).first.click()


def test_typed_text_survives_a_crash(form):
    form.fill("#id_summary", "What I typed.")
    page = crash(form)
    assert "Unsaved text of" in offer(page).inner_text()
    assert "this minute" in offer(page).inner_text()
    assert "The edition was saved after that" not in offer(page).inner_text()
    page.get_by_role("button", name="Put it back").click()
    assert page.input_value("#id_summary") == "What I typed."
    page.keyboard.press("Control+s")
    page.wait_for_selector(".messagelist .success")
    assert offer(page).inner_text() == ""
    assert Edition.objects.latest("pk").summary == "What I typed."


def test_an_added_figure_and_a_ticked_one_survive_a_crash(form, draft):
    row = add_figure(form, "App downloads", "1300")
    form.check("#id_figures-0-DELETE")
    before = draft.figures.count()
    page = crash(form)
    page.get_by_role("button", name="Put it back").click()
    assert page.locator(f"#{row} .field-metric .select2-selection").inner_text() == "App downloads"
    assert page.is_checked("#id_figures-0-DELETE")
    page.get_by_role("button", name="Save and continue").click()
    page.wait_for_selector(".messagelist .success")
    figure = draft.figures.get(value=1300)
    assert (figure.metric.name, figure.as_of) == ("App downloads", "2019-06")
    assert draft.figures.count() == before


def test_an_order_survives_a_crash(form, draft):
    first, second = draft.figures.all()[:2]
    form.locator("#figures-1 .move-begin").click()
    page = crash(form)
    page.get_by_role("button", name="Put it back").click()
    assert page.input_value("#figures-group .has_original >> nth=0 >> [name$=-id]") == str(
        second.pk
    )
    page.get_by_role("button", name="Save and continue").click()
    page.wait_for_selector(".messagelist .success")
    assert list(draft.figures.all()[:2]) == [second, first]


def test_what_was_thrown_away_stays_away(form):
    form.fill("#id_summary", "What I typed.")
    page = crash(form)
    page.get_by_role("button", name="Throw it away").click()
    assert offer(page).inner_text() == ""
    page.reload()
    assert offer(page).inner_text() == ""
    assert page.evaluate(KEPT) == 0


def test_a_saved_draft_offers_nothing(form):
    form.fill("#id_summary", "What I typed.")
    keep(form)
    form.get_by_role("button", name="Save", exact=True).click()
    form.wait_for_selector(".messagelist .success")
    form.go_back()
    form.reload()
    assert offer(form).inner_text() == ""
    assert form.evaluate(KEPT) == 0


def test_another_account_is_not_offered_it(form, sign_in, draft):
    form.fill("#id_summary", "What I typed.")
    page = crash(form)
    assert "Unsaved text of" in offer(page).inner_text()
    address = page.url
    page.context.clear_cookies()
    sign_in_again(page, "Editors")
    page.goto(address)
    assert page.input_value("#id_summary") != "What I typed."
    assert offer(page).inner_text() == ""


def sign_in_again(page, group="", user=None):
    from tests.factories import UserFactory

    user = user or UserFactory(group=group)
    user.set_password("correct horse battery")
    user.save()
    page.goto(page.url)
    fill_in_login(page, user)


def fill_in_login(page, user):
    page.fill("#id_username", user.username)
    page.fill("#id_password", "correct horse battery")
    page.click("[type=submit]")


def test_text_that_met_an_expired_session_is_offered_after_signing_in(form):
    form.fill("#id_summary", "What I typed.")
    form.context.clear_cookies(name="sessionid")
    form.get_by_role("button", name="Save and continue").click()
    form.wait_for_selector("#id_username")
    fill_in_login(form, User.objects.get())
    form.get_by_role("button", name="Put it back").click()
    assert form.input_value("#id_summary") == "What I typed."


def test_a_refused_form_keeps_its_text_and_does_not_offer_it_twice(form, draft, client):
    form.fill("#id_launched", "some day")
    form.fill("#id_summary", "What I typed.")
    form.get_by_role("button", name="Save and continue").click()
    form.wait_for_selector(".errornote")
    assert offer(form).inner_text() == ""
    page = crash(form)
    page.get_by_role("button", name="Put it back").click()
    assert page.input_value("#id_summary") == "What I typed."
    assert page.evaluate(KEPT) == 1


def test_whoever_puts_text_back_over_a_colleagues_is_told(form, draft, publisher):
    form.fill("#id_summary", "What I typed.")
    keep(form)
    save(publisher, draft, opened(publisher, draft) | {"summary": "Theirs.", "place": "Harbin"})
    page = crash(form)
    assert "The edition was saved after that" in offer(page).inner_text()
    page.get_by_role("button", name="Put it back").click()
    assert "Summary: Theirs." in offer(page).inner_text()
    assert page.input_value("#id_summary") == "What I typed."
    assert page.input_value("#id_place") == "Harbin"
    page.get_by_role("button", name="Save and continue").click()
    page.wait_for_selector(".messagelist .success")
    edition = Edition.objects.get(pk=draft.pk)
    assert (edition.summary, edition.place) == ("What I typed.", "Harbin")


def test_words_of_a_row_that_is_gone_are_shown(form, draft, publisher):
    form.fill("#id_figures-0-locator", "Page 12.")
    keep(form)
    save(publisher, draft, opened(publisher, draft) | {"figures-0-DELETE": "on"})
    page = crash(form)
    page.get_by_role("button", name="Put it back").click()
    assert "Page 12." in page.locator("#unsaved .gone").inner_text()


# The warning on leaving


def warnings(page, leave):
    heard = []
    page.on("dialog", lambda dialog: (heard.append(dialog.type), dialog.accept()))
    leave(page)
    return heard


def to_the_list(page):
    page.get_by_role("link", name="The case and its editions").click()
    page.wait_for_url("**/case/**")


def test_leaving_with_unsaved_text_is_warned_about(form):
    form.fill("#id_summary", "What I typed.")
    assert warnings(form, to_the_list) == ["beforeunload"]


def test_leaving_with_nothing_changed_is_not_warned_about(form):
    form.click("#id_summary")
    assert warnings(form, to_the_list) == []


def test_leaving_after_saving_is_not_warned_about(form):
    form.fill("#id_summary", "What I typed.")

    def save_and_leave(page):
        page.get_by_role("button", name="Save and continue").click()
        page.wait_for_selector(".messagelist .success")
        to_the_list(page)

    assert warnings(form, save_and_leave) == []
