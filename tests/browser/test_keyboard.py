"""Nobody needs a mouse to write a case: what a hand on the keyboard meets, key by key."""

import pytest

from cases.models import Case, Edition, Reference
from tests.factories import MetricFactory, OrganisationFactory, SourceFactory


class Keyboard:
    """Counts the keys, as the reckoning of how long a case takes needs them."""

    def __init__(self, page):
        self.page, self.strokes = page, 0

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)
            self.strokes += 1

    def type(self, text):
        self.page.keyboard.type(text)
        self.strokes += len(text)

    def tab_to(self, name):
        """Go on with Tab until the input or button called `name` has the focus."""
        for _step in range(60):
            if self.focused() == name:
                return
            self.press("Tab")
        pytest.fail(f"Tab does not lead to {name}")

    def focused(self):
        return self.page.evaluate(
            """() => {
                const box = document.activeElement.closest(".select2-container");
                const control = box ? box.previousElementSibling : document.activeElement;
                return control.name || control.innerText;
            }"""
        )

    def choose(self, text):
        """Type into a closed autocomplete, and take what it finds."""
        self.type(text)
        self.page.wait_for_selector(
            f".select2-results__option--highlighted:only-child:has-text('{text}')"
        )
        self.press("Enter")


@pytest.fixture
def keys(page):
    return Keyboard(page)


@pytest.fixture
def vocabulary(site):
    for name in ("Zhonghui Bank", "Yuanhe Customs", "Xinda Chain"):
        OrganisationFactory(name=name)
    SourceFactory(publisher="Bulletin", title="Of banks")
    MetricFactory(name="Mortgages", slug="mortgages")
    MetricFactory(name="Vineyards", slug="vineyards", measures="other", unit="vineyards")


def test_a_case_is_added_without_a_mouse(page, site, sign_in, vocabulary, keys, complaints):
    sign_in("Editors")
    page.goto(f"{site}/admin/cases/case/add/")
    keys.type("Loans on a chain")
    keys.press("Tab", "ArrowDown", "Control+s")
    page.wait_for_url("**/change/#id_summary")
    assert keys.focused() == "summary"
    keys.type("A bank lends against receivables.")
    add_participants(keys)
    add_figures(keys)
    keys.press("Control+s")
    page.wait_for_selector(".messagelist .success")
    assert keys.focused() == "figures-1-as_of"
    print(keys.strokes, "keystrokes")
    edition = Edition.objects.get(case__slug="loans-on-a-chain")
    assert edition.summary == "A bank lends against receivables."
    assert [str(each) for each in edition.participations.all()] == [
        "Zhonghui Bank, operator",
        "Yuanhe Customs, regulator",
        "Xinda Chain, technology provider",
    ]
    assert [(str(f), f.as_of, str(f.source)) for f in edition.figures.all()] == [
        ("Mortgages: 1200000", "2019-06", "Bulletin: Of banks"),
        ("Vineyards: 340", "2019", "Bulletin: Of banks"),
    ]
    assert complaints == []


def add_participants(keys):
    keys.tab_to("participations-0-organisation")
    for number, (name, role) in enumerate([("Zhonghui", "o"), ("Yuanhe", "reg"), ("Xinda", "t")]):
        if number:
            keys.tab_to("Add another Participation")
            keys.press("Enter")
        keys.choose(name)
        keys.tab_to(f"participations-{number}-role")
        keys.type(role)


def add_figures(keys):
    keys.tab_to("figures-0-metric")
    keys.choose("Mortg")
    keys.tab_to("figures-0-value")
    keys.type("1200000")
    keys.tab_to("figures-0-as_of")
    keys.type("2019-06")
    keys.tab_to("figures-0-source")
    keys.choose("Bulletin")
    keys.tab_to("Add another Figure")
    keys.press("Enter")
    keys.tab_to("figures-1-metric")
    keys.choose("Viney")  # its source follows the figure before
    keys.tab_to("figures-1-value")
    keys.type("340")
    keys.tab_to("figures-1-as_of")
    keys.type("2019")


@pytest.fixture
def new_draft(page, site, sign_in):
    sign_in("Editors")
    page.goto(f"{site}/admin/cases/case/add/")
    page.fill("#id_title", "Loans on a chain")
    page.select_option("#id_direction", index=1)
    page.keyboard.press("Enter")
    page.wait_for_url("**/change/#id_summary")
    return page


def test_the_empty_rows_of_a_new_case_may_stay_empty(new_draft, keys):
    keys.type("Only a summary.")
    keys.press("Control+s")
    new_draft.wait_for_selector(".messagelist .success")
    edition = Edition.objects.get(case=Case.objects.get(slug="loans-on-a-chain"))
    assert (edition.summary, edition.figures.count()) == ("Only a summary.", 0)


def test_saving_comes_back_to_the_same_place(new_draft, keys):
    new_draft.focus("#id_change_note")
    keys.type("Why.")
    before = new_draft.evaluate("scrollY")
    keys.press("Control+s")
    new_draft.wait_for_selector(".messagelist .success")
    assert keys.focused() == "change_note"
    assert abs(new_draft.evaluate("scrollY") - before) < 200


def test_a_refusal_takes_the_focus(new_draft, keys):
    new_draft.fill("#id_launched", "some day")
    keys.press("Control+s")
    new_draft.wait_for_selector(".errornote")
    assert new_draft.evaluate("document.activeElement.className") == "errornote"


def test_a_source_is_added_in_passing(new_draft, keys):
    keys.tab_to("Add another Reference")
    keys.press("Enter", "Tab")
    with new_draft.expect_popup() as popup:
        keys.press("Enter")
    window = popup.value
    window.wait_for_load_state()
    window.keyboard.type("A new one")
    for key in ("Tab", "Tab"):
        window.keyboard.press(key)
    window.keyboard.type("Daily")
    with window.expect_event("close"):
        window.keyboard.press("Enter")
    assert "Daily: A new one" in new_draft.inner_text("#references-group .dynamic-references")
    keys.press("Control+s")
    new_draft.wait_for_selector(".messagelist .success")
    assert Reference.objects.latest("pk").source.slug == "daily-a-new-one"
