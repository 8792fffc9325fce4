"""What happened when, by year and direction."""

import csv
import io
import itertools
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from cases import publishing
from cases.filters import TimelineFilter
from cases.models import Edition, Milestone
from cases.timeline.event import tells_of_launch
from cases.timeline.past import TELLS_OF_LAUNCH, Past
from cases.timeline.whole import timeline_of
from tests.factories import NOON, DraftFactory, EditionFactory, MilestoneFactory


@pytest.fixture
def register(db):
    """Loans: launched in April 2018, as a milestone says. Fruit: launched 2017?, tested 2018."""
    loans = EditionFactory(
        title="Loans", case__slug="loans", direction__slug="economy", launched="2018-04"
    )
    fruit = EditionFactory(title="Fruit", direction__slug="livelihood", launched="2017?")
    MilestoneFactory(edition=loans, date="2018-04", text="It began.", key="began")
    MilestoneFactory(edition=loans, date="[..2019-09]", text="It grew.")
    MilestoneFactory(edition=fruit, date="2018-05-01/..", text="It is tested.", dispute="No.")
    MilestoneFactory(edition=DraftFactory(launched="2018"), date="2018", text="Hush")


def told(page):
    return [(e.edition.title, e.date, e.is_launch, e.text) for e in page.context["events"]]


LAUNCH = ("Fruit", "2017?", True, "")
BEGAN = ("Loans", "2018-04", True, "It began.")
TESTED = ("Fruit", "2018-05-01/..", False, "It is tested.")
GREW = ("Loans", "[..2019-09]", False, "It grew.")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [LAUNCH, BEGAN, TESTED, GREW]),
        ("direction=economy", [BEGAN, GREW]),
        ("year=2018", [BEGAN, TESTED]),
        ("year=2018&direction=economy", [BEGAN]),
        ("launched=2017", [LAUNCH, TESTED]),
        ("year=1999", []),
    ],
)
def test_events_stand_in_the_order_of_their_dates_and_are_filtered_as_cases_are(
    client, register, query, found
):
    page = client.get(f"/timeline/?{query}")
    assert (page.status_code, told(page)) == (200, found)


def test_a_milestone_on_the_date_of_the_launch_stands_for_it(client, register):
    assert [event for event in told(client.get("/timeline/")) if event[2]] == [LAUNCH, BEGAN]


def test_milestones_on_both_days_of_a_disputed_launch_stand_for_it(client, db):
    edition = EditionFactory(title="Bills", launched="[2018-09-30,2018-10-26]")
    for day, text in (
        ("2018-09-30", "It began."),
        ("2018-10", "A fair."),
        ("2018-10-26", "Or now."),
    ):
        MilestoneFactory(edition=edition, date=day, text=text)
    found = [(is_launch, text) for _t, _d, is_launch, text in told(client.get("/timeline/"))]
    assert found == [(True, "It began."), (False, "A fair."), (True, "Or now.")]


def test_years_are_counted_and_lead_to_their_events(client, register):
    page = client.get("/timeline/")
    assert page.context["years"] == {2017: 1, 2018: 2, 2019: 1}
    assert 'href="#year-2018"' in page.content.decode()
    assert 'id="year-2018"' in page.content.decode()


def test_a_chart_marks_what_is_open_and_what_is_in_doubt(client, register):
    lanes = client.get("/timeline/").context["chart"].drawing.lanes
    marks = [mark.moment for lane in lanes for mark in lane.marks]
    assert [(m.full, m.earliest is None, m.latest is None, m.doubtful) for m in marks] == [
        ("Loans, April 2018: It began.", False, False, False),
        ("Loans, September 2019 or earlier: It grew.", True, False, True),
        ("Fruit, 2017 (uncertain): launched", False, False, True),
        ("Fruit, since 1 May 2018: It is tested.", False, True, True),
    ]


def test_an_event_leads_to_its_milestone_on_the_cases_page(client, register):
    assert 'href="/cases/loans/#milestone-began"' in client.get("/timeline/").content.decode()


def timelines(query):
    """The events of the same list out of the index and of the database."""
    filterset = TimelineFilter(QueryDict(query), Edition.objects.published())
    assert filterset.refusals == []
    return timeline_of(filterset), Past(filterset)


@pytest.mark.parametrize(
    "query", ["", "direction=real-economy", "year=2019", "q=blockchain&kind=bank", "launched=2018"]
)
def test_the_index_tells_of_the_events_that_the_database_tells_of(db, query):
    call_command("load_register", verbosity=0)
    found, asked = timelines(query)
    assert (len(found), found.years) == (len(asked), asked.years)
    events = found[: len(found)]
    assert [event.day for event in events] == sorted(event.day for event in events)
    assert {(e.address, e.is_launch) for e in events} == {
        (e.address, e.is_launch) for e in asked[: len(asked)]
    }


DATES = ["2018", "2018?", "2018-09", "2018-09-30", "2018-10-26", "2018/2019", "[..2019]"]
LAUNCHES = [*DATES, "[2018-09-30,2018-10-26]", "[2018-09-30, 2018-10-26]", "[2018,2018?]"]


