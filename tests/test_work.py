"""The admin's front page: what there is to do, each line leading to where it is done."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases import publishing
from cases.models import Edition, SourceCheck
from cases.visibility import State
from tests.factories import (
    DirectionFactory,
    DraftFactory,
    EditionFactory,
    FigureFactory,
    OrganisationFactory,
    SourceFactory,
    UserFactory,
)
from tests.imports import answer, csv_of, imported, uploaded
from tests.register import grow


@pytest.fixture
def ann(client, db):
    """Ann, an editor, who is signed in."""
    person = UserFactory(username="ann", group="Editors")
    client.force_login(person)
    return person


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(datetime(2026, 11, 25, 12, tzinfo=UTC), tick=False)


def tasks(client):
    """{key: [(label, detail), …]} of the front page."""
    page = client.get(reverse("admin:index"))
    return {
        key: [(line.label, line.detail) for line in lines]
        for key, _task, lines, _count in page.context["tasks"]
    }


def lead(client, key):
    """Where the first line of a list leads, and what stands there."""
    page = client.get(reverse("admin:index"))
    [url] = [lines[0].url for name, _t, lines, _c in page.context["tasks"] if name == key]
    assert client.get(url).status_code == 200
    return url


def old_figure(**kwargs):
    return FigureFactory(
        edition__title="Loans", metric__name="Volume", metric__recheck_months=24, **kwargs
    )


def test_an_editor_finds_the_drafts_they_began_or_saved(client, ann):
    began = DraftFactory(title="Began", created_by=ann)
    saved = DraftFactory(title="Saved")
    publishing.saved(saved, ann)
    publishing.saved(saved, ann)
    DraftFactory(title="Somebody else’s", created_by=UserFactory())
    assert tasks(client)["mine"] == [("Saved (1)", "draft"), ("Began (1)", "draft")]
    assert lead(client, "mine") == reverse("admin:cases_edition_change", args=[saved.pk])
    assert began.is_open


def test_a_returned_draft_says_why_until_it_is_submitted_again(client, ann):
    draft = publishing.submit(DraftFactory(title="Loans", created_by=ann), ann)
    publishing.send_back(draft, "Who says so?")
    assert tasks(client)["mine"] == [("Loans (1)", "returned: Who says so?")]
    publishing.submit(draft, ann)
    assert tasks(client)["mine"] == [("Loans (1)", "waiting for review")]


def test_what_waits_for_review_is_listed_with_who_and_since_when_mine_first(client, publisher):
    pat = UserFactory(username="pat", group="Publishers")
    client.force_login(pat)
    one = publishing.submit(DraftFactory(title="First"), UserFactory(username="ann"))
    publishing.submit(DraftFactory(title="For pat"), UserFactory(username="bob"), reviewer=pat)
    assert tasks(client)["waiting"] == [
        ("For pat (1)", "since 25 November, 12:00 UTC, from bob, for pat"),
        ("First (1)", "since 25 November, 12:00 UTC, from ann"),
    ]
    publishing.schedule(one, timezone.now() + timedelta(hours=1), pat)
    assert tasks(client)["waiting"][1][1].endswith("to be published on 25 November, 13:00 UTC")
    assert "/review/" in lead(client, "waiting")


@pytest.mark.parametrize(("as_of", "listed"), [("2024-10", True), ("2024-11", False)])
def test_a_figure_is_to_be_looked_at_again_after_its_metric_s_time(client, ann, as_of, listed):
    old_figure(as_of=as_of)
    assert bool(tasks(client)["old-figures"]) == listed


def test_a_figure_that_has_a_newer_one_or_is_a_forecast_is_let_alone(client, ann):
    figure = old_figure(as_of="2019")
    newer = FigureFactory(edition=figure.edition, metric=figure.metric, as_of="2020")
    FigureFactory(as_of="2019", modality="forecast")
    FigureFactory(as_of="", as_of_not_stated=True)
    [(label, detail)] = tasks(client)["old-figures"]
    assert (label, detail) == ("Loans: CNY 660 billion, Volume", "as of 2020")
    assert newer.key in lead(client, "old-figures")


def test_a_comment_keeps_an_old_figure_away_for_three_months(client, ann, time_machine):
    figure = old_figure(as_of="2019")
    publishing.comment(figure.edition, "Nothing newer.", ann, figure.key)
    assert tasks(client)["old-figures"] == []
    time_machine.shift(timedelta(days=91))
    client.force_login(ann)
    assert len(tasks(client)["old-figures"]) == 1


def test_a_disputed_figure_is_listed_until_somebody_comments(client, ann):
    figure = old_figure(as_of="2026", dispute="The bank says 360.")
    label = "Loans: CNY 660 billion, Volume"
    assert tasks(client)["disputed"] == [(label, "The bank says 360.")]
    publishing.comment(figure.edition, "Asked the bank.", ann, figure.key)
    assert tasks(client)["disputed"] == []


def test_figures_of_drafts_wait_until_they_are_published(client, ann):
    FigureFactory(edition=DraftFactory(), dispute="No.", as_of="2010")
    found = tasks(client)
    assert (found["disputed"], found["old-figures"]) == ([], [])


def test_a_source_that_no_longer_answers_is_listed(client, ann):
    source = SourceFactory(publisher="Xinhua", title="A platform", url="https://example.org/")
    now = timezone.now()
    SourceCheck.objects.create(
        source=source, url=source.url, at=now, since=now, result="gone", status=404
    )
    assert tasks(client)["silent-sources"] == [("Xinhua: A platform", "not there (404)")]
    assert lead(client, "silent-sources") == reverse("admin:cases_source_change", args=[source.pk])


def test_organisations_that_look_like_one_lead_a_publisher_to_their_merger(client, publisher):
    for name in ("Ant Financial", "Ant Financial Co., Ltd.", "Tencent"):
        OrganisationFactory(name=name)
    assert tasks(client)["lookalikes"] == [("Ant Financial and Ant Financial Co., Ltd.", "")]
    assert "/merge/?other=" in lead(client, "lookalikes")


def test_an_organisation_that_an_import_adds_is_held_against_the_others_at_once(client, publisher):
    OrganisationFactory(name="Ant Financial")
    assert tasks(client)["lookalikes"] == []
    company = "Ant Financial Co., Ltd."
    batch = uploaded(client, csv_of({"name": company, "kind": "company"}))
    answer(client, batch, **{company: "other"})
    imported(client, batch)
    assert tasks(client)["lookalikes"] == [("Ant Financial and Ant Financial Co., Ltd.", "")]


def test_a_case_without_a_figure_leads_to_its_draft_if_there_is_one(client, ann):
    edition = EditionFactory(title="Bare")
    assert tasks(client)["without-figure"] == [("Bare", "")]
    assert lead(client, "without-figure") == reverse(
        "admin:cases_case_change", args=[edition.case_id]
    )
    draft = publishing.open_edition(edition.case, UserFactory())
    assert lead(client, "without-figure") == reverse("admin:cases_edition_change", args=[draft.pk])


def test_a_direction_without_a_published_case_is_listed_also_for_stewards(client, steward):
    EditionFactory(direction__title="Full")
    EditionFactory(direction=DirectionFactory(title="Empty"), state=State.SUBMITTED)
    assert tasks(client) == {"empty-directions": [("Empty", "")]}


def test_what_changed_this_week_is_listed_with_why(client, ann):
    publishing.publish(DraftFactory(title="New"))
    EditionFactory(title="Old")
    words = "What it is and who does it."
    assert tasks(client)["this-week"] == [("New (1), published", words)]


def test_a_long_list_has_a_page_of_its_own(client, ann):
    for _time in range(9):
        EditionFactory()
    page = client.get(reverse("admin:index"))
    assert "All 9" in page.content.decode()
    page = client.get(reverse("admin:work", args=["without-figure"]))
    assert len(page.context["lines"]) == 9


@pytest.mark.parametrize("number", ["x", "-1", "9" * 17])
def test_a_page_that_is_none_is_the_nearest_one(client, ann, number):
    assert client.get(reverse("admin:work", args=["mine"]), {"page": number}).status_code == 200


def test_a_list_is_shown_only_to_whom_it_concerns(client, steward):
    assert client.get(reverse("admin:work", args=["mine"])).status_code == 404
    assert client.get(reverse("admin:work", args=["no-such-list"])).status_code == 404


@pytest.mark.parametrize("size", [1, 3])
def test_the_front_page_asks_as_often_for_three_cases_as_for_one(client, ann, size):
    grow(size)
    Edition.objects.filter(state=State.PUBLISHED).update(published_at=timezone.now())
    client.get(reverse("admin:index"))
    with CaptureQueriesContext(connection) as asked:
        client.get(reverse("admin:index"))
    assert (size, len(asked)) == (size, 16)
