"""Review: from a note to the reviewer to a publication, in the admin and through a link."""

from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.urls import reverse

from cases import publishing
from cases.models import Edition, Event
from cases.visibility import State
from tests.admin_forms import change_url, opened, save, told
from tests.factories import (
    DraftFactory,
    EditionFactory,
    FigureFactory,
    MetricFactory,
    UserFactory,
)

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
def clock(time_machine):
    time_machine.move_to(NOW, tick=False)
    return time_machine


@pytest.fixture
def writer(db):
    return UserFactory(username="ann", group="Editors")


@pytest.fixture
def submitted(writer):
    """A second edition, written and handed in by Ann."""
    first = EditionFactory(case__slug="loans", title="Loans")
    edition = publishing.open_edition(first.case, writer)
    Edition.objects.filter(pk=edition.pk).update(title="More loans", change_note="More of them.")
    publishing.saved(edition, writer)
    return publishing.submit(edition, writer, "Look at the title.")


@pytest.fixture
def two_pairs(settings):
    settings.TWO_PAIRS_OF_EYES = True


@pytest.fixture
def run(capsys):
    def what_it_says(command):
        call_command(command)
        return tuple(capsys.readouterr())

    return what_it_says


def page_of(edition):
    return reverse("admin:cases_edition_review", args=[edition.pk])


def take(client, edition, step, **typed):
    version = Edition.objects.get(pk=edition.pk).version
    return client.post(page_of(edition), {"step": step, "seen": version} | typed, follow=True)


def log(edition):
    return list(edition.events.order_by("pk").values_list("kind", "by__username", "text"))


def state_of(edition):
    return Edition.objects.get(pk=edition.pk).state


# Submitting with a note


def test_an_editor_submits_with_a_note_to_a_reviewer(editor):
    draft, pat = DraftFactory(), UserFactory(username="pat", group="Publishers")
    typed = opened(editor, draft) | {"note": "Is 660 right?", "review_by": pat.pk}
    save(editor, draft, typed, "_submit")
    draft.refresh_from_db()
    assert (draft.state, draft.reviewer) == (State.SUBMITTED, pat)
    assert draft.events.get(kind="submitted").text == "Is 660 right?"


def test_who_was_asked_to_review_before_is_not_when_anybody_may(editor):
    draft, pat = DraftFactory(), UserFactory(group="Publishers")
    publishing.assign(draft, pat)
    save(editor, draft, opened(editor, draft) | {"review_by": ""}, "_submit")
    draft.refresh_from_db()
    assert (draft.state, draft.reviewer) == (State.SUBMITTED, None)


def test_only_who_may_publish_is_asked_to_review(editor):
    draft, ed = DraftFactory(), UserFactory(group="Editors")
    response = save(editor, draft, opened(editor, draft) | {"review_by": ed.pk}, "_submit")
    assert "review_by" in response.context["adminform"].form.errors
    assert state_of(draft) == State.DRAFT


# The reviewer’s page


def test_the_page_shows_what_would_change_and_what_was_said(publisher, submitted):
    page = publisher.get(page_of(submitted)).content.decode()
    assert "<ins>More loans</ins>" in page
    assert "Look at the title." in page


@pytest.mark.parametrize("state", State.values)
def test_every_edition_has_a_page(editor, state):
    assert editor.get(page_of(EditionFactory(state=state))).status_code == 200


def test_a_comment_stands_beside_its_figure(publisher, submitted):
    FigureFactory(edition=submitted, metric=MetricFactory(name="Volume", slug="volume"))
    page = take(publisher, submitted, "comment", text="360?", figure="volume")
    [(figure, comments)] = page.context["figures"]
    assert (figure.key, [event.text for event in comments]) == ("volume", ["360?"])


def test_a_published_edition_can_be_commented(editor):
    edition = EditionFactory()
    take(editor, edition, "comment", text="Still so?")
    assert edition.events.get().text == "Still so?"