def test_both_rules_tell_the_same_milestones_of_a_launch(db):
    edition = EditionFactory()
    made = [MilestoneFactory(edition=edition, date=date) for date in LAUNCHES]
    for launched in LAUNCHES:
        edition.launched = launched
        edition.save()
        asked = Milestone.objects.filter(TELLS_OF_LAUNCH).order_by("pk")
        assert (launched, [m for m in made if tells_of_launch(m, edition)]) == (
            launched, list(asked)
        )  # fmt: skip


def test_what_is_published_later_takes_its_place_by_its_day(client, db):
    for launched in ("2019", "2018"):
        publishing.publish(DraftFactory(launched=launched))
    assert [event.date for event in client.get("/timeline/").context["events"]] == ["2018", "2019"]


def test_events_withdrawn_while_they_are_read_are_left_out(db, register):
    call_command("rebuild_index", verbosity=0)
    found, _asked = timelines("")
    publishing.withdraw(Edition.objects.published().get(title="Fruit"), "Wrong.")
    assert [event.text for event in found[0:4]] == ["It began.", "It grew."]


def test_a_day_of_the_past_has_its_own_events_in_the_order_of_their_dates(client, db):
    old = EditionFactory(
        title="Old", state="superseded", superseded_at=NOON + timedelta(days=5), launched="2018"
    )
    MilestoneFactory(edition=old, date="2017", text="A test.")
    EditionFactory(
        title="New", case=old.case, number=2, launched="2019", published_at=old.superseded_at
    )
    page = client.get("/on/2026-11-04/timeline/")
    assert [(e.edition.title, e.date) for e in page.context["events"]] == [
        ("Old", "2017"), ("Old", "2018")
    ]  # fmt: skip
    told = client.get("/on/2026-11-04/timeline/chart/csv/").getvalue().decode()
    assert ("Old" in told, "New" in told) == (True, False)


def test_pages_cut_the_events_as_a_list_does(db):
    """Of cases with one, two and three events on the same two days."""
    for number in (1, 2, 3, 2):
        edition = EditionFactory()
        for place in range(number):
            MilestoneFactory(edition=edition, date="2018-01", text=f"{edition.pk} {place}")
            MilestoneFactory(edition=edition, date="2018-02", text=f"{edition.pk} {place}")
    call_command("rebuild_index", verbosity=0)
    found, _asked = timelines("")
    all_events = [(e.date, e.text) for e in found[: len(found)]]
    assert (len(found), len(set(all_events))) == (16, 16)
    for start, stop in itertools.combinations(range(18), 2):
        assert [(e.date, e.text) for e in found[start:stop]] == all_events[start:stop]


@pytest.mark.parametrize("year", ["x", "0", "-1", "10000", "9" * 30, "2018.5"])
def test_a_year_that_is_none_is_refused(client, register, year):
    page = client.get(f"/timeline/?year={year}")
    assert (page.status_code, "“year” has to be a year" in page.content.decode()) == (400, True)
    assert client.get(f"/timeline/chart/csv/?year={year}").status_code == 400


def test_a_timeline_of_nothing_says_so(client, db):
    assert "Nothing with a date fits" in client.get("/timeline/").content.decode()
    assert client.get("/timeline/chart/svg/").status_code == 404


def test_a_long_timeline_has_pages_and_its_years_narrow_it(client, db):
    edition = EditionFactory()
    for number in range(201):
        MilestoneFactory(edition=edition, key=f"m{number}", date="2018")
    second = client.get("/timeline/?page=2")
    assert (len(second.context["events"]), second.context["chart"].query) == (1, "?page=2")
    assert 'href="?year=2018#year-2018"' in second.content.decode()
    assert client.get("/timeline/chart/svg/?page=2").content.count(b"<title>") == 1 + 1


def test_csv_has_every_event_with_its_dates(client, register):
    answer = client.get("/timeline/chart/csv/")
    header, *lines = csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig")))
    shown = [dict(zip(header, line, strict=True)) for line in lines]
    assert [line["event"] for line in shown][1] == (
        "http://testserver/cases/loans/#milestone-began"
    )
    assert [(line["date"], line["earliest"], line["latest"]) for line in shown][2:] == [
        ("2018-05-01/..", "2018-05-01", ""),
        ("[..2019-09]", "", "2019-09-30"),
    ]


def test_a_file_does_not_have_its_order_made_anew_for_each_of_its_parts(
    client, register, monkeypatch
):
    monkeypatch.setattr("cases.timeline.past.BATCH", 1)
    with CaptureQueriesContext(connection) as queries:
        lines = client.get("/on/2026-11-20/timeline/chart/csv/").getvalue().splitlines()
    assert (len(lines), [q for q in queries if "OFFSET" in q["sql"]]) == (1 + 4, [])


def test_the_years_of_a_past_day_are_counted_for_all_who_read_of_it(client, register, monkeypatch):
    first = client.get("/on/2026-11-20/timeline/").context["years"]
    monkeypatch.setattr("cases.timeline.past.years", lambda editions: {})
    assert client.get("/on/2026-11-20/timeline/?year=2018").context["years"] == first != {}
