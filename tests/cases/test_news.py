"""Updates by day with what was and what is, and the feeds that tell the same."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest

from cases import publishing
from cases.models import Organisation
from cases.visibility import State
from tests.cases.test_pages import words
from tests.factories import (
    NOON,
    EditionFactory,
    FigureFactory,
    OrganisationFactory,
    ParticipationFactory,
)

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def case(db):
    """A case whose second edition corrects, disputes, drops and adds a figure and moves it."""
    old = EditionFactory(
        case__slug="loans", title="Loans", direction__slug="economy", state=State.SUPERSEDED
    )
    new = EditionFactory(
        case=old.case,
        title="Loans",
        number=2,
        direction=old.direction,
        place="Shenzhen",
        summary="Loans of a bank.",
        change_note="The bank corrected itself.",
    )
    source = old.references.get().source
    for edition, key, value, dispute in [
        (old, "volume", 660, ""),
        (new, "volume", 360, ""),
        (old, "banks", 20, ""),
        (new, "banks", 20, "Others say 30."),
        (old, "branches", 54, ""),
        (new, "agreements", 7, ""),
    ]:
        FigureFactory(
            edition=edition,
            key=key,
            value=value,
            dispute=dispute,
            source=source,
            metric__name=f"{key.capitalize()} {edition.number}",
        )
    return old.case


def entries(answer):
    return [
        (each.find(f"{ATOM}title").text, each.find(f"{ATOM}summary").text)
        for each in ElementTree.fromstring(answer.content).findall(f"{ATOM}entry")
    ]


def titles(answer):
    return [title for title, _summary in entries(answer)]


def test_updates_show_what_was_beside_what_is(client, case):
    shown = words(client.get("/updates/"))
    for change in [
        "3 November 2026 Corrected Loans edition 2 The bank corrected itself.",
        "Corrected Volume 2 Before: Volume 1: CNY 660, as of 2019 (Publisher",
        "Disputed Banks 2 Before: Banks 1: CNY 20, as of 2019 (Publisher",
        "Withdrawn Branches 1 Before: CNY 54, as of 2019 (Publisher",
        "Now: no longer stated",
        "Added Place Before: not in the register Now: Shenzhen",
        "Also changed: Summary, Sources.",
        "New figures CNY 7 , Agreements 2, as of 2019",
        "2 November 2026 Added Loans What it is and who does it.",
    ]:
        assert change in shown, change


def test_what_happened_on_one_day_stands_under_one_heading(client, db):
    for hours in (1, 2, 25):
        EditionFactory(published_at=NOON + timedelta(hours=hours))
    html = client.get("/updates/").content.decode()
    assert html.count('<section class="day"') == 2


def test_a_withdrawn_case_says_only_why(client, case):
    publishing.withdraw(case.editions.get(number=2), "It never ran.")
    shown = words(client.get("/updates/"))
    assert "Withdrawn Loans It never ran." in shown
    assert ("660" in shown, "Shenzhen" in shown) == (False, False)


def test_an_entry_of_a_feed_says_what_changed_and_why(client, case):
    [(title, summary), (first, _summary)] = entries(client.get("/updates/atom/"))
    assert (title, first) == ("Corrected: Loans", "Added: Loans")
    assert "The bank corrected itself." in summary
    assert "Corrected: Volume 2. Before: Volume 1: CNY 660, as of 2019" in summary


@pytest.mark.parametrize(
    "feed",
    [
        "/directions/economy/atom/",
        "/organisations/bank/atom/",
        "/cases/loans/atom/",
        "/cases/export/atom/?direction=economy",
    ],
)
def test_each_feed_has_its_own_cases_and_no_others(client, case, feed):
    bank = OrganisationFactory(slug="bank")
    for edition in case.editions.all():
        ParticipationFactory(edition=edition, organisation=bank)
    EditionFactory(title="Fruit")
    publishing.open_edition(case)
    answer = client.get(feed)
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert titles(answer) == ["Corrected: Loans", "Added: Loans"]


def test_followers_hear_of_a_withdrawal(client, case):
    publishing.withdraw(case.editions.get(number=2), "It never ran.")
    for feed in ("/updates/atom/", "/directions/economy/atom/", "/cases/loans/atom/"):
        [(title, summary)] = entries(client.get(feed))
        assert title == "Withdrawn: Loans"
        assert "It never ran." in summary


@pytest.mark.parametrize("feed", ["/updates/atom/", "/cases/export/atom/?direction=economy"])
def test_a_feed_that_did_not_change_is_not_sent_again(client, case, feed):
    ParticipationFactory(edition=case.editions.get(number=2), organisation__slug="bank")
    first = client.get(feed)
    again = client.get(feed, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    Organisation.objects.get().save()
    assert client.get(feed, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_no_date_hides_that_a_feed_lost_its_newest_entry(client, db):
    bank = OrganisationFactory(slug="bank")
    for title in ("Loans", "Lies"):
        newest = EditionFactory(title=title)
        ParticipationFactory(edition=newest, organisation=bank)
    for feed in ("/organisations/bank/atom/", "/cases/export/atom/?organisation=bank"):
        assert "Last-Modified" not in client.get(feed)
    publishing.withdraw(newest, "It never ran.")
    since = {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}
    for feed in ("/organisations/bank/atom/", "/cases/export/atom/?organisation=bank"):
        asked = client.get(feed, headers=since)
        assert (asked.status_code, [title for title, _summary in entries(asked)]) == (
            200,
            ["Added: Loans"],
        )


def test_a_feed_without_entries_is_a_feed(client, db):
    answer = client.get("/updates/atom/")
    assert (answer.status_code, entries(answer)) == (200, [])


@pytest.mark.parametrize(
    "feed", ["/cases/plan/atom/", "/organisations/bank/atom/", "/directions/none/atom/"]
)
def test_what_readers_do_not_see_has_no_feed(client, db, feed):
    draft = EditionFactory(case__slug="plan", state=State.DRAFT)
    ParticipationFactory(edition=draft, organisation__slug="bank")
    assert client.get(feed).status_code == 404


@pytest.mark.parametrize(
    ("address", "feed"),
    [
        ("/", "/updates/atom/"),
        ("/cases/loans/", "/cases/loans/atom/"),
        ("/directions/economy/", "/directions/economy/atom/"),
        ("/cases/?direction=economy", "/cases/export/atom/?direction=economy"),
    ],
)
def test_pages_name_their_feed(client, case, address, feed):
    html = client.get(address).content.decode()
    assert 'type="application/atom+xml"' in html
    assert f'href="{feed}">' in html.partition("</head>")[0]