@pytest.mark.parametrize(
    ("step", "field", "sentence"),
    [
        ("comment", "text", "Write your comment."),
        ("return", "text", "Say what has to change."),
        ("schedule", "publish_at", "Choose a day and a time."),
    ],
)
def test_a_step_says_what_it_needs(publisher, submitted, step, field, sentence):
    page = take(publisher, submitted, step, text=" ")
    assert page.context["form"].errors == {field: [sentence]}
    assert state_of(submitted) == State.SUBMITTED


@pytest.mark.parametrize(
    "typed",
    [
        {"step": "explode"},
        {"seen": "x"},
        {"seen": "9" * 30, "step": "publish"},
        {"text": "NUL \0", "step": "comment"},
        {"figure": "no-such-figure", "text": "?", "step": "comment"},
        {"reviewer": "9" * 30, "step": "assign"},
        {"publish_at": "yesterday-ish", "step": "schedule"},
    ],
)
def test_bad_input_changes_nothing(publisher, submitted, typed):
    before = log(submitted)
    page = take(publisher, submitted, typed.pop("step", "approve"), **typed)
    assert page.status_code == 200
    assert (log(submitted), state_of(submitted)) == (before, State.SUBMITTED)


@pytest.mark.parametrize("step", ["return", "approve", "publish", "schedule", "link"])
def test_an_editor_cannot_decide(editor, submitted, step):
    page = take(editor, submitted, step, text="So.", publish_at="2031-01-01T10:00")
    assert (page.status_code, state_of(submitted)) == (403, State.SUBMITTED)


def test_a_steward_reviews_nothing(steward, submitted):
    assert steward.get(page_of(submitted)).status_code == 403


# Deciding


def test_a_returned_edition_is_a_draft_with_a_reason(publisher, submitted):
    page = take(publisher, submitted, "return", text="Cite the bank itself.")
    assert told(page) == ["Returned to its editor."]
    assert state_of(submitted) == State.DRAFT
    assert submitted.events.get(kind="returned").text == "Cite the bank itself."


def test_a_publisher_publishes_from_the_page(publisher, submitted, client):
    take(publisher, submitted, "publish")
    assert "More loans" in client.get("/cases/loans/").content.decode()


def test_what_was_changed_meanwhile_is_not_decided_on(publisher, submitted):
    typed = {"step": "publish", "seen": submitted.version}
    Edition.objects.filter(pk=submitted.pk).update(version=submitted.version + 1)
    page = publisher.post(page_of(submitted), typed, follow=True)
    assert told(page) == ["Somebody changed this edition after you opened it. Read it again."]
    assert state_of(submitted) == State.SUBMITTED


def test_a_reviewer_is_assigned_and_told_in_the_log(publisher, submitted):
    pat = UserFactory(username="pat", group="Publishers")
    take(publisher, submitted, "assign", reviewer=pat.pk)
    submitted.refresh_from_db()
    assert (submitted.reviewer, submitted.events.get(kind="assigned").text) == (pat, "pat")


# Two pairs of eyes


ALONE = "Nobody but its writers has looked at it: somebody else has to approve it."


def test_who_wrote_an_edition_does_not_publish_it_alone(client, submitted, two_pairs):
    submitted.created_by = pat = UserFactory(group="Publishers")
    submitted.save()
    client.force_login(pat)
    assert told(take(client, submitted, "publish")) == [ALONE]
    assert told(take(client, submitted, "approve")) == [
        "You wrote this edition; somebody else has to approve it."
    ]
    assert state_of(submitted) == State.SUBMITTED


def test_who_wrote_an_edition_makes_no_link_to_approve_it_with(client, submitted, two_pairs):
    pat = UserFactory(group="Publishers")
    Edition.objects.filter(pk=submitted.pk).update(created_by=pat)
    client.force_login(pat)
    assert told(take(client, submitted, "link")) == [
        "You wrote this edition; somebody else has to approve it."
    ]
    assert not submitted.events.filter(kind="linked").exists()


def test_who_did_not_write_it_publishes_it(publisher, submitted, two_pairs):
    take(publisher, submitted, "publish")
    assert state_of(submitted) == State.PUBLISHED


