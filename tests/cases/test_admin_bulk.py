"""One change for many cases: chosen in the list, previewed, then opened as drafts."""

import pytest
from django.urls import reverse

from cases.models import Edition, Event
from cases.visibility import State
from tests.admin_forms import told
from tests.cases.test_admin_cases import text
from tests.factories import (
    DirectionFactory,
    DraftFactory,
    EditionFactory,
    FieldFactory,
    OrganisationFactory,
    ParticipationFactory,
    UserFactory,
)

CASES = "/admin/cases/case/"
NOTE = "Many were filed anew."


def bulk(client, kind, cases, **typed):
    data = {"cases": [case.pk for case in cases], "change_note": NOTE, **typed}
    return client.post(reverse("admin:cases_case_bulk", args=[kind]), data)


def go(client, kind, cases, **typed):
    return bulk(client, kind, cases, **typed, go="on")


def choose(client, action, cases, **typed):
    data = {"action": action, "_selected_action": [case.pk for case in cases]}
    return client.post(CASES, data | typed)


def outcomes(response):
    """{title: what would change, or why nothing does} of a preview or a result."""
    possible, left_out = response.context["possible"], response.context["left_out"]
    found = {p.title: [(str(e.label), e.before, e.after) for e in p.effects] for p in possible}
    return found | {p.title: p.problem for p in left_out}


def complaints(response):
    return dict(response.context["form"].errors)


def drafts():
    return Edition.objects.open().order_by("title")


@pytest.fixture
def finance():
    return FieldFactory(name="Trade finance", direction__title="Real economy")


def filed(field, **kwargs):
    return EditionFactory(direction=field.direction, **kwargs)


# Choosing


def test_ticked_cases_are_carried_to_the_form(editor):
    one, two = EditionFactory(title="One").case, EditionFactory(title="Two").case
    EditionFactory(title="Three")
    form = choose(editor, "add_field", [one, two]).context["form"]
    assert form["cases"].value() == [one.pk, two.pk]
    assert [label for _pk, label in form.fields["cases"].choices] == ["One", "Two"]


def test_all_cases_of_all_pages_can_be_chosen(editor, monkeypatch):
    monkeypatch.setattr("cases.admin.cases.CaseAdmin.list_per_page", 2)
    cases = [EditionFactory().case for _time in range(3)]
    form = choose(editor, "change_stage", cases[:1], select_across="1").context["form"]
    assert sorted(form["cases"].value()) == sorted(case.pk for case in cases)


def test_more_than_can_be_looked_through_are_refused(editor, monkeypatch):
    monkeypatch.setattr("cases.bulk.MOST", 2)
    cases = [EditionFactory().case for _time in range(3)]
    response = choose(editor, "add_field", cases)
    said = "At most 2 cases can be changed at once. Choose fewer."
    assert told(editor.get(response.url)) == [said]
    assert complaints(bulk(editor, "stage", cases, stage="ended")) == {"cases": [said]}


@pytest.mark.parametrize("pk", ["999", "x", "1\x00", "9" * 30, "-1", "²"])
def test_a_case_that_is_not_there_is_refused(editor, pk):
    response = editor.post(
        reverse("admin:cases_case_bulk", args=["stage"]),
        {"cases": [pk], "stage": "ended", "change_note": NOTE},
    )
    assert list(complaints(response)) == ["cases"]


def test_a_link_opens_no_draft(editor):
    EditionFactory()
    response = editor.get(reverse("admin:cases_case_bulk", args=["stage"]), {"go": "on"})
    assert (response.status_code, response.url) == (302, CASES)
    assert not drafts()


def test_a_kind_of_change_that_nobody_knows_is_not_found(editor):
    assert editor.get(f"{CASES}bulk/title/").status_code == 404


# Adding a field


def test_a_field_is_added_in_a_draft_of_each_case(editor, finance):
    cases = [filed(finance, title=title).case for title in ("One", "Two")]
    effect = [("Fields", "", "Trade finance")]
    preview = bulk(editor, "field", cases, field=finance.pk)
    assert outcomes(preview) == {"One": effect, "Two": effect}
    assert not drafts()
    done = go(editor, "field", cases, field=finance.pk)
    assert outcomes(done) == {"One": effect, "Two": effect}
    assert [(d.number, d.state, d.change_note, *d.fields.all()) for d in drafts()] == [
        (2, State.DRAFT, NOTE, finance)
    ] * 2
    assert all(f"/admin/cases/edition/{d.pk}/change/" in done.content.decode() for d in drafts())


