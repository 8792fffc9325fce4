from cases.models import Edition


def test_an_editor_adds_a_figure_previews_it_and_submits(page, site, sign_in, complaints):
    sign_in("Editors")
    page.goto(f"{site}/admin/cases/case/?q=zhixin")
    page.get_by_role("button", name="Start a new edition").click()
    page.get_by_role("button", name="Add another Figure").click()
    choose(page, "#figures-0", "metric", "App downloads")
    choose(page, "#figures-0", "source", "Six state-owned")
    page.fill("#id_figures-0-value", "1300")
    page.fill("#id_figures-0-as_of", "2019-06")
    page.fill("#id_change_note", "A figure was added.")
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("link", name="Preview as saved").click()
    assert page.locator(".statement .value").inner_text() == "1,300 downloads"
    page.go_back()
    page.get_by_role("button", name="Save and submit for review").click()
    assert "Submitted: a publisher can now review it." in page.inner_text(".messagelist")
    assert complaints == []


def test_the_page_of_a_case_fits_a_phone(page, site, sign_in):
    sign_in("Editors")
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{site}/admin/cases/case/?q=electronic-invoice")
    page.locator("#result_list tbody a").first.click()
    page.wait_for_url("**/change/**")
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def choose(page, row, field, text):
    """Pick from an autocomplete the way a person does: open, type, take the first."""
    page.locator(f"{row} .field-{field} .select2-selection").click()
    page.locator(".select2-search__field").last.fill(text)
    page.locator(".select2-results__option", has_text=text).first.click()


def test_figures_are_put_in_order_by_dragging(page, site, sign_in):
    sign_in("Editors")
    page.goto(f"{site}/admin/cases/case/?q=i-shenzhen")
    page.get_by_role("button", name="Start a new edition").click()
    page.wait_for_url("**/change/")
    before = headings(page)
    drag(page, "#figures-1 h3", "#figures-0 h3")
    page.get_by_role("button", name="Save and continue").click()
    edition = Edition.objects.get(case__slug="i-shenzhen", number=2)
    assert [f.metric.name for f in edition.figures.all()][:2] == [before[1], before[0]]


def drag(page, grip, onto):
    """Press, move in steps and let go: a sortable list does not take a leap for a drag."""
    page.locator(grip).first.scroll_into_view_if_needed()
    start, end = (page.locator(each).first.bounding_box() for each in (grip, onto))
    page.mouse.move(start["x"] + 150, start["y"] + 10)
    page.mouse.down()
    page.mouse.move(start["x"] + 150, end["y"] + 2, steps=12)
    page.mouse.up()


def headings(page):
    return [
        name.split(":")[0]
        for name in page.locator("#figures-group .inline_label").all_inner_texts()[:2]
    ]