def test_an_approval_by_another_lets_its_writer_publish(submitted, two_pairs):
    publishing.approve(submitted, UserFactory())
    assert publishing.publish(submitted, submitted.created_by).state == State.PUBLISHED


def test_an_approval_is_void_once_the_text_changes(submitted, two_pairs):
    publishing.approve(submitted, UserFactory())
    publishing.saved(submitted, submitted.created_by)
    assert publishing.problems(submitted, submitted.created_by) == [ALONE]


def test_a_publisher_who_mends_an_edition_is_one_of_its_writers(publisher, submitted, two_pairs):
    typed = opened(publisher, submitted) | {"title": "Mended"}
    page = publisher.post(
        reverse("admin:cases_edition_change", args=[submitted.pk]),
        typed | {"_publish": "on"},
        follow=True,
    )
    assert told(page) == [f"Saved, but not done yet: {ALONE}"]


def test_publishing_the_form_unchanged_makes_nobody_a_writer(publisher, submitted, two_pairs):
    save(publisher, submitted, opened(publisher, submitted), "_publish")
    assert state_of(submitted) == State.PUBLISHED


def test_choosing_a_reviewer_is_no_writing(publisher, submitted, two_pairs):
    pat = UserFactory(group="Publishers")
    typed = opened(publisher, submitted) | {"review_by": pat.pk, "note": "Look at it."}
    save(publisher, submitted, typed, "_publish")
    assert state_of(submitted) == State.PUBLISHED


# At a set time


def test_a_publication_waits_for_its_time(publisher, submitted, clock, run):
    page = take(publisher, submitted, "schedule", publish_at="2026-11-25T13:00")
    assert told(page) == ["It will be published at that time."]
    assert run("publish_due") == ("", "")
    clock.move_to(NOW.replace(hour=13))
    assert run("publish_due") == ("Published: More loans (2)\n", "")
    assert run("publish_due") == ("", "")
    submitted.refresh_from_db()
    assert (submitted.state, submitted.publish_at) == (State.PUBLISHED, None)
    assert submitted.published_by == submitted.scheduled_by


def test_the_time_zone_is_shown(publisher, submitted, settings):
    settings.TIME_ZONE = "Asia/Shanghai"
    assert "Asia/Shanghai" in publisher.get(page_of(submitted)).content.decode()


def test_a_time_that_has_passed_is_refused(publisher, submitted, clock):
    page = take(publisher, submitted, "schedule", publish_at="2026-11-25T11:59")
    assert told(page) == ["That time has passed. Publish now, or choose a later one."]


def test_a_text_that_changes_leaves_the_schedule(publisher, submitted, clock):
    take(publisher, submitted, "schedule", publish_at="2026-11-26T12:00")
    save(publisher, submitted, opened(publisher, submitted) | {"title": "Other loans"})
    assert Edition.objects.get(pk=submitted.pk).publish_at is None
    assert submitted.events.filter(kind="unscheduled").count() == 1


def test_a_publication_can_be_taken_off_the_schedule(publisher, submitted, clock):
    take(publisher, submitted, "schedule", publish_at="2026-11-26T12:00")
    take(publisher, submitted, "unschedule")
    assert Edition.objects.get(pk=submitted.pk).publish_at is None


def test_a_case_that_is_withdrawn_does_not_come_back_on_schedule(publisher, submitted, clock, run):
    take(publisher, submitted, "schedule", publish_at="2026-11-25T13:00")
    page = reverse("admin:cases_case_withdraw", args=[submitted.case_id])
    assert "It leaves the schedule." in publisher.get(page).text
    publisher.post(page, {"reason": "It never existed."})
    clock.move_to(NOW.replace(hour=14))
    assert run("publish_due") == ("", "")
    assert state_of(submitted) == State.SUBMITTED
    assert submitted.events.get(kind="unscheduled").text == "The case was withdrawn."