def test_a_preview_says_which_cases_are_left_out_and_why(editor, finance):
    pat = UserFactory(username="pat")
    busy = filed(finance, title="Busy")
    DraftFactory(case=busy.case, number=2, title="Busy", created_by=pat)
    withdrawn = filed(finance, title="Withdrawn", state=State.WITHDRAWN)
    elsewhere = EditionFactory(title="Elsewhere", direction__title="Smart city")
    has_it = filed(finance, title="Has it")
    has_it.fields.add(finance)
    first = DraftFactory(title="First", state=State.SUBMITTED)
    cases = [e.case for e in (busy, withdrawn, elsewhere, has_it, first)]
    expected = {
        "Busy": "Edition 2 by pat is open: draft.",
        "Withdrawn": "It is withdrawn.",
        "Elsewhere": "“Trade finance” is not a field of its direction, Smart city.",
        "Has it": "It is so already: nothing to do.",
        "First": "Edition 1 is open: waiting for review.",
    }
    before = list(Edition.objects.values())
    assert outcomes(bulk(editor, "field", cases, field=finance.pk)) == expected
    assert outcomes(go(editor, "field", cases, field=finance.pk)) == expected
    assert list(Edition.objects.values()) == before


def test_a_case_that_was_opened_since_the_preview_is_left_out(editor, finance):
    case = filed(finance, title="One").case
    assert bulk(editor, "field", [case], field=finance.pk).context["possible"]
    draft = DraftFactory(case=case, number=2, title="One", direction=finance.direction)
    said = "Edition 2 is open: draft."
    assert outcomes(go(editor, "field", [case], field=finance.pk)) == {"One": said}
    assert not draft.fields.exists()


def test_doing_it_twice_opens_no_second_draft(editor, finance):
    case = filed(finance, title="One").case
    go(editor, "field", [case], field=finance.pk)
    again = outcomes(go(editor, "field", [case], field=finance.pk))
    assert again["One"].startswith("Edition 2 by person")
    assert drafts().count() == 1


@pytest.mark.parametrize("field", ["", "999", "x", "\x00", "9" * 30])
def test_a_field_that_is_not_there_is_refused(editor, field):
    response = bulk(editor, "field", [EditionFactory().case], field=field)
    assert list(complaints(response)) == ["field"]


@pytest.mark.parametrize("note", ["", " \n", "a\x00b"])
def test_readers_have_to_be_told_what_changed(editor, finance, note):
    response = go(editor, "field", [filed(finance).case], field=finance.pk, change_note=note)
    assert list(complaints(response)) == ["change_note"]
    assert not drafts()


# Changing the stage


def test_a_stage_is_changed_with_its_date(editor):
    case = EditionFactory(title="One", stage="pilot", stage_as_of="2018").case
    response = go(editor, "stage", [case], stage="ended", stage_as_of="2019-04")
    assert outcomes(response) == {"One": [("Stage", "on trial, 2018", "ended, April 2019")]}
    draft = drafts().get()
    assert (draft.stage, draft.stage_as_of) == ("ended", "2019-04")
    assert str(draft.stage_as_of_latest) == "2019-04-30"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"stage": "asleep"}, "stage"),
        ({"stage": "ended", "stage_as_of": "some day"}, "stage_as_of"),
        ({"stage": "ended", "stage_as_of": "9999"}, "stage_as_of"),
        ({"stage": "", "stage_as_of": "2019"}, "stage_as_of"),
        ({"stage": "\x00"}, "stage"),
    ],
)
def test_a_stage_that_cannot_be_is_refused(editor, typed, field):
    response = bulk(editor, "stage", [EditionFactory().case], **typed)
    assert list(complaints(response)) == [field]


# Replacing an organisation


def test_an_organisation_is_replaced_in_every_role_it_has(editor):
    edition = EditionFactory(title="One")
    old, new = OrganisationFactory(name="Old"), OrganisationFactory(name="New")
    ParticipationFactory(edition=edition, organisation=old, note="Runs it")
    ParticipationFactory(edition=edition, organisation=old, role="technology")
    response = go(editor, "organisation", [edition.case], old=old.pk, new=new.pk)
    assert outcomes(response) == {
        "One": [
            ("operator", "Old: Runs it", "New: Runs it"),
            ("technology provider", "Old", "New"),
        ]
    }
    rows = drafts().get().participations.order_by("role").values_list("organisation__name", "note")
    assert list(rows) == [("New", "Runs it"), ("New", "")]
    assert {p.organisation for p in edition.participations.all()} == {old}


