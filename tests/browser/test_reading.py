import pytest
from axe_playwright_python.sync_playwright import Axe

PAGES = [
    "/",
    "/cases/",
    "/cases/?direction=real-economy&organisation=tencent",
    "/cases/?direction=nope",
    "/cases/?q=chain&view=table",
    "/cases/?q=nothinglikeit",
    "/cases/compare/?case=ccb-trade-finance&case=forfaiting-platform",
    "/about/data/",
    "/cases/ccb-trade-finance/",
    "/cases/electronic-invoice/editions/",
    "/cases/electronic-invoice/editions/1/",
    "/cases/electronic-invoice/figures/invoices/",
    "/cases/ccb-trade-finance/figures/volume/",
    "/cases/electronic-invoice/editions/1/figures/invoices/",
    "/cases/electronic-invoice/figures/nothing-like-it/",
    "/about/method/",
    "/directions/",
    "/directions/livelihood/",
    "/directions/interconnection/",
    "/organisations/",
    "/organisations/ant-financial/",
    "/who-does-what/",
    "/who-does-what/?by=role&sort=operator",
    "/who-does-what/together/",
    "/figures/",
    "/figures/?metric=transaction-volume",
    "/figures/?metric=invoices-issued&statements=all",
    "/timeline/",
    "/sources/",
    "/sources/babbitt-five-directions/",
    "/updates/",
    "/about/",
]


# In the second theme only what a theme bears on.
ONLY_VIOLATIONS = {"resultTypes": ["violations"]}
RULES = {"light": ONLY_VIOLATIONS, "dark": ONLY_VIOLATIONS | {"runOnly": ["color-contrast"]}}


@pytest.mark.parametrize("scheme", RULES)
def test_pages_pass_the_rules_of_accessibility_in_both_themes(page, site, scheme):
    page.emulate_media(color_scheme=scheme)
    found = {}
    for path in PAGES:
        page.goto(site + path)
        violations = Axe().run(page, options=RULES[scheme]).response["violations"]
        found |= {
            (path, v["id"], node["target"][0]): v["help"] for v in violations for node in v["nodes"]
        }
    assert found == {}


@pytest.mark.parametrize("width", [390, 1280])
def test_pages_fit_the_width_of_a_phone_and_of_a_desk(page, site, width):
    page.set_viewport_size({"width": width, "height": 900})
    wide = []
    for path in PAGES:
        page.goto(site + path)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(path)
    assert wide == []


def test_the_figures_of_an_organisation_are_in_sight_on_a_phone(page, site):
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto(f"{site}/organisations/tencent/")
    table = page.locator(".scroll").evaluate("table => [table.scrollWidth, table.clientWidth]")
    assert table == [350, 350]


def test_the_browser_blocks_nothing_on_the_way_from_the_front_page_to_a_source(
    page, site, complaints
):
    page.goto(site)
    page.get_by_role("link", name="1 case of Tencent in Government services").click()
    assert page.get_by_role("status").inner_text() == "1 case"
    page.get_by_role("link", name="Blockchain electronic invoice").click()
    page.locator(".statement sup a").first.click()
    page.locator(".sources li:target a").first.click()
    assert "/sources/" in page.url
    assert complaints == []


def test_a_reader_finds_a_figure_its_line_through_time_and_takes_a_citation(page, site, complaints):
    page.goto(f"{site}/cases/electronic-invoice/")
    page.get_by_role("link", name="more than 58 million invoices").click()
    picture = page.get_by_role("img", name="Invoices issued through time")
    assert picture.locator("circle").count() == 4
    with page.expect_download() as download:
        page.get_by_role("link", name="RIS").click()
    assert download.value.suggested_filename == ("casebook-electronic-invoice-invoices-2021-2.ris")
    page.get_by_role("link", name="what that means").click()
    assert page.url.endswith("/about/method/#unchecked")
    assert complaints == []
