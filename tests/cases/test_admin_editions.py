"""Editors at work on a draft: its form, its buttons, and what closed editions refuse."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases import publishing
from cases.changes import changes_for_readers
from cases.models import Case, Edition, Figure, Participation
from cases.visibility import CLOSED, State
from tests.admin_forms import add_row, change_url, complaints, opened, save, told
from tests.factories import (
    DirectionFactory,
    DraftFactory,
    EditionFactory,
    FieldFactory,
    FigureFactory,
    MetricFactory,
    OrganisationFactory,
    ParticipationFactory,
    SourceFactory,
)

DATE_SENTENCE = (
    "“2019-13” is not a date we can read. Write 2018, 2018-04 or 2018-04-05; 2019? if unsure."
)
UPPER = "The upper value has to be above the value."
RANGE_NEEDS = "A range and an order of magnitude have an upper value; others have none."
NOT_YET = "This day has not come yet."
DATE_OR_NONE = "Give a date, or say that the source gives none."
LANGUAGE = "Say which language the source’s words are in."
CHAIN_PART = "Say what the chain does, or mark it as not stated and leave this empty."
REQUIRED = "This field is required."


@pytest.fixture
def draft(db):
    return DraftFactory()


def figure_row(**values):
    """What an editor fills in for a figure."""
    typed = {
        "metric": MetricFactory().pk,
        "comparator": "exactly",
        "value": "12",
        "modality": "reported",
        "as_of": "2019",
        "source": SourceFactory().pk,
    }
    return {name: value for name, value in (typed | values).items() if value is not None}


def milestone_row(**values):
    return {"date": "2018-04", "text": "Launch", "source": SourceFactory().pk} | values


def participation_row(**values):
    return {"organisation": OrganisationFactory().pk, "role": "operator"} | values


def reference_row(**values):
    return {"source": SourceFactory().pk} | values


ROWS = {
    "figures": figure_row,
    "milestones": milestone_row,
    "participations": participation_row,
    "references": reference_row,
}


def state_of(edition):
    return Edition.objects.get(pk=edition.pk).state


# Saving


def test_a_draft_keeps_what_its_editor_types(editor, draft):
    typed = opened(editor, draft) | {
        "title": "Another title",
        "summary": "Another summary.",
        "launched": "2018-04",
        "place": "Shenzhen, Guangdong",
        "stage": "operating",
        "chain": "claimed",
        "chain_part": "It keeps the invoices.",
        "chain_source": str(draft.references.get().source_id),
        "chain_locator": "page 3",
        "body": "How it **works**.",
        "fields": [FieldFactory(direction=draft.direction).pk],
    }
    assert save(editor, draft, typed).status_code == 302
    kept = opened(editor, draft)
    assert {name: kept[name] for name in typed if name != "seen"} == {
        name: value for name, value in typed.items() if name != "seen"
    }


def test_a_text_of_many_lines_that_nobody_touched_stays_what_it_was(editor):
    body = "It keeps invoices.\n\nA bank reads them."
    published = EditionFactory(body=body)
    draft = publishing.open_edition(published.case, published.created_by)
    save(editor, draft, opened(editor, draft) | {"summary": "Another summary."})
    draft.refresh_from_db()
    assert (draft.body, draft.summary) == (body, "Another summary.")
    assert [name for name, _changed in changes_for_readers(draft)] == ["Texts"]
    assert [change.label for change in changes_for_readers(draft)[0][1]] == ["Summary"]


def test_one_form_saves_everything_under_an_edition(editor, draft):
    typed = opened(editor, draft)
    for prefix, row in ROWS.items():
        add_row(typed, prefix, **row())
    assert save(editor, draft, typed).status_code == 302
    assert draft.participations.get().role == "operator"
    assert draft.figures.get().value == 12
    assert draft.milestones.get().text == "Launch"
    assert draft.references.count() == 4  # the factory's, the row's, the figure's, the milestone's


def test_new_statements_get_keys_that_stay(editor, draft):
    typed = opened(editor, draft)
    add_row(typed, "figures", **figure_row(metric=MetricFactory(slug="value").pk))
    add_row(typed, "milestones", **milestone_row())
    save(editor, draft, typed)
    typed = opened(editor, draft)
    save(editor, draft, typed | {"figures-0-value": "13", "milestones-0-text": "Official launch"})
    assert (draft.figures.get().key, draft.figures.get().value) == ("value", 13)
    assert (draft.milestones.get().key, draft.milestones.get().text) == (
        "launch",
        "Official launch",
    )


def test_two_figures_of_one_metric_can_be_added_at_once(editor, draft):
    typed, metric = opened(editor, draft), MetricFactory(slug="value").pk
    for value in ("12", "13"):
        add_row(typed, "figures", **figure_row(metric=metric, value=value))
    save(editor, draft, typed)
    assert sorted(draft.figures.values_list("key", "value")) == [("value", 12), ("value-2", 13)]


def test_a_source_is_listed_once_also_when_the_editor_lists_it(editor, draft):
    source, typed = SourceFactory().pk, opened(editor, draft)
    add_row(typed, "figures", **figure_row(source=source))
    add_row(typed, "references", source=source)
    save(editor, draft, typed)
    assert draft.references.filter(source=source).count() == 1


def test_a_row_marked_for_deletion_goes(editor, draft):
    FigureFactory(edition=draft)
    save(editor, draft, opened(editor, draft) | {"figures-0-DELETE": "on"})
    assert not draft.figures.exists()


def test_a_value_is_shown_without_the_zeros_of_its_column(editor, draft):
    FigureFactory(edition=draft, value="1300.5000")
    assert opened(editor, draft)["figures-0-value"] == "1300.5"


# Refusals at the field


@pytest.mark.parametrize(
    ("prefix", "values", "field", "sentence"),
    [
        ("figures", {"comparator": "range", "upper_value": "11"}, "upper_value", UPPER),
        ("figures", {"comparator": "range"}, "upper_value", RANGE_NEEDS),
        ("figures", {"upper_value": "13"}, "upper_value", RANGE_NEEDS),
        ("figures", {"as_of": "2019-13"}, "as_of", DATE_SENTENCE),
        ("figures", {"as_of": "9999-12-31"}, "as_of", NOT_YET),
        ("figures", {"as_of": "[9999-12..]"}, "as_of", NOT_YET),
        ("figures", {"as_of_not_stated": "on"}, "as_of", DATE_OR_NONE),
        ("figures", {"as_of": None}, "as_of", DATE_OR_NONE),
        ("figures", {"quote": "12家"}, "quote_language", LANGUAGE),
        ("figures", {"source": None}, "source", REQUIRED),
        ("figures", {"metric": None}, "metric", REQUIRED),
        ("figures", {"value": "many"}, "value", "Enter a number."),
        ("milestones", {"date": "2019-13"}, "date", DATE_SENTENCE),
        ("milestones", {"date": "9999"}, "date", NOT_YET),
        ("milestones", {"date": ""}, "date", REQUIRED),
        ("milestones", {"source": ""}, "source", REQUIRED),
        ("milestones", {"quote": "上线"}, "quote_language", LANGUAGE),
        ("participations", {"organisation": ""}, "organisation", REQUIRED),
    ],
)
def test_a_bad_row_is_refused_at_its_field(editor, draft, prefix, values, field, sentence):
    typed = opened(editor, draft) | {"title": "Another title"}
    row = add_row(typed, prefix, **ROWS[prefix](**values))
    assert complaints(save(editor, draft, typed)) == {f"{row}-{field}": [sentence]}
    assert Edition.objects.get().title == draft.title
    assert not getattr(draft, prefix).exists()


def test_what_is_forecast_allowed_or_proposed_may_be_of_a_day_to_come(editor, draft):
    typed = opened(editor, draft) | {"stage": "proposed", "launched": "9999"}
    for modality in ("forecast", "authorised"):
        add_row(typed, "figures", **figure_row(modality=modality, as_of="9999-12-31"))
    assert save(editor, draft, typed).status_code == 302
    assert list(draft.figures.values_list("as_of", flat=True)) == ["9999-12-31"] * 2


def test_a_month_may_be_reported_from_its_first_day_on(editor, draft):
    typed, month = opened(editor, draft), f"{timezone.localdate():%Y-%m}"
    add_row(typed, "figures", **figure_row(as_of=month))
    add_row(typed, "milestones", **milestone_row(date=f"{month}/.."))
    assert save(editor, draft, typed).status_code == 302
    assert (draft.figures.get().as_of, draft.milestones.get().date) == (month, f"{month}/..")


def test_a_source_was_not_published_tomorrow(editor):
    source, tomorrow = SourceFactory(), timezone.localdate() + timedelta(days=1)
    refused = save(editor, source, opened(editor, source) | {"published": str(tomorrow)})
    assert complaints(refused) == {"published": [NOT_YET]}


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"title": ""}, "title", REQUIRED),
        ({"launched": "2019-13"}, "launched", DATE_SENTENCE),
        ({"stage_as_of": "2019-13"}, "stage_as_of", DATE_SENTENCE),
        ({"stage": "pilot", "stage_as_of": "9999"}, "stage_as_of", NOT_YET),
        (
            {"stage": "", "stage_as_of": "2019"},
            "stage_as_of",
            "A stage that is not stated has no date.",
        ),
        ({"chain": "claimed"}, "chain_part", CHAIN_PART),
        ({"chain_part": "It signs."}, "chain_part", CHAIN_PART),
        (
            {"summary": "x" * 301},
            "summary",
            "Ensure this value has at most 300 characters (it has 301).",
        ),
    ],
)
def test_a_bad_value_is_refused_at_its_field(editor, draft, values, field, sentence):
    response = save(editor, draft, opened(editor, draft) | values)
    assert complaints(response) == {field: [sentence]}
    assert Edition.objects.get().version == 1


@pytest.mark.parametrize(
    ("prefix", "once", "sentence"),
    [
        ("participations", "organisation", "This organisation already stands here in that role."),
        ("references", "source", "This source is already listed."),
    ],
)
def test_a_duplicate_is_refused_in_the_words_of_its_constraint(
    editor, draft, prefix, once, sentence
):
    typed, row = opened(editor, draft), ROWS[prefix]()
    add_row(typed, prefix, **row)
    second = add_row(typed, prefix, **row)
    refused = complaints(save(editor, draft, typed))
    assert refused == {prefix: [sentence], second: ["Please correct the duplicate values below."]}
    assert not getattr(draft, prefix).filter(**{once: row[once]}).exists()


def test_a_field_of_another_direction_is_refused(editor, draft):
    stray = FieldFactory(name="Food safety")
    response = save(editor, draft, opened(editor, draft) | {"fields": [stray.pk]})
    assert complaints(response) == {"fields": ["Not a field of this direction: Food safety."]}


def test_a_direction_that_changes_takes_its_fields_along(editor, draft):
    draft.fields.add(FieldFactory(direction=draft.direction, name="Old field"))
    typed = opened(editor, draft) | {"direction": DirectionFactory().pk}
    assert complaints(save(editor, draft, typed)) == {
        "fields": ["Not a field of this direction: Old field."]
    }


# Buttons


@pytest.mark.parametrize(
    ("button", "before", "after", "message"),
    [
        (
            "_submit",
            State.DRAFT,
            State.SUBMITTED,
            "Submitted: a publisher can now review it.",
        ),
        ("_take_back", State.SUBMITTED, State.DRAFT, "Back to a draft."),
    ],
)
def test_an_editor_hands_a_draft_in_and_takes_it_back(editor, button, before, after, message):
    edition = DraftFactory(state=before)
    typed = opened(editor, edition) | {"title": "Another title"}
    response = editor.post(change_url(edition), typed | {button: "on"}, follow=True)
    assert told(response) == [message]
    assert response.request["PATH_INFO"] == change_url(edition.case)
    assert (state_of(edition), Edition.objects.get().title) == (after, "Another title")


@pytest.mark.parametrize("before", [State.DRAFT, State.SUBMITTED])
def test_a_publisher_publishes_what_was_just_typed(publisher, before):
    edition = DraftFactory(state=before)
    typed = opened(publisher, edition) | {"title": "Another title"}
    response = publisher.post(change_url(edition), typed | {"_publish": "on"}, follow=True)
    assert told(response) == ["Published: readers see it now."]
    assert "<h1>Another title</h1>" in publisher.get(edition.case.get_absolute_url()).text


def test_an_editor_cannot_publish(editor, draft):
    assert "_publish" not in editor.get(change_url(draft)).content.decode()
    typed = opened(editor, draft) | {"title": "Another title"}
    assert save(editor, draft, typed, "_publish").status_code == 403
    assert (state_of(draft), Edition.objects.get().title) == (State.DRAFT, draft.title)


def test_publishing_an_incomplete_draft_saves_it_and_says_what_is_missing(publisher):
    first = EditionFactory()
    draft = DraftFactory(case=first.case, number=2)
    typed = opened(publisher, draft) | {"summary": "", "change_note": "", "title": "Another title"}
    response = publisher.post(change_url(draft), typed | {"_publish": "on"}, follow=True)
    assert told(response) == [
        "Saved, but not done yet: It has no summary. "
        "It has no change note: say for readers what changed."
    ]
    assert opened(publisher, draft)["title"] == "Another title"
    assert (state_of(first), state_of(draft)) == (State.PUBLISHED, State.DRAFT)


@pytest.mark.parametrize(
    ("button", "state", "number", "message"),
    [
        (
            "_submit",
            State.DRAFT,
            2,
            "Saved, but not done yet: Say for readers what changed since the last edition.",
        ),
        (
            "_take_back",
            State.DRAFT,
            1,
            "Saved, but not done yet: Edition 1 is draft now. Look at it again before you go on.",
        ),
    ],
)
def test_a_step_that_is_not_possible_says_why(editor, button, state, number, message):
    edition = DraftFactory(state=state, number=number, change_note="")
    typed = opened(editor, edition) | {button: "on"}
    assert told(editor.post(change_url(edition), typed, follow=True)) == [message]
    assert state_of(edition) == state


@pytest.mark.parametrize(
    ("state", "who", "buttons"),
    [
        (State.DRAFT, "editor", {"_save", "_continue", "_submit"}),
        (State.SUBMITTED, "editor", {"_save", "_continue", "_take_back"}),
        (State.DRAFT, "publisher", {"_save", "_continue", "_submit", "_publish"}),
        (State.SUBMITTED, "publisher", {"_save", "_continue", "_take_back", "_publish"}),
        (State.PUBLISHED, "publisher", set()),
        (State.SUPERSEDED, "publisher", set()),
        (State.WITHDRAWN, "publisher", set()),
        (State.DRAFT, "steward", set()),
    ],
)
def test_the_form_offers_what_is_possible(request, db, state, who, buttons):
    client, edition = request.getfixturevalue(who), EditionFactory(state=state)
    page = client.get(change_url(edition)).content.decode()
    every = {"_save", "_continue", "_submit", "_take_back", "_publish", "_addanother"}
    assert {name for name in every if f'name="{name}"' in page} == buttons


# Closed editions


closed = pytest.mark.parametrize("state", CLOSED)


@closed
def test_a_closed_edition_is_shown_and_not_offered_for_change(publisher, state):
    edition = FigureFactory(edition__state=state).edition
    page = publisher.get(change_url(edition)).content.decode()
    form = page.partition('id="edition_form"')[2]
    assert edition.title in form
    assert re.findall(r'<(?:select|textarea|input(?! type="hidden"))[^>]*>', form) == []


@closed
def test_a_crafted_post_cannot_change_a_closed_edition(publisher, state):
    draft = DraftFactory()
    FigureFactory(edition=draft, value=1)
    typed = opened(publisher, draft) | {"title": "Another title", "figures-0-value": "2"}
    add_row(typed, "milestones", **milestone_row())
    close(draft, state)
    refused = complaints(save(publisher, draft, typed, "_publish"))
    assert refused[""] == [
        f"Edition 1 is {state.label} and can no longer be changed. Nothing was saved; what you "
        "typed is still below. Copy what you need and start a new edition of the case."
    ]
    edition = Edition.objects.get()
    assert (edition.title, edition.state, edition.figures.get().value) == (draft.title, state, 1)
    assert not edition.milestones.exists()


def close(draft, state):
    """Bring a draft to its end behind the back of whoever has it open."""
    values = EditionFactory.build(state=state, case=draft.case, direction=draft.direction)
    stamps = ["state", "published_at", "withdrawn_at", "withdrawal_reason"]
    Edition.objects.filter(pk=draft.pk).update(**{name: getattr(values, name) for name in stamps})


@closed
def test_a_closed_edition_cannot_be_deleted(publisher, state):
    edition = EditionFactory(state=state)
    delete = reverse("admin:cases_edition_delete", args=[edition.pk])
    assert publisher.post(delete, {"post": "yes"}).status_code == 403
    discard = reverse("admin:cases_edition_discard", args=[edition.pk])
    assert publisher.post(discard).status_code == 404
    assert Edition.objects.get() == edition


def test_no_action_of_the_list_deletes_editions(publisher):
    edition = EditionFactory()
    publisher.post(
        reverse("admin:cases_edition_changelist"),
        {"action": "delete_selected", "_selected_action": [edition.pk], "post": "yes"},
    )
    assert Edition.objects.get() == edition


def test_a_draft_cannot_be_deleted_around_discarding(publisher, draft):
    delete = reverse("admin:cases_edition_delete", args=[draft.pk])
    assert publisher.post(delete, {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("altered", [{"figures-0-value": "2"}, {"figures-0-DELETE": "on"}])
def test_a_crafted_row_cannot_reach_into_another_edition(editor, draft, altered):
    public, own = FigureFactory(value=1), FigureFactory(edition=draft, value=1)
    save(editor, draft, opened(editor, draft) | {"figures-0-id": str(public.pk)} | altered)
    assert list(Figure.objects.order_by("pk").values_list("pk", "edition", "value")) == [
        (public.pk, public.edition_id, 1),
        (own.pk, draft.pk, 1),
    ]


def test_a_crafted_row_cannot_move_to_another_edition(editor, draft):
    public, own = EditionFactory(), FigureFactory(edition=draft)
    typed = opened(editor, draft) | {"figures-0-edition": str(public.pk), "figures-0-value": "2"}
    save(editor, draft, typed)
    assert Figure.objects.get().edition == own.edition


def test_a_crafted_post_cannot_set_what_the_form_does_not_offer(editor, draft):
    typed = opened(editor, draft) | {"state": "published", "number": "9", "version": "9"}
    save(editor, draft, typed)
    edition = Edition.objects.get()
    assert (edition.state, edition.number, edition.version) == (State.DRAFT, 1, 2)


def test_an_edition_begins_from_its_case_only(publisher):
    assert publisher.get(reverse("admin:cases_edition_add")).status_code == 403


@pytest.mark.parametrize("column", ["state", "direction__id__exact"])
def test_the_list_of_editions_can_be_filtered(editor, draft, column):
    EditionFactory()
    value = draft.state if column == "state" else draft.direction_id
    wanted = {"state__exact" if column == "state" else column: value}
    response = editor.get(reverse("admin:cases_edition_changelist"), wanted)
    assert list(response.context["cl"].queryset) == [draft]


# Discarding


def discard_url(edition):
    return reverse("admin:cases_edition_discard", args=[edition.pk])


def test_discarding_asks_first(editor, draft):
    page = editor.get(discard_url(draft)).content.decode()
    assert f"Edition 1 of “{draft.title}” and everything in it is deleted." in page
    assert Edition.objects.get() == draft


@pytest.mark.parametrize("state", [State.DRAFT, State.SUBMITTED])
def test_an_editor_discards_a_draft(editor, state):
    edition = ParticipationFactory(edition__state=state).edition
    assert told(editor.post(discard_url(edition), follow=True)) == ["The draft is discarded."]
    assert not Case.objects.exists()
    assert not Participation.objects.exists()


def test_a_steward_cannot_discard_a_draft(steward, draft):
    assert steward.post(discard_url(draft)).status_code == 403
    assert Edition.objects.get() == draft
