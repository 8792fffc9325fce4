from cases.models import Edition, ImportBatch, Organisation
from tests.imports import book_of, xlsx_of


def files(site_organisation):
    """Thirty new cases and an organisation that looks like one of the register."""
    cases = [
        {"title": f"Case number {n}", "direction": "1", "participants": "ICBC Group (operator)"}
        for n in range(30)
    ]
    organisations = [{"name": site_organisation, "kind": "bank"}]
    organisations += [{"name": "ICBC Group", "kind": "bank"}]
    content = xlsx_of(book_of(organisations=organisations, cases=cases))
    return {"name": "autumn.xlsx", "mimeType": "application/octet-stream", "buffer": content}


def test_an_editor_imports_a_file_answers_a_question_and_undoes_it(
    page, site, sign_in, complaints, monkeypatch
):
    monkeypatch.setattr("cases.importing.work.SLICE", 10)
    monkeypatch.setattr("cases.importing.work.SECONDS", 0)
    sign_in("Editors")
    page.goto(f"{site}/admin/cases/case/")
    page.get_by_role("link", name="Import a file").click()
    page.set_input_files("#id_file", files("China Construction Banks"))
    page.get_by_role("button", name="Check the file").click()
    page.get_by_label("the same as “China Construction Bank”").check()
    page.get_by_role("button", name="Save these answers", exact=True).click()
    page.get_by_text("31 rows would be written, as drafts.").wait_for()
    page.get_by_role("button", name="Import as drafts").click()
    page.get_by_text("Written as drafts: organisations: 1, cases: 30").wait_for()
    assert Edition.objects.filter(batch=ImportBatch.objects.get()).count() == 30
    page.get_by_role("link", name="Undo the import").click()
    page.get_by_role("button", name="Undo it").click()
    assert "The import is undone." in page.inner_text(".messagelist")
    assert not Edition.objects.filter(title__startswith="Case number").exists()
    assert not Organisation.objects.filter(name="ICBC Group").exists()
    assert complaints == []


def test_without_script_a_button_goes_on(browser, site, sign_in, page, monkeypatch):
    monkeypatch.setattr("cases.importing.work.SLICE", 20)
    monkeypatch.setattr("cases.importing.work.SECONDS", 0)
    sign_in("Editors")
    plain = browser.new_context(java_script_enabled=False)
    plain.add_cookies(page.context.cookies())
    page = plain.new_page()
    page.goto(f"{site}/admin/cases/importbatch/add/")
    page.set_input_files("#id_file", files("Another Name"))
    page.get_by_role("button", name="Check the file").click()
    while page.get_by_role("button", name="Go on").count():
        page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Import as drafts").click()
    counts = []
    while page.get_by_role("button", name="Go on").count():
        counts.append(page.inner_text("#step [role=status]"))
        page.get_by_role("button", name="Go on").click()
    assert counts == ["0 / 32", "2 / 32", "22 / 32", "32 / 32"]
    assert Edition.objects.filter(batch__isnull=False).count() == 30
    plain.close()
