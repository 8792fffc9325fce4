"""The list of all figures, and those of one metric compared."""

import csv
import io
import re
from xml.etree import ElementTree

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases import publishing
from cases.exports import FIGURE_COLUMNS
from cases.filters.figures import FEW
from cases.index import writing
from cases.index.bits import Index, read
from cases.models import Metric
from cases.reading import in_full
from cases.views.figures import FigureList
from tests.boxes import counts
from tests.factories import Behind, DraftFactory, EditionFactory, FigureFactory, MetricFactory

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def register(db):
    """Volume of two cases, one with an older statement; a forecast and a rate besides."""
    volume = MetricFactory(slug="volume", name="Volume")
    loans = EditionFactory(title="Loans", direction__slug="economy", case__slug="loans")
    fruit = EditionFactory(title="Fruit 水果", direction__slug="livelihood")
    FigureFactory(edition=loans, metric=volume, value=600, as_of="2019", comparator="more-than")
    FigureFactory(edition=loans, metric=volume, value=100, as_of="2018")
    FigureFactory(edition=fruit, metric=volume, value=20, as_of="2018")
    FigureFactory(edition=fruit, metric=volume, value=900, as_of="2030", modality="forecast")
    FigureFactory(
        edition=loans, metric__slug="speed", metric__kind="rate", metric__unit="%", dispute="No."
    )
    FigureFactory(edition=DraftFactory(direction=loans.direction), metric=volume, value=7)


def text(page):
    return page.content.decode()


def values(page):
    return [int(figure.value) for figure in page.context["page_obj"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("direction=livelihood", [20, 900]),
        ("metric=volume&statements=all", [600, 100, 20, 900]),
        ("metric=volume", [600, 20, 900]),
        ("metric=volume&sort=date&statements=all", [600, 20, 100, 900]),
        ("metric=volume&sort=written&statements=all", [20, 100, 600, 900]),
        ("unit=%25", [660_000_000_000]),
        ("kind=total&sort=date", [900, 600, 20, 100]),
        ("modality=forecast", [900]),
        ("year=2018", [20, 100]),
        ("metric=volume&year=2018", [20]),
        ("metric=volume&year=2018&statements=all", [100, 20]),
        ("disputed=yes", [660_000_000_000]),
        ("disputed=no&modality=reported", [20, 600, 100]),
    ],
)
def test_figures_are_filtered_by_what_their_address_says(client, register, query, found):
    page = client.get(f"/figures/?{query}")
    assert (page.status_code, values(page)) == (200, found)


@pytest.mark.parametrize("query", ["", "disputed=no", "kind=total&direction=livelihood"])
@pytest.mark.parametrize("sort", ["written", "date"])
def test_pages_of_an_order_hold_every_figure_once(client, register, monkeypatch, query, sort):
    monkeypatch.setattr(FigureList, "paginate_by", 2)
    everything = values(client.get(f"/figures/?{query}&sort=case&page=1"))
    first = client.get(f"/figures/?{query}&sort={sort}")
    numbers = first.context["page_obj"].paginator.page_range
    pages = [values(client.get(f"/figures/?{query}&sort={sort}&page={n}")) for n in numbers]
    shown = [value for page in pages for value in page]
    assert (len(shown), len(set(shown))) == (first.context["page_obj"].paginator.count,) * 2
    assert set(everything) <= set(shown)


WRITTEN_LAST = [660_000_000_000, 900, 20, 100, 600]


@pytest.mark.parametrize(
    ("sort", "found"), [("written", WRITTEN_LAST), ("date", [900, 660_000_000_000, 600, 20, 100])]
)
def test_page_file_and_past_day_have_the_same_order(client, register, sort, found):
    FigureFactory(value=5, as_of="", as_of_not_stated=True)
    found = [5, *found] if sort == "written" else [*found, 5]
    file = csv.DictReader(
        io.StringIO(client.get(f"/figures/chart/csv/?sort={sort}").getvalue().decode("utf-8-sig"))
    )
    assert [int(row["value"]) for row in file] == found
    for path in ("", "/on/2026-11-20"):
        assert values(client.get(f"{path}/figures/?sort={sort}")) == found


def test_too_many_figures_to_sort_by_case_are_shown_as_they_were_written(
    client, register, monkeypatch
):
    monkeypatch.setattr("cases.filters.figures.SORTED", 4)
    page = client.get("/figures/")
    assert values(page) == WRITTEN_LAST
    assert list(page.context["filterset"].sorts) == ["date", "written"]
    assert values(client.get("/figures/?metric=volume&sort=case")) == [20, 600, 900]
    refused = client.get("/figures/?sort=case")
    sentence = "These are too many figures to sort by case. Narrow the list."
    assert (refused.status_code, sentence in text(refused)) == (400, True)
    assert values(client.get("/figures/?sort=case&direction=livelihood")) == [20, 900]


