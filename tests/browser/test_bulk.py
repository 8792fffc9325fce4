from cases.models import Edition


def test_an_editor_adds_a_field_to_many_cases_at_once(page, site, sign_in, complaints):
    sign_in("Editors")
    page.goto(f"{site}/admin/cases/case/")
    page.check("#action-toggle")
    page.select_option("select[name=action]", label="Add a field…")
    page.get_by_role("button", name="Go").click()
    page.uncheck("text=Wanxiang supply chain finance platform")
    page.select_option("#id_field", label="Trade finance")
    page.fill("#id_change_note", "It finances trade, too.")
    page.get_by_role("button", name="Preview").click()
    assert "4 drafts" not in page.inner_text("#content")
    page.get_by_role("button", name="Open 3 drafts").click()
    page.get_by_role("link", name="Open draft 2").first.click()
    assert page.input_value("#id_change_note") == "It finances trade, too."
    drafts = Edition.objects.open().filter(fields__name="Trade finance")
    assert drafts.count() == 3
    assert complaints == []


def test_a_publisher_merges_two_organisations(page, site, sign_in, complaints):
    sign_in("Publishers")
    page.goto(f"{site}/admin/cases/organisation/?q=tencent")
    page.get_by_role("link", name="Tencent", exact=True).click()
    page.get_by_role("link", name="Merge with another…").click()
    page.locator(".select2-selection").click()
    page.locator(".select2-search__field").last.fill("ant fin")
    page.locator(".select2-results__option", has_text="Ant Financial").first.click()
    page.get_by_role("button", name="Preview").click()
    assert "It cannot be undone." in page.inner_text("#content")
    page.get_by_role("button", name="Merge them").click()
    assert "Merged: “Ant Financial” is now another name of it." in page.inner_text(".messagelist")
    page.goto(f"{site}/organisations/ant-financial/")
    assert page.url == f"{site}/organisations/tencent/"
    assert complaints == []
