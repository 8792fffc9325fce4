"""Directions split and merged: their cases move as drafts, their addresses lead on."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from cases import publishing
from cases.models import Edition, Event
from cases.visibility import State
from directions.models import Direction, Field
from tests.admin_forms import add_url, change_url, complaints, opened, save, told
from tests.cases.test_admin_bulk import NOTE, drafts, go, outcomes
from tests.cases.test_admin_bulk import bulk as preview_of
from tests.cases.test_admin_cases import text
from tests.factories import (
    DirectionFactory,
    DraftFactory,
    EditionFactory,
    FieldFactory,
    ParticipationFactory,
    UserFactory,
)


def move_url(direction):
    return reverse("admin:cases_case_move", args=[direction.pk])


def move(client, cases, target, **typed):
    return go(client, "direction", cases, direction=target.pk, **typed)


def preview(client, cases, target, **typed):
    return preview_of(client, "direction", cases, direction=target.pk, **typed)


def refusals(response):
    return dict(response.context["form"].errors)


def publish_drafts():
    for draft in drafts():
        publishing.publish(draft)


@pytest.fixture
def old(db):
    return DirectionFactory(slug="old", title="Old", short_title="Old")


@pytest.fixture
def new(db):
    return DirectionFactory(slug="new", title="New")


def filed(direction, *fields, **kwargs):
    edition = EditionFactory(direction=direction, **kwargs)
    edition.fields.set(fields)
    return edition


# Choosing


def test_the_page_of_a_direction_leads_to_its_published_cases_all_ticked(steward, old):
    cases = [filed(old, title=title).case for title in ("One", "Two")]
    DraftFactory(direction=old)
    EditionFactory()
    assert f'href="{move_url(old)}"' in steward.get(change_url(old)).content.decode()
    form = steward.get(move_url(old)).context["form"]
    assert form["cases"].value() == [case.pk for case in cases]


def test_of_very_many_cases_the_first_are_offered(steward, old, monkeypatch):
    monkeypatch.setattr("cases.bulk.MOST", 2)
    first, second, _third = [filed(old).case.pk for _time in range(3)]
    page = steward.get(move_url(old))
    assert told(page) == ["These are 2 of its cases. Move the others after them."]
    assert page.context["form"]["cases"].value() == [first, second]


def test_a_direction_that_is_not_there_has_no_cases_to_move(steward):
    assert steward.get("/admin/cases/case/move/99/").status_code == 404


# Moving


def test_cases_move_as_drafts(steward, old, new):
    case = filed(old, title="One").case
    assert outcomes(preview(steward, [case], new)) == {"One": [("Direction", "Old", "New")]}
    assert not drafts()
    move(steward, [case], new)
    draft = drafts().get()
    assert (draft.direction, draft.change_note, draft.state) == (new, NOTE, State.DRAFT)
    assert case.editions.published().get().direction == old


def test_a_case_with_an_open_draft_is_left_out(steward, old, new):
    busy = filed(old, title="Busy").case
    DraftFactory(case=busy, number=2, title="Busy", direction=old)
    assert outcomes(move(steward, [busy], new)) == {"Busy": "Edition 2 is open: draft."}
    assert drafts().get().direction == old


def test_a_case_that_stands_there_already_is_left_out(steward, new):
    case = filed(new, title="There").case
    said = {"There": "It is so already: nothing to do."}
    assert outcomes(move(steward, [case], new)) == said


def test_readers_see_nothing_of_it_before_a_draft_is_published(client, steward, old, new):
    move(steward, [filed(old, title="Loans").case], new)
    client.logout()
    assert "Loans" in client.get("/directions/old/").content.decode()
    assert "Loans" not in client.get("/directions/new/").content.decode()
    publish_drafts()
    assert "Loans" not in client.get("/directions/old/").content.decode()
    assert "Loans" in client.get("/directions/new/").content.decode()


# Fields


def test_a_field_that_only_these_cases_use_moves_with_them(steward, old, new):
    field = FieldFactory(direction=old, name="Trade", slug="trade")
    case = filed(old, field, title="One").case
    filed(old, field, case=case, number=0, state=State.SUPERSEDED)
    page = preview(steward, [case], new, take_fields="on")
    assert "These fields move to New, and readers see it at once: Trade." in text(page)
    assert Field.objects.get().direction == old
    move(steward, [case], new, take_fields="on")
    assert (Field.objects.get().direction, list(drafts().get().fields.all())) == (new, [field])


def test_a_field_that_moved_counts_no_case_before_it_is_published(client, steward, old, new):
    case = filed(old, FieldFactory(direction=old)).case
    move(steward, [case], new, take_fields="on")
    assert [f.case_count for f in client.get("/directions/new/").context["fields"]] == [0]
    publish_drafts()
    assert [f.case_count for f in client.get("/directions/new/").context["fields"]] == [1]


@pytest.mark.parametrize("other", ["left behind", "a draft", "left out"])
def test_a_field_that_another_case_uses_stays_and_is_dropped(steward, old, new, other):
    field = FieldFactory(direction=old, name="Trade")
    moving = filed(old, field, title="One")
    cases = [moving.case]
    if other == "left behind":
        filed(old, field)
    else:
        draft = DraftFactory(direction=old)
        draft.fields.add(field)
        cases += [draft.case] if other == "left out" else []
    response = move(steward, cases, new, take_fields="on")
    assert "Dropped, as it has no such field: Trade." in text(response)
    assert outcomes(response)["One"] == [("Direction", "Old", "New"), ("Fields", "Trade", "")]
    assert Field.objects.get().direction == old
    assert not drafts().get(title="One").fields.exists()


def test_a_field_stays_if_the_steward_wants_it_to(steward, old, new):
    case = filed(old, FieldFactory(direction=old)).case
    move(steward, [case], new)
    assert Field.objects.get().direction == old
    assert not drafts().get().fields.exists()


def test_a_field_of_the_same_name_takes_its_place(steward, old, new):
    here = FieldFactory(direction=old, name="Trade")
    there = FieldFactory(direction=new, name="trade")
    case = filed(old, here, title="One").case
    response = move(steward, [case], new, take_fields="on")
    assert "The field Trade of Old becomes trade." in text(response)
    assert list(drafts().get().fields.all()) == [there]


def test_a_field_without_cases_goes_along_when_its_direction_is_merged(steward, old, new):
    unused = FieldFactory(direction=old)
    case = filed(old).case
    move(steward, [case], new, source=old.pk, merge="on", take_fields="on")
    assert list(new.fields.all()) == [unused]


def test_fields_of_one_name_from_two_directions_become_one(steward, old, new):
    fields = [FieldFactory(direction=d, name="Trade") for d in (old, DirectionFactory())]
    cases = [filed(field.direction, field).case for field in fields]
    move(steward, cases, new, take_fields="on")
    [moved] = new.fields.all()
    assert [list(draft.fields.all()) for draft in drafts()] == [[moved], [moved]]


def test_a_field_in_use_moves_in_no_other_way(steward, old, new):
    field = FieldFactory(direction=old)
    filed(old, field, state=State.SUPERSEDED)
    response = save(steward, field, opened(steward, field) | {"direction": new.pk})
    [sentence] = complaints(response)["direction"]
    assert sentence.startswith("Cases are filed under this field.")
    assert Field.objects.get().direction == old


def test_a_field_that_no_case_uses_moves_freely(steward, old, new):
    field = FieldFactory(direction=old)
    save(steward, field, opened(steward, field) | {"direction": new.pk}, "_save")
    assert Field.objects.get().direction == new


# Merging


def merged(steward, old, new, *cases):
    return move(steward, cases, new, source=old.pk, merge="on")


def test_a_merged_direction_stays_until_its_last_case_has_followed(client, steward, old, new):
    response = merged(steward, old, new, filed(old).case)
    assert "Old is merged into New." in text(response)
    page = client.get("/directions/old/")
    said = 'This direction is being merged into <a href="/directions/new/">New</a>.'
    assert said in page.content.decode()
    publish_drafts()
    response = client.get("/directions/old/?a=b")
    assert (response.status_code, response.url) == (301, "/directions/new/?a=b")


def test_a_merged_direction_is_on_no_list(client, steward, old, new):
    edition = ParticipationFactory(edition=filed(old)).edition
    merged(steward, old, new, edition.case)
    pages = ["/", "/directions/", "/who-does-what/", "/suggest/?q=old"]
    assert [url for url in pages if "Old" in text(client.get(url))] == pages
    publish_drafts()
    assert [url for url in pages if "Old" in text(client.get(url))] == []
    offered = client.get("/cases/").context["boxes"][0].values
    assert [(value.value, value.cases) for value in offered] == [("new", 1)]
    assert client.get("/cases/?direction=old").url == "/cases/?direction=new"


def test_a_former_address_of_a_merged_direction_leads_on_too(client, steward, old, new):
    old.slug = "older"
    old.save()
    merged(steward, old, new, filed(old).case)
    publish_drafts()
    for slug in ("old", "older"):
        assert client.get(f"/directions/{slug}/").url == "/directions/new/"
        assert client.get(f"/directions/{slug}/atom/").url == "/directions/new/atom/"


def test_the_log_says_who_merged_a_direction(steward, old, new):
    merged(steward, old, new, filed(old).case)
    event = Event.objects.get(kind="merged")
    assert (event.subject, event.text) == ("Old", "Merged into “New”.")
    assert event.by.groups.get().name == "Stewards"


def test_an_earlier_edition_keeps_the_direction_it_stood_under(client, steward, old, new):
    merged(steward, old, new, filed(old, case__slug="loans").case)
    publish_drafts()
    earlier = client.get("/cases/loans/editions/1/").content.decode()
    style = f"direction-{old.number}"
    assert f'<a class="direction {style}" href="/directions/old/">Old</a>' in earlier
    assert f".{style} {{" in client.get("/directions.css").content.decode()


def test_a_merged_direction_is_offered_to_no_case(editor, old, new):
    old.merge_into(new)
    draft = DraftFactory(direction=new)
    for url, name in ((add_url(type(draft.case)), "adminform"), (change_url(draft), "adminform")):
        form = editor.get(url).context[name].form
        assert list(form.fields["direction"].queryset) == [new]


def test_a_draft_under_a_merged_direction_can_still_be_saved(editor, old, new):
    draft = DraftFactory(direction=old)
    old.merge_into(new)
    save(editor, draft, opened(editor, draft) | {"title": "Saved"})
    assert Edition.objects.get().title == "Saved"


def test_whoever_was_led_to_a_direction_is_led_on_with_it(steward, old, new):
    first = DirectionFactory()
    first.merge_into(old)
    merged(steward, old, new, filed(old).case)
    first.refresh_from_db()
    assert first.successor == new


@pytest.mark.parametrize(
    ("successor", "sentence"),
    [
        ("itself", "A direction cannot be merged into itself."),
        ("merged", "Select a valid choice. That choice is not one of the available choices."),
    ],
)
def test_a_successor_that_would_lead_nowhere_is_refused(steward, old, new, successor, sentence):
    DirectionFactory(slug="merged").merge_into(new)
    pk = old.pk if successor == "itself" else Direction.objects.get(slug="merged").pk
    response = save(steward, old, opened(steward, old) | {"successor": pk})
    assert complaints(response) == {"successor": [sentence]}


def test_a_direction_that_others_were_merged_into_is_not_merged_by_hand(steward, old, new):
    old.merge_into(new)
    third = DirectionFactory()
    response = save(steward, new, opened(steward, new) | {"successor": third.pk})
    assert complaints(response) == {
        "successor": ["Merged into this direction: “Old”. Lead it on to another first."]
    }


def test_a_merger_can_be_taken_back(client, steward, old, new):
    old.merge_into(new)
    assert client.get("/directions/old/").status_code == 301
    save(steward, old, opened(steward, old) | {"successor": ""}, "_save")
    assert client.get("/directions/old/").status_code == 200


def test_a_direction_that_leads_to_another_is_no_target(steward, old, new):
    old.merge_into(new)
    case = filed(new).case
    assert list(refusals(move(steward, [case], old))) == ["direction"]


def test_cases_do_not_move_to_where_they_come_from(steward, old):
    response = move(steward, [filed(old).case], old, source=old.pk)
    assert refusals(response) == {"direction": ["Choose another direction."]}


@pytest.mark.parametrize("pk", ["", "999", "\x00", "9" * 30])
def test_a_direction_that_is_not_there_is_no_target(steward, old, pk):
    response = go(steward, "direction", [filed(old).case], direction=pk)
    assert list(refusals(response)) == ["direction"]


@pytest.mark.parametrize("pk", ["999", "\x00", "9" * 30])
def test_a_source_that_is_not_there_is_refused(steward, old, new, pk):
    assert list(refusals(move(steward, [filed(old).case], new, source=pk))) == ["source"]


# Who may


@pytest.mark.parametrize("who", ["editor", "publisher"])
def test_editors_split_and_merge_no_direction(request, old, new, who):
    client, case = request.getfixturevalue(who), filed(old).case
    assert "Move its cases" not in text(client.get(change_url(old)))
    assert client.get(move_url(old)).status_code == 403
    assert merged(client, old, new, case).status_code == 403
    assert not drafts()


def test_moving_cases_alone_is_no_right_to_change_directions(client, old, new):
    mover = UserFactory()
    mover.user_permissions.add(Permission.objects.get(codename="move_edition"))
    client.force_login(mover)
    field = FieldFactory(direction=old)
    page = move(client, [filed(old, field).case], new, source=old.pk, merge="on", take_fields="on")
    assert page.status_code == 200
    old.refresh_from_db()
    field.refresh_from_db()
    assert (drafts().count(), old.successor, field.direction) == (1, None, old)


@pytest.mark.parametrize("number", [3, 300])
def test_a_preview_asks_as_often_for_many_cases_as_for_few(
    steward, old, new, number, django_assert_num_queries
):
    fields = FieldFactory.create_batch(3, direction=old)
    cases = [filed(old, *fields).case for _time in range(number)]
    with django_assert_num_queries(14):
        page = preview(steward, cases, new, source=old.pk, merge="on", take_fields="on")
    assert len(page.context["possible"]) == number