def test_where_both_have_a_role_their_notes_are_joined(editor):
    edition = EditionFactory(title="One")
    old, new = OrganisationFactory(name="Old"), OrganisationFactory(name="New")
    ParticipationFactory(edition=edition, organisation=old, note="Runs it")
    ParticipationFactory(edition=edition, organisation=new, note="Pays for it")
    response = go(editor, "organisation", [edition.case], old=old.pk, new=new.pk)
    effect = ("operator", "Old: Runs it", "New: Pays for it; Runs it")
    assert outcomes(response) == {"One": [effect]}
    row = drafts().get().participations.get()
    assert (row.organisation, row.note) == (new, "Pays for it; Runs it")


def test_only_an_organisation_that_takes_part_can_be_replaced(editor):
    there = ParticipationFactory()
    ParticipationFactory(edition=there.edition)
    other = EditionFactory(title="Other")
    cases = [there.edition.case, other.case]
    new, stranger = OrganisationFactory(), OrganisationFactory()
    refused = bulk(editor, "organisation", cases, old=stranger.pk, new=new.pk)
    assert list(complaints(refused)) == ["old"]
    preview = bulk(editor, "organisation", cases, old=there.organisation_id, new=new.pk)
    said = f"“{there.organisation}” does not take part in it."
    assert outcomes(preview)["Other"] == said


@pytest.mark.parametrize("new", ["", "999", "\x00", "9" * 30])
def test_a_replacement_that_is_not_there_is_refused(editor, new):
    there = ParticipationFactory()
    typed = {"old": there.organisation_id, "new": new}
    assert list(complaints(bulk(editor, "organisation", [there.edition.case], **typed))) == ["new"]


def test_an_organisation_is_not_replaced_by_itself(editor):
    there = ParticipationFactory()
    typed = {"old": there.organisation_id, "new": there.organisation_id}
    response = bulk(editor, "organisation", [there.edition.case], **typed)
    assert complaints(response) == {"new": ["Choose another organisation."]}


# What readers see, what the log keeps, who may


def test_readers_see_nothing_of_it_before_it_is_published(client, editor, finance):
    case = filed(finance, case__slug="one").case
    go(editor, "field", [case], field=finance.pk)
    client.logout()
    assert "Trade finance" not in client.get("/cases/one/").content.decode()
    assert client.get("/cases/one/editions/2/").status_code == 404


def test_the_log_says_that_it_was_done_to_many(editor, finance):
    go(editor, "field", [filed(finance).case], field=finance.pk)
    logged = Event.objects.filter(edition=drafts().get()).order_by("pk")
    said = "The field “Trade finance” was added to many cases at once."
    assert list(logged.values_list("kind", "text")) == [("opened", ""), ("saved", said)]


def test_what_was_typed_can_be_changed_after_the_preview(editor, finance):
    case = filed(finance).case
    page = bulk(editor, "field", [case], field=finance.pk, change="on")
    form = page.context["form"]
    assert (form["field"].value(), form["change_note"].value()) == (str(finance.pk), NOTE)
    assert "Preview" in page.content.decode()


@pytest.mark.parametrize("kind", ["field", "stage", "organisation"])
def test_a_steward_changes_no_cases_in_bulk(steward, kind):
    assert go(steward, kind, [EditionFactory().case]).status_code == 403
    assert "Add a field…" not in text(steward.get(CASES))


@pytest.mark.parametrize("who", ["editor", "publisher"])
def test_editors_move_no_cases_in_bulk(request, db, who):
    client, case = request.getfixturevalue(who), EditionFactory().case
    assert go(client, "direction", [case], direction=DirectionFactory().pk).status_code == 403
    assert "Move to another direction…" not in text(client.get(CASES))


def test_a_stranger_has_to_sign_in_first(client, db):
    response = go(client, "stage", [EditionFactory().case], stage="ended")
    assert response.url.startswith("/admin/login/")
    assert not drafts()


@pytest.mark.parametrize("number", [3, 300])
def test_a_preview_asks_as_often_for_many_cases_as_for_few(
    editor, finance, number, django_assert_num_queries
):
    cases = [filed(finance).case for _time in range(number)]
    for case in cases:
        ParticipationFactory(edition=case.editions.get())
    with django_assert_num_queries(10):
        preview = bulk(editor, "field", cases, field=finance.pk)
    assert len(preview.context["possible"]) == number
