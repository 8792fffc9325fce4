from playwright.sync_api import expect

from tests.browser.test_editing import choose


def test_an_editor_takes_a_figure_from_its_quote_with_the_keyboard(page, site, sign_in, complaints):
    sign_in("Editors")
    page.goto(f"{site}/admin/cases/case/?q=zhixin")
    page.get_by_role("button", name="Start a new edition").click()
    page.get_by_role("button", name="Add another Figure").click()
    paste(page, "#id_figures-0-quote", "截至2019年10月，平台累计交易量已超过6600亿元")
    proposal = page.get_by_role(
        "button", name="Use this: more than CNY 660 billion = 6,600亿, as of October 2019"
    )
    proposal.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#id_figures-0-value")).to_be_focused()
    assert typed(page, "comparator", "value", "upper_value", "as_of", "quote_language") == [
        "more-than",
        "660000000000",
        "",
        "2019-10",
        "zh-Hans",
    ]
    scales = page.locator("#figures-0 .field-value .scales").first
    expect(scales).to_have_text("660,000,000,000 = 660 billion = 6,600亿")
    choose(page, "#figures-0", "metric", "Transaction volume")
    choose(page, "#figures-0", "source", "Six state-owned")
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("link", name="Preview as saved").click()
    expect(page.locator(".statement .value")).to_have_text("more than CNY\xa0660\xa0billion")
    assert complaints == []


def paste(page, selector, words):
    """Put words into an input at once, as from the clipboard."""
    page.focus(selector)
    page.keyboard.insert_text(words)


def typed(page, *names):
    return [page.input_value(f"#id_figures-0-{name}") for name in names]


def test_a_slip_is_seen_while_it_is_typed_and_refused_when_saved(page, site, sign_in, complaints):
    sign_in("Editors")
    page.goto(f"{site}/admin/cases/case/?q=zhixin")
    page.get_by_role("button", name="Start a new edition").click()
    page.get_by_role("button", name="Add another Figure").click()
    choose(page, "#figures-0", "metric", "Invoices issued")
    choose(page, "#figures-0", "source", "Six state-owned")
    paste(page, "#id_figures-0-quote", "more than 20 billion yuan since June 22")
    readings = page.locator("#figures-0 .quote-readings")
    expect(readings).to_contain_text("The metric counts invoices, the quote says CNY.")
    expect(readings).to_contain_text("“June 22” names no year: look for it in the source.")
    page.locator("#id_figures-0-value").press_sequentially("2000000000")
    scales = page.locator("#figures-0 .field-value .scales").first
    expect(scales).to_have_text("2,000,000,000 = 2 billion = 20亿")
    page.select_option("#id_figures-0-comparator", "more-than")
    page.fill("#id_figures-0-as_of", "2019")
    page.get_by_role("button", name="Save and continue").click()
    assert (
        "its quote, as we read it, says more than CNY 20 billion = 200亿"
        in page.locator("#figures-0 .field-not_in_quote .errorlist").inner_text()
    )
    assert complaints == []
