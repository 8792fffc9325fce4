"""The life of an edition, and what it keeps and loses on its way."""

import pytest
from django.core.exceptions import ValidationError
from django.forms.models import model_to_dict

from cases import publishing
from cases.models import Case, Edition, Figure, Milestone, Participation, Reference
from cases.visibility import State
from directions.models import FormerSlug
from tests.factories import (
    CaseFactory,
    DirectionFactory,
    DraftFactory,
    EditionFactory,
    FieldFactory,
    FigureFactory,
    MetricFactory,
    MilestoneFactory,
    ParticipationFactory,
    SourceFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

LIFE = {"id", "number", "state", "change_note", "version"}
STEPS = {
    "submit": publishing.submit,
    "take back": publishing.take_back,
    "publish": publishing.publish,
    "withdraw": lambda edition: publishing.withdraw(edition, "It was a mistake."),
    "discard": publishing.discard,
}
POSSIBLE = {
    State.DRAFT: {"submit", "publish", "discard"},
    State.SUBMITTED: {"take back", "publish", "discard"},
    State.PUBLISHED: {"withdraw"},
    State.SUPERSEDED: set(),
    State.WITHDRAWN: set(),
}


def full_edition(**kwargs):
    """An edition that says something in each of its places."""
    edition = EditionFactory(
        body="How it works.",
        stage="operating",
        stage_as_of="2019",
        place="Shenzhen, Guangdong",
        launched="2018-04",
        chain="claimed",
        chain_part="It keeps the invoices.",
        chain_source=SourceFactory(),
        chain_locator="page 3",
        **kwargs,
    )
    edition.fields.add(FieldFactory(direction=edition.direction))
    ParticipationFactory(edition=edition, note="It runs it.", position=3)
    FigureFactory(edition=edition, quote="逾6600亿", quote_language="zh-Hans", dispute="Or not.")
    MilestoneFactory(edition=edition, locator="page 12")
    return edition


def said(edition):
    """All that an edition says, without what belongs to its own life."""
    values = Edition.objects.filter(pk=edition.pk).values().get()
    stamps = {name for name in values if name.endswith(("_at", "_by_id"))}
    return {
        "edition": {name: values[name] for name in values.keys() - LIFE - stamps},
        "fields": list(edition.fields.all()),
        "parts": [parts(model, edition) for model in (Participation, Figure, Milestone, Reference)],
    }


def parts(model, edition):
    rows = model.objects.filter(edition=edition).order_by("pk").values()
    return [{k: v for k, v in row.items() if k not in ("id", "edition_id")} for row in rows]


def states(case):
    return list(case.editions.order_by("number").values_list("number", "state"))


def refusal(step, *args):
    with pytest.raises(ValidationError) as refused:
        step(*args)
    return refused.value.messages


# Opening


def test_a_new_edition_says_what_the_last_one_said():
    first = full_edition()
    second = publishing.open_edition(first.case)
    assert said(second) == said(first)


def test_a_new_edition_begins_its_own_life():
    person = UserFactory()
    first = full_edition(number=2, created_by=UserFactory(), published_by=UserFactory())
    second = publishing.open_edition(first.case, by=person)
    life = ["number", "state", "change_note", "version", "created_by", "published_by"]
    assert [getattr(second, name) for name in life] == [3, State.DRAFT, "", 1, person, None]


def test_changing_a_new_edition_leaves_the_published_one_alone():
    first = full_edition()
    before = said(first)
    second = publishing.open_edition(first.case)
    second.figures.update(value=1)
    second.fields.clear()
    Reference.objects.filter(edition=second).delete()
    assert said(first) == before


def test_opening_again_leads_to_the_draft_that_is_open():
    case = EditionFactory().case
    assert publishing.open_edition(case) == publishing.open_edition(case)
    assert states(case) == [(1, State.PUBLISHED), (2, State.DRAFT)]


def test_a_submitted_edition_counts_as_open():
    submitted = EditionFactory(state=State.SUBMITTED)
    assert publishing.open_edition(submitted.case) == submitted


def test_a_withdrawn_case_can_come_back():
    case = EditionFactory(state=State.WITHDRAWN).case
    draft = publishing.open_edition(case)
    Edition.objects.filter(pk=draft.pk).update(change_note="It was right.")
    publishing.publish(draft)
    assert states(case) == [(1, State.WITHDRAWN), (2, State.PUBLISHED)]


# Submitting, taking back, publishing


def test_submitting_records_who_and_when():
    person = UserFactory()
    edition = publishing.submit(DraftFactory(), by=person)
    assert (edition.state, edition.submitted_by) == (State.SUBMITTED, person)
    assert edition.submitted_at


def test_taking_back_makes_a_draft_that_nobody_submitted():
    edition = publishing.submit(DraftFactory(), by=UserFactory())
    edition = publishing.take_back(edition)
    assert (edition.state, edition.submitted_at, edition.submitted_by) == (State.DRAFT, None, None)


@pytest.mark.parametrize("state", [State.DRAFT, State.SUBMITTED])
def test_publishing_supersedes_what_readers_saw_until_now(state):
    first, person = EditionFactory(), UserFactory()
    second = DraftFactory(case=first.case, number=2, state=state)
    publishing.publish(second, by=person)
    first.refresh_from_db()
    second.refresh_from_db()
    assert states(first.case) == [(1, State.SUPERSEDED), (2, State.PUBLISHED)]
    assert (second.published_by, second.published_at) == (person, first.superseded_at)


def test_what_readers_saw_stays_if_publishing_fails():
    first = EditionFactory()
    second = DraftFactory(case=first.case, number=2, change_note="")
    refusal(publishing.publish, second)
    assert states(first.case) == [(1, State.PUBLISHED), (2, State.DRAFT)]


@pytest.mark.parametrize("step", ["submit", "publish", "withdraw"])
def test_a_step_makes_the_forms_that_are_open_stale(step):
    edition = EditionFactory(state=State.PUBLISHED if step == "withdraw" else State.DRAFT)
    STEPS[step](edition)
    assert Edition.objects.get(pk=edition.pk).version == 2


@pytest.mark.parametrize(
    ("lacking", "sentence"),
    [
        ({"summary": ""}, "It has no summary."),
        ({"change_note": ""}, "It has no change note: say for readers what changed."),
    ],
)
def test_publishing_says_what_is_missing(lacking, sentence):
    assert refusal(publishing.publish, DraftFactory(number=2, **lacking)) == [sentence]


def test_publishing_needs_a_source():
    draft = DraftFactory()
    draft.references.all().delete()
    assert refusal(publishing.publish, draft) == ["It has no source."]


def test_publishing_needs_to_know_who_says_what_the_chain_does():
    draft = DraftFactory(chain="claimed", chain_part="It signs.")
    assert refusal(publishing.publish, draft) == ["No source is named for what the chain does."]
    draft.chain_source = SourceFactory()
    draft.save()
    publishing.cite_sources(draft)
    assert publishing.publish(draft).state == State.PUBLISHED
    assert draft.references.filter(source=draft.chain_source).exists()


def test_publishing_cites_who_says_what_the_chain_does():
    paper = SourceFactory()
    draft = DraftFactory(chain="claimed", chain_part="It signs.", chain_source=paper)
    assert not draft.references.filter(source=paper).exists()
    publishing.publish(draft)
    assert draft.references.filter(source=paper).exists()


def test_publishing_says_all_that_is_missing_at_once():
    draft = DraftFactory(number=2, summary="", change_note="")
    draft.references.all().delete()
    assert len(refusal(publishing.publish, draft)) == 3


def test_a_first_edition_needs_no_change_note():
    assert publishing.publish(DraftFactory(change_note="")).state == State.PUBLISHED


def test_a_later_edition_is_not_submitted_without_a_change_note():
    draft = DraftFactory(number=2, change_note="")
    assert refusal(publishing.submit, draft) == [
        "Say for readers what changed since the last edition."
    ]


# Withdrawing and discarding


def test_withdrawing_records_the_reason_and_who_gave_it():
    person = UserFactory()
    edition = publishing.withdraw(EditionFactory(), "  It was a mistake. ", by=person)
    assert (edition.state, edition.withdrawal_reason, edition.withdrawn_by) == (
        State.WITHDRAWN,
        "It was a mistake.",
        person,
    )


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_withdrawing_needs_a_reason(reason):
    edition = EditionFactory()
    assert refusal(publishing.withdraw, edition, reason) == ["Say why the case is withdrawn."]
    assert states(edition.case) == [(1, State.PUBLISHED)]


def test_discarding_the_only_draft_removes_the_case():
    draft = full_edition(state=State.DRAFT)
    publishing.discard(draft)
    assert [model.objects.count() for model in (Case, Edition, Figure, Reference)] == [0, 0, 0, 0]


def test_discarding_a_later_draft_leaves_what_was_published():
    first = full_edition()
    before = said(first)
    publishing.discard(publishing.open_edition(first.case))
    assert states(first.case) == [(1, State.PUBLISHED)]
    assert said(first) == before


def test_the_number_of_a_discarded_draft_is_used_again():
    case = EditionFactory().case
    publishing.discard(publishing.open_edition(case))
    assert publishing.open_edition(case).number == 2


# Steps that are no longer possible


@pytest.mark.parametrize(
    ("step", "state"),
    [(step, state) for state in POSSIBLE for step in STEPS if step not in POSSIBLE[state]],
)
def test_a_step_that_somebody_made_impossible_is_refused(step, state):
    edition = EditionFactory(state=state)
    assert refusal(STEPS[step], edition) == [
        f"Edition 1 is {state.label} now. Look at it again before you go on."
    ]
    assert states(edition.case) == [(1, state)]


def test_a_step_looks_at_the_edition_as_it_stands_now():
    old_look = DraftFactory()
    publishing.publish(Edition.objects.get(pk=old_look.pk))
    assert refusal(publishing.submit, old_look) == [
        "Edition 1 is published now. Look at it again before you go on."
    ]


@pytest.mark.parametrize("published", [True, False], ids=["of a case", "with its case"])
def test_a_step_on_a_draft_that_was_discarded_meanwhile_is_refused(published):
    old_look = publishing.open_edition(EditionFactory().case) if published else DraftFactory()
    publishing.discard(Edition.objects.get(pk=old_look.pk))
    assert refusal(publishing.submit, old_look)


# Keys


def test_a_key_is_made_of_what_it_names():
    figure = FigureFactory(metric=MetricFactory(slug="handled-value"))
    milestone = MilestoneFactory(text="First letter of credit, cleared!")
    assert (figure.key, milestone.key) == ("handled-value", "first-letter-of-credit-cleared")


def test_a_text_without_latin_letters_gets_a_key_too():
    assert MilestoneFactory(text="平台上线").key == "statement"


def test_no_edition_of_a_case_gets_a_key_that_another_has_used():
    first, metric = EditionFactory(), MetricFactory(slug="value")
    FigureFactory(edition=first, metric=metric)
    second = DraftFactory(case=first.case, number=2)
    assert FigureFactory(edition=second, metric=metric).key == "value-2"
    assert FigureFactory(edition=second, metric=metric).key == "value-3"
    assert FigureFactory(metric=metric).key == "value"


def test_a_key_stays_when_its_statement_changes():
    milestone = MilestoneFactory(text="Launch")
    milestone.text = "Official launch"
    milestone.save()
    milestone.refresh_from_db()
    assert milestone.key == "launch"


# Citing


def test_sources_of_figures_and_milestones_are_listed_once():
    edition, source = EditionFactory(), SourceFactory()
    listed = edition.references.get().source
    FigureFactory(edition=edition, source=listed)
    FigureFactory(edition=edition, source=source)
    MilestoneFactory(edition=edition, source=source)
    publishing.cite_sources(edition)
    publishing.cite_sources(edition)
    assert [reference.source for reference in edition.references.all()] == [listed, source]


# Addresses


@pytest.mark.parametrize("make", [CaseFactory, DirectionFactory, SourceFactory])
def test_a_changed_address_is_remembered(make):
    make(slug="before")
    record = make._meta.model.objects.get(slug="before")
    record.slug = "after"
    record.save()
    former = FormerSlug.objects.get()
    assert (former.slug, former.object_id, former.content_type.model_class()) == (
        "before",
        record.pk,
        type(record),
    )


def test_an_address_that_comes_back_is_no_longer_a_former_one():
    case = CaseFactory(slug="one")
    for slug in ("two", "one"):
        case.slug = slug
        case.save()
    assert [former.slug for former in FormerSlug.objects.all()] == ["two"]


def test_an_unchanged_address_leaves_nothing_behind():
    CaseFactory().save()
    assert not FormerSlug.objects.exists()


def test_the_first_draft_of_a_case_is_its_edition_one():
    case, direction, person = CaseFactory(), DirectionFactory(), UserFactory()
    edition = publishing.begin(case, "A case", direction, by=person)
    values = model_to_dict(edition, ["title", "direction"])
    assert values == {"title": "A case", "direction": direction.pk}
    assert (states(case), edition.created_by) == ([(1, State.DRAFT)], person)