def test_who_opens_an_edition_of_a_withdrawn_case_is_told_that_it_would_come_back(
    publisher, submitted, clock
):
    said = "This case was withdrawn on 25 November 2026: “It never existed.” Publishing"
    pages = page_of(submitted), change_url(submitted)
    assert [said in publisher.get(page).text for page in pages] == [False, False]
    published = submitted.case.editions.published().get()
    publishing.withdraw(published, "It never existed.")
    assert [said in publisher.get(page).text for page in pages] == [True, True]
    assert said not in publisher.get(page_of(published)).text


def test_what_was_published_meanwhile_is_not_said_to_be_off_the_schedule(
    publisher, submitted, clock, run
):
    take(publisher, submitted, "schedule", publish_at="2026-11-25T13:00")
    clock.move_to(NOW.replace(hour=14))
    run("publish_due")
    page = take(publisher, submitted, "unschedule")
    assert told(page) == ["Edition 2 is published now. Look at it again before you go on."]
    submitted.refresh_from_db()
    assert submitted.published_by == submitted.scheduled_by
    assert not submitted.events.filter(kind="unscheduled").exists()


def test_what_cannot_be_published_when_due_leaves_the_schedule_and_says_why(
    publisher, submitted, clock, run
):
    take(publisher, submitted, "schedule", publish_at="2026-11-25T13:00")
    submitted.references.all().delete()
    clock.move_to(NOW.replace(hour=14))
    sentence = "Not published, taken off the schedule: More loans (2). It has no source.\n"
    assert run("publish_due") == ("", sentence)
    assert run("publish_due") == ("", "")
    assert submitted.events.get(kind="unscheduled").text == "It has no source."


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_superuser": False}])
def test_whoever_may_no_longer_publish_publishes_nothing_on_schedule(submitted, clock, run, change):
    pat = UserFactory(is_superuser=True)
    publishing.schedule(submitted, NOW.replace(hour=13), pat)
    type(pat).objects.filter(pk=pat.pk).update(**change)
    clock.move_to(NOW.replace(hour=13))
    reason = "Whoever scheduled it may no longer publish."
    assert run("publish_due") == (
        "",
        f"Not published, taken off the schedule: More loans (2). {reason}\n",
    )
    assert state_of(submitted) == State.SUBMITTED


# A link that works without an account


@pytest.fixture
def link(publisher, submitted):
    [address, _done] = told(take(publisher, submitted, "link"))
    publisher.logout()
    return address.split('"')[1].replace("http://testserver", "")


def test_a_link_shows_the_edition_to_somebody_without_an_account(client, link):
    page = client.get(link)
    assert page.status_code == 200
    assert "More loans" in page.content.decode()
    assert (page["X-Robots-Tag"], page["Referrer-Policy"]) == ("noindex", "same-origin")
    assert "no-store" in page["Cache-Control"]


def test_an_approval_through_a_link_is_noted_with_the_name_typed(client, link, submitted):
    page = client.post(link, {"name": "Li Wei", "text": "Good.", "step": "approve"})
    assert "Your approval is noted down with your name." in page.content.decode()
    approval = submitted.events.get(kind="approved")
    assert (approval.who, approval.by, approval.text) == ("Li Wei", None, "Good.")
    assert state_of(submitted) == State.SUBMITTED


def test_an_edition_is_returned_through_a_link(client, link, submitted):
    client.post(link, {"name": "Li Wei", "text": "The bank said 360.", "step": "return"})
    assert state_of(submitted) == State.DRAFT
    assert submitted.events.get(kind="returned").who == "Li Wei"
    assert client.get(link).status_code == 410


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"step": "approve"}, {"name": ["This field is required."]}),
        ({"step": "return", "name": "Li"}, {"text": ["Say what has to change."]}),
        ({"step": "publish", "name": "Li"}, {"step": 1}),
        ({"step": "approve", "name": "L\0"}, {"name": ["Null characters are not allowed."]}),
    ],
)
def test_a_link_says_what_is_missing(client, link, submitted, typed, errors):
    found = client.post(link, typed).context["form"].errors
    assert {name: found[name] if errors[name] != 1 else 1 for name in found} == errors
    assert log(submitted)[-1][0] == "linked"