def test_a_metric_of_one_case_is_not_offered_for_a_chart_however_many_figures_it_has(client, db):
    edition, metric = EditionFactory(), MetricFactory()
    FigureFactory.create_batch(FEW + 1, edition=edition, metric=metric)
    assert client.get("/figures/").context["metrics"] == []


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("sort=size", "Choose one metric to sort by size: others cannot be compared."),
        ("metric=volume&metric=speed&sort=size", "Choose one metric to sort by size"),
        ("sort=x", "We do not know how to sort by “x”."),
        ("scale=x", "We know no scale “x”."),
        ("statements=x", "We know no choice of statements “x”."),
        ("metric=nope", "We know no metric “nope”."),
        ("unit=a%00b", "We know no unit “ab”."),
        ("kind=x", "We know no kind of figure “x”."),
        ("year=99999999999999999999999999999999", "We know no year"),
        ("modality=x", "We know no modality “x”."),
        ("disputed=x", "We know no answer to “disputed?” “x”."),
    ],
)
def test_what_an_address_cannot_mean_is_said(client, register, query, sentence):
    page = client.get(f"/figures/?{query}")
    file = client.get(f"/figures/chart/svg/?{query}")
    assert (page.status_code, file.status_code) == (400, 400)
    assert sentence in text(page)
    assert sentence in text(file)


def test_a_search_from_a_list_of_figures_leaves_its_filters_behind(client, register):
    page = client.get("/figures/?year=2018")
    search = page.text.partition('role="search"')[2].partition("</form>")[0]
    assert re.findall('name="([^"]*)"', search) == ["q"]


def test_each_box_counts_the_figures_it_would_leave(client, register):
    shown = counts(client.get("/figures/?year=2018"))
    assert shown["direction"] == {"economy": 1, "livelihood": 1}
    assert shown["year"] == {"2030": 1, "2019": 2, "2018": 2}
    assert shown["disputed"] == {"no": 2}


def test_a_chart_holds_the_newest_of_each_case_and_one_modality(client, register):
    page = client.get("/figures/?metric=volume")
    reported, forecast = page.context["comparisons"]
    shown = [(row.statement.title, row.statement.words) for row in reported.chart.drawing.rows]
    assert shown == [("Loans", "more than CNY 600"), ("Fruit 水果", "CNY 20")]
    assert reported.total == "Together more than CNY 620. The figures are of different dates."
    assert forecast.chart is None
    assert "There is one figure here: nothing to compare it with." in text(page)


def test_a_row_of_a_chart_leaves_open_what_its_date_leaves_open(client, db):
    metric = MetricFactory(slug="volume")
    dated = ["2018-04-05", "[..2019-09]", "2019-10/..", "2019?-06-22", "2018-12/2019-03", ""]
    for size, as_of in enumerate(reversed(dated), start=1):
        FigureFactory(metric=metric, value=size, as_of=as_of, as_of_not_stated=not as_of)
    [comparison] = client.get("/figures/?metric=volume").context["comparisons"]
    assert [row.statement.years for row in comparison.chart.drawing.rows] == [
        "2018",
        "2019 or earlier",
        "since 2019",
        "2019 (uncertain)",
        "2018 to 2019",
        "",
    ]


def test_disputed_statements_stand_side_by_side_and_are_marked(client, db):
    metric = MetricFactory(slug="volume")
    edition = EditionFactory()
    FigureFactory(edition=edition, metric=metric, value=5, as_of="2019", dispute="Others say 3.")
    FigureFactory(edition=edition, metric=metric, value=3, as_of="2018", dispute="Others say 5.")
    FigureFactory(metric=metric, value=4)
    [comparison] = client.get("/figures/?metric=volume").context["comparisons"]
    rows = [(int(r.statement.high), r.statement.disputed) for r in comparison.chart.drawing.rows]
    assert rows == [(5, True), (3, True), (4, False)]


@pytest.mark.parametrize("path", ["", "/on/2026-11-20"])
@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "5 figures"),
        ("?statements=newest", "5 figures"),
        ("?metric=volume", "3 of 4 figures: the newest of each case"),
        ("?metric=volume&year=2018&direction=economy", "0 of 1 figure: the newest of each case"),
        ("?metric=volume&statements=all", "4 figures"),
        ("?metric=volume&direction=livelihood", "2 figures"),
    ],
)
def test_a_list_of_the_newest_figures_says_of_how_many(client, register, path, query, words):
    page = text(client.get(f"{path}/figures/{query}"))
    assert re.search('<p class="found" role="status">(.*?)</p>', page)[1] == words


