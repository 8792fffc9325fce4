from playwright.sync_api import expect


def test_suggestions_are_chosen_with_the_keyboard(page, site, complaints):
    page.goto(site)
    box = page.get_by_role("combobox")
    box.press_sequentially("tence")
    page.get_by_role("option", name="Tencent").wait_for()
    assert box.get_attribute("aria-expanded") == "true"
    while "Tencent" not in (chosen(page) or ""):
        box.press("ArrowDown")
    box.press("Enter")
    page.wait_for_url("**/organisations/tencent/")
    assert complaints == []


def chosen(page):
    option = page.locator("[role=option][aria-selected=true]")
    return option.inner_text() if option.count() else None


def test_escape_closes_the_suggestions_and_enter_searches(page, site):
    page.goto(site)
    box = page.get_by_role("combobox")
    box.press_sequentially("invoice")
    page.get_by_role("option").first.wait_for()
    box.press("Escape")
    assert page.get_by_role("option").count() == 0
    box.press("Enter")
    page.wait_for_url("**/cases/?q=invoice")
    assert page.locator("mark").first.inner_text() == "invoice"


def test_a_choice_updates_list_counts_title_and_address_without_a_load(page, site, complaints):
    page.goto(f"{site}/cases/")
    page.evaluate("window.kept = true")
    page.get_by_role("checkbox", name="Government services 5").check()
    page.wait_for_url("**/cases/?direction=government-services")
    page.locator(".chip").wait_for()
    assert page.evaluate("window.kept")
    assert page.title() == "Cases: Direction: Government services · Blockchain Casebook"
    assert page.locator("#found").inner_text().strip() == "5 cases"
    assert page.evaluate("document.activeElement.id") == "direction-government-services"
    page.go_back()
    page.wait_for_url("**/cases/")
    expect(page.locator(".card")).to_have_count(18)
    expect(page.locator(".chip")).to_have_count(0)
    assert complaints == []


def test_a_box_narrows_a_long_facet(page, site):
    page.goto(f"{site}/cases/?open=organisation")
    facet = page.get_by_role("group", name="Organisation", exact=True)
    facet.get_by_role("searchbox").fill("zhong")
    assert facet.locator(".option:visible").all_inner_texts() == ["Zhongdu Logistics\n1"]


def test_a_closed_box_is_opened_and_closed_with_the_keyboard(page, site, complaints):
    page.goto(f"{site}/cases/?direction=smart-city")
    page.evaluate("window.kept = true")
    page.locator("#open-organisation").press("Enter")
    page.get_by_role("group", name="Organisation", exact=True).locator(".option").first.wait_for()
    expect(page.locator("#open-organisation")).to_be_focused()
    expect(page.locator("#open-organisation")).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Enter")
    expect(page.locator("#box-organisation .option")).to_have_count(0)
    expect(page.locator("#open-organisation")).to_be_focused()
    assert page.evaluate("window.kept")
    assert complaints == []


def test_opening_a_box_leaves_the_list_and_what_is_ticked_in_it(page, site):
    page.goto(f"{site}/cases/?page=1&sort=title")
    page.get_by_role("checkbox", name="Compare").first.check()
    page.locator("#open-field").click()
    page.locator("#box-field .facet-search").wait_for()
    assert page.get_by_role("checkbox", name="Compare").first.is_checked()
    assert page.url == f"{site}/cases/?page=1&sort=title"
    page.get_by_role("checkbox", name="Real economy 6").check()
    page.wait_for_url("**/cases/?sort=title&open=field&direction=real-economy")


def click_at_once(page, *ids):
    page.evaluate("ids => ids.forEach((id) => document.getElementById(id).click())", ids)


def test_a_box_opened_right_after_a_choice_does_not_lose_it(page, site):
    page.goto(f"{site}/cases/")
    click_at_once(page, "direction-smart-city", "open-organisation")
    page.wait_for_url("**/cases/?direction=smart-city")
    expect(page.locator("#found")).to_have_text("3 cases")


def test_a_box_that_shows_only_some_values_cannot_be_searched(page, site):
    page.goto(f"{site}/cases/?field=supervision")
    assert page.locator("#box-field .option").count() == 11
    assert page.locator(".facet-search").count() == 0


def test_a_box_opens_in_a_new_tab_for_who_wants_it_there(page, site):
    page.goto(f"{site}/cases/")
    with page.context.expect_page() as opened:
        page.locator("#open-organisation").click(modifiers=["ControlOrMeta"])
    opened.value.wait_for_load_state()
    assert opened.value.url == f"{site}/cases/?open=organisation#box-organisation"
    assert page.url == f"{site}/cases/"


def test_without_script_the_filters_are_a_form(browser, site):
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{site}/cases/")
    page.locator("#open-organisation").click()
    page.get_by_role("checkbox", name="Government services 5").check()
    page.get_by_role("button", name="Show cases").click()
    assert page.locator(".found").inner_text().strip() == "5 cases"
    assert page.locator("#box-organisation .option").count() == 6
    page.close()


def test_suggestions_asked_for_before_escape_stay_away(page, site):
    page.goto(site)
    box = page.get_by_role("combobox")
    box.press_sequentially("ban")
    box.press("Escape")
    page.wait_for_timeout(500)
    assert page.get_by_role("option").count() == 0


def test_two_choices_made_quickly_both_count(page, site):
    page.goto(f"{site}/cases/")
    click_at_once(page, "direction-smart-city", "direction-real-economy")
    page.locator(".chip").nth(1).wait_for()
    assert page.locator("#found").inner_text().strip() == "9 cases"


def test_what_was_opened_stays_open_after_a_choice(page, site):
    page.goto(f"{site}/cases/")
    page.locator("#open-organisation").click()
    page.locator("#box-organisation .facet-search").wait_for()
    page.get_by_role("checkbox", name="Real economy 6").check()
    page.locator(".chip").wait_for()
    page.locator("#box-organisation .facet-search").wait_for()


def test_a_search_keeps_the_filters(page, site):
    page.goto(f"{site}/cases/?direction=smart-city")
    page.get_by_role("combobox").fill("platform")
    page.get_by_role("combobox").press("Enter")
    page.wait_for_url("**/cases/?q=platform&direction=smart-city")
