"""The register as it stood on a day, and days of which nothing can be said."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test.utils import override_script_prefix

from cases.index import writing
from cases.models import Edition
from cases.visibility import State
from tests.cases.test_pages import words
from tests.factories import (
    DirectionFactory,
    DraftFactory,
    EditionFactory,
    FigureFactory,
    OrganisationFactory,
    ParticipationFactory,
    SourceFactory,
)


def at(day, hour=12):
    return datetime(2026, 11, day, hour, tzinfo=UTC)


@pytest.fixture
def case(db, time_machine):
    """A case that said 360 from the 10th, and says 660 since the 20th. Today is the 25th."""
    time_machine.move_to(at(25), tick=False)
    direction = DirectionFactory(slug="real-economy")
    first = EditionFactory(
        case__slug="loans",
        title="Loans of old",
        direction=direction,
        state=State.SUPERSEDED,
        published_at=at(10),
        superseded_at=at(20),
    )
    second = EditionFactory(
        case=first.case, number=2, title="Loans", direction=direction, published_at=at(20)
    )
    for edition, value in ((first, 360), (second, 660)):
        FigureFactory(edition=edition, value=value, source=edition.references.get().source)
        bank = OrganisationFactory(slug=f"bank-{value}", name=f"Bank {value}")
        ParticipationFactory(edition=edition, organisation=bank)
    writing.rebuild()
    return first.case


@pytest.mark.parametrize(
    ("day", "said", "unsaid"),
    [(10, "360", "660"), (19, "360", "660"), (20, "660", "360"), (25, "660", "360")],
)
@pytest.mark.parametrize(
    "path", ["/cases/loans/", "/cases/", "/figures/", "/who-does-what/", "/organisations/", "/"]
)
def test_a_page_shows_what_was_published_at_the_end_of_that_day(
    client, case, path, day, said, unsaid
):
    shown = words(client.get(f"/on/2026-11-{day}{path}"))
    assert (said in shown, unsaid in shown) == (True, False)


def test_the_page_says_which_day_it_shows_and_leads_back_to_now(client, case):
    page = client.get("/on/2026-11-15/cases/?q=loans")
    assert "You read the register as it stood at the end of 15 November 2026." in words(page)
    assert '<a href="/cases/?q=loans">Read this page as it is now</a>' in page.content.decode()
    page = client.get("/on/2026-11-15/cases/?page=1&q=loans")
    assert '<a href="/cases/?q=loans">Read this page as it is now</a>' in page.content.decode()
    assert page["X-Robots-Tag"] == "noindex"


def test_links_carry_the_date_on(client, case):
    page = client.get("/on/2026-11-15/cases/").content.decode()
    assert 'href="/on/2026-11-15/cases/loans/"' in page
    assert 'href="/cases/loans/"' not in page
    assert 'href="/cases/loans/"' in client.get("/cases/").content.decode()


@pytest.mark.parametrize(
    ("asked", "address"),
    [
        ("/cases/?on=2026-11-15", "/on/2026-11-15/cases/"),
        ("/cases/?q=a&on=2026-11-15&q=b", "/on/2026-11-15/cases/?q=a&q=b"),
        ("/on/2026-11-15/cases/?on=2026-11-16", "/on/2026-11-16/cases/"),
        ("/on/2026-11-15/cases/?on=", "/cases/"),
        ("/on/2026-11-15//evil.example/?on=", "/evil.example/"),
        ("/?on=/evil", "/on/%2Fevil/"),
    ],
)
def test_a_date_in_the_query_leads_to_the_page_of_that_day(client, db, asked, address):
    assert client.get(asked)["Location"] == address


@override_script_prefix("/casebook/")
def test_a_site_below_a_path_stays_there_from_day_to_day(client, case):
    asked = {"/cases/?on=2026-11-15", "/on/2026-11-15/cases/?on="}
    assert {client.get(address)["Location"] for address in asked} == {
        "/casebook/on/2026-11-15/cases/",
        "/casebook/cases/",
    }
    page = client.get("/on/2026-11-15/cases/?q=loans").text
    assert leads_back(page) == "/casebook/cases/?q=loans"


def leads_back(page):
    return re.search('href="([^"]+)">Read this page as it is now', page)[1]


def test_the_way_back_to_now_leads_to_no_other_site(client, case):
    page = client.get("/on/2026-11-15//evil.example/").text
    assert leads_back(page) == "/evil.example/"


def test_the_article_is_read_on_the_same_day(client, case):
    page = client.get("/on/2026-11-15/about/").text
    link = re.search('<a href="([^"]+)">The article', page)[1]
    assert link == "/on/2026-11-15/sources/babbitt-five-directions/"


NO_DAY = "is not a day. Write it as 2026-11-30."


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2026-11-26", "What the register will say on 26 November 2026 nobody knows yet."),
        ("9999-12-31", "What the register will say on 31 December 9999 nobody knows yet."),
        (
            "2026-11-09",
            "The register said nothing yet on 9 November 2026. Its first edition is of "
            "10 November 2026.",
        ),
        ("yesterday", f"“yesterday” {NO_DAY}"),
        ("2026-02-30", f"“2026-02-30” {NO_DAY}"),
        ("20261120", f"“20261120” {NO_DAY}"),
        ("²", f"“²” {NO_DAY}"),
    ],
)
def test_a_day_of_which_nothing_can_be_said_gets_a_sentence(client, case, day, sentence):
    page = client.get(f"/on/{day}/cases/")
    assert (page.status_code, sentence in words(page)) == (404, True)


def test_an_empty_register_said_nothing_on_any_day(client, db):
    assert client.get("/on/2026-01-01/").status_code == 404


def test_a_case_that_came_later_has_no_page_on_that_day(client, case):
    EditionFactory(case__slug="later", published_at=at(22))
    assert client.get("/on/2026-11-21/cases/later/").status_code == 404
    assert client.get("/on/2026-11-22/cases/later/").status_code == 200


def test_what_was_withdrawn_since_stays_away_on_every_day(client, case):
    EditionFactory(published_at=at(10))
    Edition.objects.filter(number=2).update(
        state=State.WITHDRAWN, withdrawn_at=at(24), withdrawal_reason="Wrong bank."
    )
    assert client.get("/on/2026-11-15/cases/loans/").status_code == 410
    assert "Loans" not in words(client.get("/on/2026-11-15/cases/"))
    feed = client.get("/on/2026-11-15/cases/loans/atom/")
    assert (feed.status_code, feed.text.count("<entry>")) == (200, 0)


def test_what_was_withdrawn_since_has_no_page_on_a_day_before_it_came(client, case):
    EditionFactory(published_at=at(5))
    Edition.objects.filter(number=2).update(
        state=State.WITHDRAWN, withdrawn_at=at(24), withdrawal_reason="Wrong bank."
    )
    assert client.get("/on/2026-11-08/cases/loans/").status_code == 404
    assert client.get("/on/2026-11-08/cases/loans/atom/").status_code == 404


def test_who_chooses_a_day_keeps_the_filters_of_a_list(client, case):
    page = client.get("/cases/?q=loans&direction=real-economy&page=1")
    form = page.text.partition('class="as-it-stood-form"')[2].partition("</form>")[0]
    asked = re.findall('name="([^"]*)" value="([^"]*)"', form)
    assert asked == [("q", "loans"), ("direction", "real-economy")]
    page = client.get("/cases/", dict(asked) | {"on": "2026-11-15"})
    assert page.url == "/on/2026-11-15/cases/?q=loans&direction=real-economy"


def test_a_draft_is_on_no_day(client, case):
    DraftFactory(title="Hush", published_at=None)
    assert "Hush" not in words(client.get("/on/2026-11-25/cases/"))


def test_history_and_news_end_with_the_day(client, case):
    assert "Edition 2" not in words(client.get("/on/2026-11-15/cases/loans/editions/"))
    assert "Loans of old" in words(client.get("/on/2026-11-15/updates/"))
    assert client.get("/on/2026-11-15/cases/loans/editions/2/").status_code == 404


def test_the_history_of_a_day_marks_what_stood_then_and_knows_no_end_of_it(client, case):
    history = "/cases/loans/editions/"
    pages = [words(client.get(f"{on}{history}")) for on in ("/on/2026-11-15", "")]
    then, now = (re.search(r"(Edition 1 .*) First edition\.", page)[1] for page in pages)
    assert then == "Edition 1 current 10 November 2026, 12:00 UTC"
    assert now == "Edition 1 10 November 2026, 12:00 UTC – 20 November 2026, 12:00 UTC"


def test_search_on_a_day_reads_what_stood_then(client, case):
    assert "Loans of old" in words(client.get("/on/2026-11-15/cases/?q=bank+360"))
    assert "Loans of old" not in words(client.get("/on/2026-11-25/cases/?q=bank+360"))


def test_facets_of_a_day_are_not_those_of_another(client, case):
    for day, bank in ((15, "Bank 360"), (25, "Bank 660"), (15, "Bank 360")):
        page = client.get(f"/on/2026-11-{day}/cases/?open=organisation").text
        assert re.findall("<span>(Bank [0-9]+)</span>", page) == [bank]


def test_ages_are_those_of_the_day(client, case):
    figure = Edition.objects.get(number=1).figures.get()
    figure.as_of = "2026-11-09"
    figure.save()
    assert "6 days old" in words(client.get("/on/2026-11-15/cases/loans/"))


@pytest.mark.parametrize("path", ["/on/2026-11-15/admin/", "/on/2026-11-15/on/2026-11-14/"])
def test_editing_and_days_of_days_have_no_date(client, case, path):
    assert client.get(path).status_code == 404


def test_after_a_dated_page_the_next_one_is_of_today(client, case):
    client.get("/on/2026-11-15/cases/")
    assert "660" in words(client.get("/cases/loans/"))


@pytest.mark.parametrize(
    "path",
    [
        "cases/export/csv/?rows=figures",
        "cases/export/json/",
        "who-does-what/file/csv/",
        "figures/chart/csv/",
        "figures/chart/csv/?sort=date",
    ],
)
def test_a_download_of_a_day_is_of_that_day_to_its_last_row(client, case, path):
    answer = client.get(f"/on/2026-11-15/{path}")
    told = answer.getvalue().decode()
    assert ("360" in told, "660" in told) == (True, False)
    addresses = set(re.findall(r"http://testserver(/(?:on/[^/]+/)?)", told))
    assert addresses == {"/on/2026-11-15/"}


def test_a_citation_made_on_a_dated_page_has_the_address_that_all_others_have(client, case):
    cited = "http://testserver/cases/loans/editions/1/"
    for path in ("", "editions/1/cite/text/", "editions/1/cite/csl/"):
        assert cited in client.get(f"/on/2026-11-15/cases/loans/{path}").content.decode()


def test_a_figure_that_stood_on_the_day_is_not_called_withdrawn(client, case):
    case.editions.get(number=1).figures.update(key="old-volume")
    shown = words(client.get("/on/2026-11-15/cases/loans/figures/old-volume/"))
    assert ("no longer" in shown, "withdrawn" in shown) == (False, False)
    assert "no longer" in words(client.get("/on/2026-11-25/cases/loans/figures/old-volume/"))


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/on/2026-11-15/cases/loans/", False),
        ("/on/2026-11-15/cases/loans/editions/1/", False),
        ("/on/2026-11-25/cases/loans/editions/1/", True),
        ("/cases/loans/editions/1/", True),
        ("/cases/loans/editions/2/", False),
    ],
)
def test_only_an_edition_that_stood_no_more_sends_readers_on(client, case, path, told):
    page = client.get(path)
    assert ("Read the current edition" in words(page), page.status_code) == (told, 200)


@pytest.mark.parametrize(
    "question", ["policies", "policy", "Café", "Zürich", '"insurance policies"']
)
def test_a_search_of_a_past_day_finds_words_as_they_are_typed(client, db, question):
    EditionFactory(title="Insurance policies at Café Zürich", published_at=at(10))
    with time_machine.travel(at(25)):
        page = client.get("/on/2026-11-15/cases/", {"q": question})
    assert page.context["page_obj"].paginator.count == 1


def test_an_organisation_shows_its_latest_cases_on_a_past_day_too(client, db):
    first, second = DirectionFactory(number=1), DirectionFactory(number=2)
    organisation = OrganisationFactory(slug="bank")
    for number in range(22):
        edition = EditionFactory(
            title=f"Case {number:02}",
            direction=second if number > 19 else first,
            published_at=at(1) + timedelta(hours=number),
        )
        ParticipationFactory(edition=edition, organisation=organisation)
    with time_machine.travel(at(25)):
        pages = [client.get(f"{on}/organisations/bank/").text for on in ("", "/on/2026-11-20")]
    now, then = (re.findall(r"Case \d\d(?=</a>)", page) for page in pages)
    assert then == now
    assert now[-2:] == ["Case 20", "Case 21"]


def test_the_front_page_shows_amounts_of_the_latest_cases_on_a_past_day_too(client, db):
    direction = DirectionFactory()
    for number in range(12):
        published_at = at(1) + timedelta(hours=number)
        edition = EditionFactory(
            title=f"Case {number:02}", direction=direction, published_at=published_at
        )
        FigureFactory(edition=edition)
    with time_machine.travel(at(25)):
        pages = [client.get(path) for path in ("/", "/on/2026-11-20/")]
    now, then = ([f.edition.title for f in page.context["money"]] for page in pages)
    assert then == now
    assert now == [f"Case {number:02}" for number in range(2, 12)]


def test_a_source_shows_the_cases_published_last_until_that_day(client, db, monkeypatch):
    monkeypatch.setattr("cases.views.sources.CITING", 1)
    source = SourceFactory(slug="yearbook")
    for day in (10, 12, 20):
        edition = EditionFactory(title=f"Of the {day}th", published_at=at(day), source=source)
        FigureFactory(edition=edition, source=source)
    page = client.get("/on/2026-11-15/sources/yearbook/")
    assert [edition.title for edition in page.context["editions"]] == ["Of the 12th"]
    assert (page.context["number"], len(page.context["figures"])) == (2, 1)