@time_machine.travel("2026-11-25 12:00", tick=False)
@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("metric=volume", "newest-figures-volume"),
        ("metric=volume&statements=all", "figures-volume"),
        ("statements=newest", "figures"),
    ],
)
def test_the_name_of_a_file_says_whether_only_the_newest_figures_are_in_it(
    client, register, query, name
):
    named = client.get(f"/figures/chart/csv/?{query}")["Content-Disposition"]
    assert named == f'attachment; filename="casebook-{name}-2026-11-25.csv"'


@pytest.fixture
def disagreement(register):
    """Sources disagree about the volume of one case since 2019; of 2018 nobody doubts it."""
    edition, volume = EditionFactory(title="Trade"), Metric.objects.get(slug="volume")
    for value, dispute in [(660, "Others say 360."), (360, "Others say 660.")]:
        FigureFactory(edition=edition, metric=volume, value=value, as_of="2019", dispute=dispute)
    FigureFactory(edition=edition, metric=volume, value=200, as_of="2018")


HIDDEN = "These are not added up: filters hide newer or disputed figures of the same cases."
LATEST = "Together more than CNY 620. The figures are of different dates."
ONE = "There is one figure: nothing to add up."


@pytest.mark.parametrize("path", ["", "/on/2026-11-20"])
@pytest.mark.parametrize(
    ("query", "found", "total"),
    [
        ("disputed=no", [600, 20], LATEST),
        ("disputed=no&statements=all", [600, 100, 200, 20], HIDDEN),
        ("disputed=no&year=2018", [20], ONE),
        ("year=2018&statements=all", [200, 100, 20], HIDDEN),
        ("year=2018&direction=livelihood", [20], ONE),
    ],
)
def test_no_sum_stands_in_for_a_newer_or_disputed_figure_that_a_filter_hides(
    client, disagreement, path, query, found, total
):
    page = client.get(f"{path}/figures/?metric=volume&modality=reported&{query}")
    [comparison] = page.context["comparisons"]
    assert (values(page), comparison.total) == (found, total)


def test_where_filters_leave_only_older_figures_the_page_offers_them(client, register):
    page = client.get("/figures/?metric=volume&year=2018&direction=economy")
    assert values(page) == []
    assert "Only older figures fit these filters." in text(page)
    link = "?metric=volume&amp;year=2018&amp;direction=economy&amp;statements=all"
    assert f'href="{link}"' in text(page)


def test_a_row_of_a_chart_leads_to_the_figures_page(client, register):
    assert 'href="/cases/loans/figures/' in text(client.get("/figures/?metric=volume"))


def test_metrics_that_several_cases_have_are_offered_for_a_chart(client, register):
    offered = client.get("/figures/").context["metrics"]
    assert [(metric.slug, metric.figures) for metric in offered] == [("volume", 4)]


@time_machine.travel("2026-11-25 12:00", tick=False)
def test_an_svg_stands_on_its_own_with_title_source_date_and_addresses(client, register):
    answer = client.get("/figures/chart/svg/?metric=volume")
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer["Content-Disposition"] == (
        'attachment; filename="casebook-newest-figures-volume-2026-11-25.svg"'
    )
    root = ElementTree.fromstring(answer.content)
    words = " ".join(element.text or "" for element in root.iter(f"{SVG}text"))
    assert root.find(f"{SVG}title").text == "Volume (CNY, total to date)"
    assert "Sources: Publisher" in words
    assert "Blockchain Casebook, 25 November 2026. http://testserver" in words
    addresses = [link.get("href") for link in root.iter(f"{SVG}a")]
    assert all(address.startswith("http://testserver/cases/") for address in addresses)
    assert {e.get("fill") for e in root.iter(f"{SVG}rect")} == {"#ffffff", "#1f5fa8"}
    assert "style" not in text(answer)


def test_a_png_is_a_picture_of_it(client, register):
    answer = client.get("/figures/chart/png/?metric=volume")
    assert (answer["Content-Type"], answer.content[:4]) == ("image/png", b"\x89PNG")


@pytest.mark.parametrize("query", ["", "metric=speed", "metric=volume&modality=forecast"])
def test_nothing_is_drawn_where_there_is_nothing_to_compare(client, register, query):
    answer = client.get(f"/figures/chart/svg/?{query}")
    assert (answer.status_code, text(answer)) == (
        404,
        "There is nothing to draw: a chart needs two things to compare.",
    )


def test_a_chart_as_csv_has_the_figures_it_draws(client, register):
    answer = client.get("/figures/chart/csv/?metric=volume&modality=reported")
    lines = list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    value = [column.name for column in FIGURE_COLUMNS].index("value")
    assert [line[value] for line in lines[1:]] == ["600", "20"]
    everything = b"".join(client.get("/figures/chart/csv/")).decode()
    assert len(everything.splitlines()) == 1 + 5


