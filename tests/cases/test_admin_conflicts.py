"""Two people at one draft: nobody's work is overwritten, nobody's typing is lost."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.utils import timezone

from cases import publishing
from cases.models import Case, Edition, Event
from cases.visibility import State
from tests.admin_forms import add_row, change_url, complaints, opened, save, told
from tests.factories import (
    DirectionFactory,
    DraftFactory,
    EditionFactory,
    FigureFactory,
    ParticipationFactory,
    SourceFactory,
    UserFactory,
)
from tests.imports import csv_of, uploaded, url

SAVED_MEANWHILE = (
    "Somebody saved this edition after you opened it. Nothing of yours was saved; what you typed "
    "is still below. Open the edition in another window, and carry your changes over."
)


@pytest.fixture
def draft(db):
    return DraftFactory(title="As it was")


@pytest.fixture
def colleague(db):
    """Another browser, in which a publisher is signed in."""
    browser = Client()
    browser.force_login(UserFactory(group="Publishers"))
    return browser


def test_the_second_to_save_is_told_and_keeps_what_they_typed(editor, colleague, draft):
    mine = opened(editor, draft) | {"title": "What I typed", "summary": "My summary."}
    save(colleague, draft, opened(colleague, draft) | {"title": "What they typed"})
    response = save(editor, draft, mine)
    assert complaints(response) == {"": [SAVED_MEANWHILE]}
    form = response.context["adminform"].form
    assert (form["title"].value(), form["summary"].value()) == ("What I typed", "My summary.")
    assert "My summary." in response.content.decode()
    assert Edition.objects.get().title == "What they typed"


def test_saving_a_refused_form_again_is_refused_again(editor, colleague, draft):
    mine = opened(editor, draft) | {"title": "What I typed"}
    save(colleague, draft, opened(colleague, draft))
    again = save(editor, draft, mine)
    seen = again.context["adminform"].form["seen"].value()
    assert complaints(save(editor, draft, mine | {"seen": seen})) == {"": [SAVED_MEANWHILE]}


def test_saving_twice_in_a_row_is_no_conflict(editor, draft):
    for title in ("Once", "Twice"):
        save(editor, draft, opened(editor, draft) | {"title": title})
    assert Edition.objects.get().title == "Twice"


def test_rows_of_the_second_to_save_are_not_saved_either(editor, colleague, draft):
    figure = FigureFactory(edition=draft, value=1)
    mine = opened(editor, draft) | {"figures-0-value": "2"}
    add_row(mine, "milestones", date="2019", text="Launch", source=figure.source_id)
    save(colleague, draft, opened(colleague, draft))
    response = save(editor, draft, mine)
    assert (draft.figures.get().value, draft.milestones.count()) == (1, 0)
    figures = response.context["inline_admin_formsets"][1].formset
    assert figures.forms[0]["value"].value() == "2"


def token(edition, version):
    return signing.Signer(salt="edition version").sign_object([edition.pk, version])


FORGERIES = {
    "emptied": lambda draft: "",
    "nonsense": lambda draft: "x",
    "unsigned JSON": lambda draft: json.dumps([draft.pk, draft.version]),
    "signed garbage": lambda draft: signing.Signer(salt="edition version").sign("garbage"),
    "signed bytes": lambda draft: signing.Signer(salt="edition version").sign("_w"),
    "signed by another form": lambda draft: signing.Signer().sign_object([draft.pk, 1]),
    "an older version": lambda draft: token(draft, draft.version - 1),
    "a later version": lambda draft: token(draft, draft.version + 1),
    "another edition": lambda draft: token(EditionFactory(), draft.version),
    "NUL": lambda draft: token(draft, draft.version) + "\0",
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_token_saves_nothing(editor, draft, forgery):
    typed = opened(editor, draft) | {"seen": FORGERIES[forgery](draft), "title": "Forged"}
    assert complaints(save(editor, draft, typed))[""] == [SAVED_MEANWHILE]
    assert Edition.objects.get(pk=draft.pk).title == "As it was"


def test_a_token_left_out_saves_nothing(editor, draft):
    typed = opened(editor, draft) | {"title": "Forged"}
    del typed["seen"]
    assert complaints(save(editor, draft, typed)) == {"": [SAVED_MEANWHILE]}
    assert Edition.objects.get().title == "As it was"


def test_the_token_of_the_tests_is_the_one_of_the_form(editor, draft):
    assert opened(editor, draft)["seen"] == token(draft, 1)


# What a colleague did meanwhile


def test_a_draft_published_meanwhile_is_not_changed(editor, draft):
    mine = opened(editor, draft) | {"title": "What I typed"}
    publishing.publish(draft)
    response = save(editor, draft, mine)
    assert complaints(response) == {
        "": [
            "Edition 1 is published and can no longer be changed. Nothing was saved; what you "
            "typed is still below. Copy what you need and start a new edition of the case."
        ]
    }
    assert response.context["adminform"].form["title"].value() == "What I typed"
    assert 'value="What I typed"' in response.content.decode()
    assert Edition.objects.get().title == "As it was"


def test_submitting_meanwhile_makes_a_form_stale(editor, draft):
    mine = opened(editor, draft) | {"title": "What I typed"}
    publishing.submit(draft)
    assert complaints(save(editor, draft, mine)) == {"": [SAVED_MEANWHILE]}


def test_a_row_deleted_meanwhile_is_a_conflict_and_no_crash(editor, colleague, draft):
    FigureFactory(edition=draft)
    mine = opened(editor, draft) | {"figures-0-value": "2"}
    save(colleague, draft, opened(colleague, draft) | {"figures-0-DELETE": "on"})
    response = save(editor, draft, mine)
    assert response.status_code == 200
    assert complaints(response)[""] == [SAVED_MEANWHILE]
    assert not draft.figures.exists()


def test_a_source_deleted_meanwhile_is_named_and_no_crash(editor, draft):
    mine = opened(editor, draft)
    gone = FigureFactory().source
    row = add_row(mine, "references", source=gone.pk)
    gone.figures.all().delete()
    gone.delete()
    assert complaints(save(editor, draft, mine)) == {
        f"{row}-source": ["Select a valid choice. That choice is not one of the available choices."]
    }


def test_a_draft_discarded_meanwhile_is_said_to_be_gone(editor, draft):
    mine = opened(editor, draft)
    publishing.discard(draft)
    response = editor.post(change_url(draft), mine | {"_save": "on"}, follow=True)
    assert told(response) == [
        f"edition with ID “{draft.pk}” doesn’t exist. Perhaps it was deleted?"
    ]
    assert not Case.objects.exists()


# At the same moment


@pytest.mark.parametrize("turn", range(5))
def test_of_two_who_save_at_once_exactly_one_wins(kept_groups, turn):
    draft = DraftFactory()
    browsers = [signed_in(), signed_in()]
    forms = [typed_by(name, browser, draft) for name, browser in zip("AB", browsers, strict=True)]

    def press_save(number):
        return save(browsers[number], draft, forms[number])

    answers = at_once(press_save, 0, 1)
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    loser, winner = sorted("AB", key=lambda name: answers["AB".index(name)].status_code)
    stored = Edition.objects.get()
    assert (stored.title, stored.version) == (f"{winner} typed this", 2)
    assert [milestone.text for milestone in stored.milestones.all()] == [f"{winner}, a row"]
    assert_refused_with_their_words(answers["AB".index(loser)], loser)


def typed_by(name, browser, draft):
    typed = opened(browser, draft) | {"title": f"{name} typed this"}
    add_row(typed, "milestones", date="2019", text=f"{name}, a row", source=SourceFactory().pk)
    return typed


def assert_refused_with_their_words(response, name):
    page = response.content.decode()
    assert complaints(response)[""] == [SAVED_MEANWHILE]
    assert f'value="{name} typed this"' in page
    assert f'value="{name}, a row"' in page


def at_once(post, *arguments):
    """The answers to two requests that arrive at the same moment."""
    together = threading.Barrier(2, timeout=10)

    def wait_and_post(argument):
        together.wait()
        try:
            return post(argument)
        finally:
            connection.close()

    with ThreadPoolExecutor() as pool:
        return list(pool.map(wait_and_post, arguments))


def signed_in(group="Editors"):
    browser = Client()
    browser.force_login(UserFactory(group=group))
    return browser


def test_two_windows_import_no_row_twice(kept_groups):
    DirectionFactory(number=1)
    browsers = [signed_in(), signed_in()]
    rows = [{"title": f"Case {number}", "direction": "1"} for number in range(40)]
    batch = uploaded(browsers[0], csv_of(*rows))
    browsers[0].post(url(batch, "begin"))
    answers = at_once(lambda browser: browser.post(url(batch, "step")), *browsers)
    assert [answer.status_code for answer in answers] == [302, 302]
    assert batch.editions.count() == Case.objects.count() == 40
    assert Event.objects.filter(kind=Event.Kind.IMPORTED).count() == 1


def test_two_runs_at_once_publish_what_is_due_once(kept_groups):
    later = timezone.now() + timedelta(hours=1)
    for _time in range(3):
        publishing.schedule(DraftFactory(state=State.SUBMITTED), later)
    runs = at_once(publishing.publish_due, later, later)
    assert sum(len(published) for published, _failed in runs) == 3
    assert [failed for _published, failed in runs] == [[], []]
    assert Event.objects.filter(kind=Event.Kind.PUBLISHED).count() == 3


def test_of_two_who_change_the_same_cases_at_once_one_opens_the_drafts(kept_groups):
    cases = [EditionFactory().case.pk for _time in range(3)]
    typed = {"cases": cases, "stage": "ended", "change_note": "They ended.", "go": "on"}

    def press_go(browser):
        page = browser.post("/admin/cases/case/bulk/stage/", typed).content.decode()
        return page.count("Open draft")

    assert sum(at_once(press_go, signed_in(), signed_in())) == 3
    assert Edition.objects.open().filter(stage="ended").count() == 3


def test_of_two_who_merge_the_same_organisations_at_once_one_is_told(kept_groups):
    ant, alipay = ParticipationFactory().organisation, ParticipationFactory().organisation
    url = f"/admin/cases/organisation/{ant.pk}/merge/"
    typed = {"other": alipay.pk, "stays": "this", "kind": "former", "language": "en"}

    def press_merge(browser):
        return "Merged: “" in browser.post(url, typed, follow=True).content.decode()

    assert sorted(at_once(press_merge, signed_in("Publishers"), signed_in("Publishers"))) == [
        False,
        True,
    ]
    assert (ant.participations.count(), ant.names.count()) == (2, 1)
