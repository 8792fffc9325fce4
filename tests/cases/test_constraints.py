"""What the register can't hold: each refusal has its sentence, and the database keeps it too."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from cases.models import Figure
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
    OrganisationFactory,
    ParticipationFactory,
    SourceFactory,
)

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
RANGE_NEEDS = "A range and an order of magnitude have an upper value; others have none."
DATE_OR_NONE = "Give a date, or say that the source gives none."
BOTH_OR_NEITHER = "Give both numbers or neither; no more can find it helpful than were asked."
NOT_AN_AMOUNT = (
    "A rate or a change is not an amount of money. "
    "Its unit is the percent sign or a count, such as “transactions a day”."
)
CHAIN_PART = "Say what the chain does, or mark it as not stated and leave this empty."
LANGUAGE = "Say which language the source’s words are in."

REFUSED = [
    (
        FigureFactory,
        {"comparator": "range", "upper_value": 1, "value": 2},
        "upper_value",
        "The upper value has to be above the value.",
    ),
    (
        FigureFactory,
        {"comparator": "range", "upper_value": 2, "value": 2},
        "upper_value",
        "The upper value has to be above the value.",
    ),
    (FigureFactory, {"comparator": "range"}, "upper_value", RANGE_NEEDS),
    (FigureFactory, {"comparator": "magnitude"}, "upper_value", RANGE_NEEDS),
    (FigureFactory, {"value": 1, "upper_value": 2}, "upper_value", RANGE_NEEDS),
    (FigureFactory, {"as_of": "2019", "as_of_not_stated": True}, "as_of", DATE_OR_NONE),
    (FigureFactory, {"as_of": "", "as_of_not_stated": False}, "as_of", DATE_OR_NONE),
    (FigureFactory, {"quote": "逾6600亿"}, "quote_language", LANGUAGE),
    (MilestoneFactory, {"quote": "上线"}, "quote_language", LANGUAGE),
    (MetricFactory, {"unit": "%", "kind": "total"}, "unit", "A total is not a percentage."),
    (MetricFactory, {"unit": "%", "kind": "period"}, "unit", "A total is not a percentage."),
    (MetricFactory, {"unit": "CNY", "kind": "rate"}, "unit", NOT_AN_AMOUNT),
    (MetricFactory, {"unit": "CNY", "kind": "change"}, "unit", NOT_AN_AMOUNT),
    (
        MetricFactory,
        {"unit": "CNY", "measures": "records"},
        "measures",
        "An amount in a currency measures money.",
    ),
    (SourceFactory, {"helpful_yes": 93}, "helpful_total", BOTH_OR_NEITHER),
    (SourceFactory, {"helpful_total": 132}, "helpful_total", BOTH_OR_NEITHER),
    (
        SourceFactory,
        {"helpful_yes": 133, "helpful_total": 132},
        "helpful_total",
        BOTH_OR_NEITHER,
    ),
    (CaseFactory, {"slug": "compare"}, "slug", "A page of the site stands at this address."),
    (DraftFactory, {"chain": "claimed"}, "chain_part", CHAIN_PART),
    (DraftFactory, {"chain": "not-stated", "chain_part": "It signs."}, "chain_part", CHAIN_PART),
    (
        DraftFactory,
        {"chain_locator": "page 3"},
        "chain_source",
        "What is not stated has no source. Say what the chain does or leave this empty.",
    ),
    (
        DraftFactory,
        {"stage": "", "stage_as_of": "2019"},
        "stage_as_of",
        "A stage that is not stated has no date.",
    ),
    (EditionFactory, {"summary": ""}, "summary", "A published case has a summary."),
    (
        EditionFactory,
        {"number": 2, "change_note": ""},
        "change_note",
        "Say for readers what changed since the last edition.",
    ),
    (
        EditionFactory,
        {"withdrawn_at": NOON, "withdrawal_reason": "A mistake."},
        "__all__",
        "Say why the case is withdrawn.",
    ),
    (
        EditionFactory,
        {"published_at": None},
        "__all__",
        "Constraint “edition_published_at_a_time” is violated.",
    ),
    (
        DraftFactory,
        {"published_at": NOON},
        "__all__",
        "Constraint “edition_published_at_a_time” is violated.",
    ),
]
refused = pytest.mark.parametrize(
    ("factory", "values", "field", "sentence"),
    REFUSED,
    ids=[
        f"{field} of {factory._meta.model.__name__} {[*values]}"
        for factory, values, field, _ in REFUSED
    ],
)


def sentences(thing):
    with pytest.raises(ValidationError) as error:
        thing.full_clean()
    return error.value.message_dict


def altered(thing, values):
    for name, value in values.items():
        setattr(thing, name, value)
    return thing


@refused
def test_a_refusal_stands_at_the_field_that_has_to_change(factory, values, field, sentence):
    assert sentences(altered(factory(), values)) == {field: [sentence]}


@refused
def test_the_database_refuses_what_went_around_the_forms(factory, values, field, sentence):
    thing = factory()
    with pytest.raises(IntegrityError), transaction.atomic():
        type(thing).objects.filter(pk=thing.pk).update(**values)


@pytest.mark.parametrize(
    ("factory", "values"),
    [
        (FigureFactory, {"comparator": "range", "value": 1, "upper_value": 2}),
        (FigureFactory, {"as_of": "", "as_of_not_stated": True}),
        (MilestoneFactory, {"quote": "上线", "quote_language": "zh-Hans"}),
        (MetricFactory, {"unit": "%", "kind": "rate", "measures": "other"}),
        (MetricFactory, {"unit": "CNY", "kind": "ceiling"}),
        (SourceFactory, {"helpful_yes": 93, "helpful_total": 132}),
        (SourceFactory, {"helpful_yes": 0, "helpful_total": 0}),
        (DraftFactory, {"chain": "claimed", "chain_part": "It signs."}),
        (DraftFactory, {"stage": "pilot", "stage_as_of": "2019"}),
        (DraftFactory, {"summary": "", "change_note": "", "number": 2}),
    ],
)
def test_what_is_in_order_is_accepted(factory, values):
    altered(factory(), values).full_clean()


# Once is enough


def second_published(first):
    return EditionFactory.build(case=first.case, direction=first.direction, number=2)


def second_open(first):
    type(first).objects.update(state=State.DRAFT, published_at=None)
    return DraftFactory.build(case=first.case, direction=first.direction, number=2)


def same_number(first):
    return DraftFactory.build(case=first.case, direction=first.direction)


def same_role(edition):
    there = ParticipationFactory(edition=edition)
    return ParticipationFactory.build(edition=edition, organisation=there.organisation)


def same_source(edition):
    there = edition.references.get()
    return type(there)(edition=edition, source=there.source)


def same_key(edition):
    there = FigureFactory(edition=edition)
    return FigureFactory.build(
        edition=edition, metric=there.metric, source=there.source, key=there.key
    )


def same_milestone_key(edition):
    there = MilestoneFactory(edition=edition)
    return MilestoneFactory.build(edition=edition, source=there.source, key=there.key)


def same_field_name(edition):
    there = FieldFactory(direction=edition.direction)
    return FieldFactory.build(direction=there.direction, name=there.name)


def same_other_name(edition):
    organisation = OrganisationFactory()
    organisation.names.create(name="长安链", kind="official")
    return organisation.names.model(organisation=organisation, name="长安链", kind="former")


TWICE = [
    (second_published, "This case already has a published edition."),
    (second_open, "This case already has an open edition."),
    (same_number, "Edition with this Case and Edition already exists."),
    (same_role, "This organisation already stands here in that role."),
    (same_source, "This source is already listed."),
    (same_key, "This key stands twice in this edition."),
    (same_milestone_key, "This key stands twice in this edition."),
    (same_field_name, "This direction already has a field of that name."),
    (same_other_name, "This organisation already has that name."),
]
twice = pytest.mark.parametrize(("again", "sentence"), TWICE)


@twice
def test_what_can_stand_once_is_refused_a_second_time(again, sentence):
    with pytest.raises(ValidationError) as error:
        again(EditionFactory()).validate_constraints()
    assert error.value.messages == [sentence]


@twice
def test_the_database_keeps_what_can_stand_once(again, sentence):
    thing = again(EditionFactory())
    with pytest.raises(IntegrityError), transaction.atomic():
        type(thing)._base_manager.bulk_create([thing])


def test_one_address_leads_to_one_record():
    former = FormerSlug(content_type_id=1, object_id=1, slug="before")
    former.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        FormerSlug.objects.create(content_type_id=1, object_id=2, slug="before")


# Dates


@pytest.mark.parametrize(
    ("factory", "field"),
    [
        (FigureFactory, "as_of"),
        (MilestoneFactory, "date"),
        (SourceFactory, "published"),
        (DraftFactory, "launched"),
        (DraftFactory, "stage_as_of"),
    ],
)
def test_a_date_that_does_not_exist_is_refused(factory, field):
    thing = altered(factory(), {field: "2019-13"})
    assert sentences(thing) == {
        field: [
            "“2019-13” is not a date we can read. "
            "Write 2018, 2018-04 or 2018-04-05; 2019? if unsure."
        ]
    }
    with pytest.raises(ValidationError):
        thing.save()


def test_saving_a_date_computes_its_bounds():
    figure = FigureFactory(as_of="2019-02")
    figure.refresh_from_db()
    assert [str(figure.as_of_earliest), str(figure.as_of_latest)] == ["2019-02-01", "2019-02-28"]


def test_bounds_follow_a_date_that_changes_also_in_bulk():
    figure = FigureFactory(as_of="2019-02")
    copy = altered(figure, {"pk": None, "key": "copy", "as_of": "2020/.."})
    Figure.objects.bulk_create([copy])
    stored = Figure.objects.get(key="copy")
    assert [str(stored.as_of_earliest), stored.as_of_latest] == ["2020-01-01", None]


# Other values


@pytest.mark.parametrize("colour", ["#ffff00", "red"])
def test_a_direction_needs_a_readable_colour(colour):
    assert list(sentences(altered(DirectionFactory(), {"colour": colour}))) == ["colour"]


def test_directions_are_counted_from_one():
    assert sentences(altered(DirectionFactory(), {"number": 0})) == {
        "number": ["Ensure this value is greater than or equal to 1."]
    }


@pytest.mark.parametrize("value", ["1.23456", "1" * 21, "NaN"])
def test_a_value_that_the_register_would_round_is_refused(value):
    assert list(sentences(altered(FigureFactory(), {"value": value}))) == ["value"]


# What others rest on


def things():
    """One published edition and everything that it rests on."""
    edition = EditionFactory()
    edition.fields.add(FieldFactory(direction=edition.direction))
    return {
        "edition": edition,
        "case": edition.case,
        "direction": edition.direction,
        "organisation": ParticipationFactory(edition=edition).organisation,
        "source": MilestoneFactory(edition=edition).source,
        "metric": FigureFactory(edition=edition).metric,
        "cited source": edition.references.get().source,
    }


@pytest.mark.parametrize(
    "name", ["edition", "case", "direction", "organisation", "source", "metric", "cited source"]
)
def test_what_a_case_rests_on_cannot_be_deleted(name):
    with pytest.raises(ProtectedError):
        things()[name].delete()


def test_a_direction_with_fields_only_cannot_be_deleted():
    with pytest.raises(ProtectedError):
        FieldFactory().direction.delete()


def test_who_wrote_an_edition_cannot_be_deleted(django_user_model):
    person = django_user_model.objects.create(username="author")
    DraftFactory(created_by=person)
    with pytest.raises(ProtectedError):
        person.delete()


def test_a_case_without_editions_can_be_deleted():
    assert CaseFactory().delete()[0] == 1


@pytest.mark.parametrize(
    "value", ["1234567890123.4567", "9007199254740993", "99999999999999999999"]
)
def test_a_value_with_more_digits_than_both_databases_keep_is_refused(db, value):
    figure = FigureFactory.build(value=Decimal(value), edition=EditionFactory())
    with pytest.raises(ValidationError) as refused:
        figure.clean_fields(exclude=["edition", "metric", "source", "key"])
    assert refused.value.message_dict == {
        "value": ["A value has at most 15 digits that count, below 10¹⁸."]
    }