def test_markup_in_a_title_stays_text_in_a_file(client, db):
    metric = MetricFactory(slug="volume", name="<b>&")
    for _time in range(2):
        FigureFactory(metric=metric, edition=EditionFactory(title='"><script>x</script>'))
    root = ElementTree.fromstring(client.get("/figures/chart/svg/?metric=volume").content)
    assert root.find(f"{SVG}title").text == "<b>& (CNY, total to date)"
    assert list(root.iter(f"{SVG}script")) == []


def test_a_long_chart_shows_the_largest_and_says_so(client, db):
    metric = MetricFactory(slug="volume")
    for number in range(1, 43):
        FigureFactory(metric=metric, value=number)
    [comparison] = client.get("/figures/?metric=volume").context["comparisons"]
    assert len(comparison.chart.drawing.rows) == 40
    assert "The 40 largest of 42 figures." in comparison.chart.notes


def test_more_figures_than_can_be_compared_are_neither_added_up_nor_passed_over(
    client, register, monkeypatch
):
    monkeypatch.setattr("cases.views.figures.MOST", 2)
    for path in ("", "/on/2026-11-20"):
        page = client.get(f"{path}/figures/?metric=volume&statements=all")
        assert "Only 2 figures are compared, and none added up" in text(page)
        assert values(page) == [20, 900]  # those written last
        assert "figures: the newest" not in text(client.get(f"{path}/figures/?metric=volume"))


@pytest.mark.parametrize(
    ("path", "status"),
    [("/figures/", 200), ("/figures/chart/svg/", 404), ("/figures/chart/csv/", 200)],
)
def test_figures_withdrawn_while_they_are_compared_are_left_out(
    client, db, monkeypatch, path, status
):
    edition, metric = EditionFactory(), MetricFactory(slug="volume")
    FigureFactory(edition=edition, metric=metric, about="Loans")
    FigureFactory(edition=edition, metric=metric, about="Bills")
    writing.rebuild()
    Behind.index = False

    def withdraw_first(keys):
        monkeypatch.undo()
        publishing.withdraw(edition, "Wrong.")
        return in_full(keys)

    monkeypatch.setattr("cases.views.figures.in_full", withdraw_first)
    answer = client.get(f"{path}?metric=volume")
    assert (answer.status_code, edition.title in answer.getvalue().decode()) == (status, False)


def test_a_metric_that_is_published_while_figures_are_counted_is_no_error(client, db, monkeypatch):
    FigureFactory()
    writing.rebuild()
    Behind.index = False

    def publish_first(facet):
        monkeypatch.undo()
        publishing.publish(FigureFactory(edition=DraftFactory(source=None)).edition)
        return read(facet)

    monkeypatch.setattr("cases.index.bits.read", publish_first)
    assert client.get("/figures/").status_code == 200
    assert len(Index.now().values("metric")) == 2  # it was published


def test_a_figure_of_two_years_is_filed_under_the_first(client, register):
    FigureFactory(value=5, as_of="2016/2017", metric__slug="other")
    assert values(client.get("/figures/?year=2016")) == [5]
    assert client.get("/figures/?year=2017").status_code == 400


def test_a_file_is_xml_whatever_an_editor_pasted(client, db):
    metric = MetricFactory(slug="volume")
    for _time in range(2):
        FigureFactory(metric=metric, edition=EditionFactory(title="Loans\x0b\x1f\ufffe"))
    assert client.get("/figures/chart/png/?metric=volume").status_code == 200


@time_machine.travel("2026-11-25 12:00", tick=False)
def test_a_chart_can_be_read_as_the_register_stood_on_a_day(client, register):
    page = client.get("/on/2026-11-03/figures/?metric=volume")
    assert "Blockchain Casebook, 3 November 2026." in text(page)
    assert 'href="/on/2026-11-03/cases/loans/figures/' in text(page)
    assert "/on/2026-11-03/figures/chart/svg/?metric=volume" in text(page)


@pytest.mark.parametrize("path", ["/figures/", "/on/2026-11-20/figures/"])
def test_a_file_does_not_have_its_order_made_anew_for_each_of_its_parts(
    client, register, monkeypatch, path
):
    client.get(path)  # has the index made
    monkeypatch.setattr("cases.views.figures.BATCH", 1)
    with CaptureQueriesContext(connection) as queries:
        lines = client.get(f"{path}chart/csv/?sort=case").getvalue().splitlines()
    assert (len(lines), [q for q in queries if "OFFSET" in q["sql"]]) == (1 + 5, [])