def test_a_link_ends_when_the_text_changes(client, link, submitted):
    Edition.objects.filter(pk=submitted.pk).update(version=submitted.version + 1)
    page = client.get(link)
    assert page.status_code == 410
    assert "was changed or decided on since this link was made" in page.content.decode()
    assert "More loans" not in page.content.decode()


def test_a_link_expires(clock, client, link):
    clock.shift(7 * 24 * 3600 + 60)
    page = client.get(link)
    assert (page.status_code, "has expired" in page.content.decode()) == (410, True)


@pytest.mark.parametrize("token", ["x", "a:b:c", "%00", "é", "x" * 3000])
def test_a_forged_link_leads_nowhere(client, db, token):
    assert client.get(f"/review/{token}/").status_code == 404


def test_a_link_cannot_be_changed_to_another_edition(client, link, submitted):
    payload, rest = link.removeprefix("/review/").split(":", 1)
    assert client.get(f"/review/{payload[:-2]}xx:{rest}").status_code == 404


# The log


def test_each_step_of_an_edition_is_written_down_once(client, submitted):
    pat = UserFactory(username="pat", group="Publishers")
    client.force_login(pat)
    take(client, submitted, "return", text="Why?")
    publishing.submit(submitted, submitted.created_by)
    take(client, submitted, "publish")
    publishing.withdraw(submitted, "A mistake.", pat)
    assert log(submitted) == [
        ("opened", "ann", ""),
        ("saved", "ann", ""),
        ("submitted", "ann", "Look at the title."),
        ("returned", "pat", "Why?"),
        ("submitted", "ann", ""),
        ("published", "pat", ""),
        ("withdrawn", "pat", "A mistake."),
    ]


def test_the_log_keeps_a_discarded_draft(writer):
    draft = DraftFactory(title="Gone")
    publishing.discard(draft, writer)
    event = Event.objects.get(kind="discarded")
    assert (event.subject, event.edition, event.by) == ("Gone (1)", None, writer)


# From the page of a review to the place to act


def test_an_old_figure_is_one_button_from_a_new_edition(editor):
    published = EditionFactory()
    page = editor.get(page_of(published)).content.decode()
    start = reverse("admin:cases_case_start", args=[published.case_id])
    assert f'formaction="{start}"' in page
    editor.post(start)
    draft = published.case.editions.open().get()
    page = editor.get(page_of(published)).content.decode()
    assert f'href="{change_url(draft)}">Open draft 2</a>' in page
    assert start not in page


def test_each_figure_under_review_leads_to_its_row_of_the_form(editor):
    draft = DraftFactory()
    last, first = FigureFactory(edition=draft, position=9), FigureFactory(edition=draft, position=1)
    page = editor.get(page_of(draft))
    assert [figure for figure, _comments in page.context["figures"]] == [first, last]
    assert f'href="{change_url(draft)}#figures-1">Change</a>' in page.content.decode()
    form = editor.get(change_url(draft))
    figures = form.context["inline_admin_formsets"][1].formset
    assert [row.instance for row in figures.initial_forms] == [first, last]


def test_a_draft_leads_to_what_it_changes(editor, submitted):
    address = reverse("preview-changes", args=["loans"])
    for page in (change_url(submitted), page_of(submitted)):
        assert f'href="{address}">What it changes</a>' in editor.get(page).content.decode()


def test_pages_that_ask_for_a_last_word_say_where_they_belong(publisher):
    published, draft = EditionFactory(), DraftFactory()
    withdraw = reverse("admin:cases_case_withdraw", args=[published.case_id])
    discard = reverse("admin:cases_edition_discard", args=[draft.pk])
    for page, above in ((withdraw, published.case), (discard, draft.case), (discard, draft)):
        crumbs = publisher.get(page).content.decode().partition('class="breadcrumbs"')[2]
        assert f'href="{change_url(above)}"' in crumbs.partition("</div>")[0]
