"""Plain factories: the least that each record needs, numbered, without dice."""

import threading
from datetime import UTC, datetime, timedelta

import factory
from django.contrib.auth.models import Group
from factory.django import DjangoModelFactory

from cases.models import (
    Case,
    Edition,
    Figure,
    Metric,
    Milestone,
    Organisation,
    Participation,
    Reference,
    Source,
)
from cases.visibility import CLOSED, State
from directions.models import Direction, Field

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


class Behind:
    """Whether the index lacks what factories made: pages are asked for with the index made anew."""

    index = False
    lock = threading.Lock()


class RecordFactory(DjangoModelFactory):
    """Of what stands in the index: an edition, or a part of one."""

    class Meta:
        abstract = True

    @classmethod
    def _after_postgeneration(cls, instance, create, results=None):
        super()._after_postgeneration(instance, create, results)
        edition = getattr(instance, "edition", instance)
        Behind.index = Behind.index or (create and edition.state == State.PUBLISHED)


class UserFactory(DjangoModelFactory):
    """A member of staff; `group="Editors"` puts them into one of the register's groups."""

    class Meta:
        model = "auth.User"
        skip_postgeneration_save = True

    username = factory.Sequence("person{}".format)
    is_staff = True

    @factory.post_generation
    def group(self, create, name):
        if name:
            self.groups.add(Group.objects.get(name=name))


class DirectionFactory(DjangoModelFactory):
    class Meta:
        model = Direction

    number = factory.Sequence(lambda n: n + 1)
    slug = factory.Sequence("direction-{}".format)
    title = factory.Sequence("Direction {}".format)
    short_title = factory.Sequence("Dir. {}".format)
    summary = "What it is about."
    mandate = "What the policy asks."
    belongs = "What belongs here."
    colour = "#1f5fa8"


class FieldFactory(DjangoModelFactory):
    class Meta:
        model = Field

    direction = factory.SubFactory(DirectionFactory)
    name = factory.Sequence("Field {}".format)
    slug = factory.Sequence("field-{}".format)


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation

    name = factory.Sequence("Organisation {}".format)
    slug = factory.Sequence("organisation-{}".format)
    kind = Organisation.Kind.COMPANY


class SourceFactory(DjangoModelFactory):
    class Meta:
        model = Source

    title = factory.Sequence("Source {}".format)
    slug = factory.Sequence("source-{}".format)
    publisher = factory.Sequence("Publisher {}".format)


class MetricFactory(DjangoModelFactory):
    class Meta:
        model = Metric

    name = factory.Sequence("Metric {}".format)
    slug = factory.Sequence("metric-{}".format)
    measures = Metric.Measures.MONEY
    unit = "CNY"
    kind = Metric.Kind.TOTAL


class CaseFactory(DjangoModelFactory):
    class Meta:
        model = Case

    slug = factory.Sequence("case-{}".format)


class EditionFactory(RecordFactory):
    """Published and cited unless told otherwise: `state=State.DRAFT` makes a draft."""

    class Meta:
        model = Edition
        skip_postgeneration_save = True

    case = factory.SubFactory(CaseFactory)
    number = 1
    state = State.PUBLISHED
    title = factory.Sequence("Case {}".format)
    summary = "What it is and who does it."
    direction = factory.SubFactory(DirectionFactory)
    change_note = factory.LazyAttribute(lambda e: "" if e.number == 1 else "What changed.")
    published_at = factory.LazyAttribute(
        lambda e: NOON + timedelta(days=e.number) if e.state in CLOSED else None
    )
    withdrawn_at = factory.LazyAttribute(
        lambda e: e.published_at + timedelta(hours=1) if e.state == State.WITHDRAWN else None
    )
    withdrawal_reason = factory.LazyAttribute(
        lambda e: "It was not what we thought." if e.state == State.WITHDRAWN else ""
    )

    @factory.post_generation
    def source(self, create, source, **kwargs):
        if create:
            Reference.objects.create(edition=self, source=source or SourceFactory(**kwargs))


class DraftFactory(EditionFactory):
    state = State.DRAFT


class ParticipationFactory(RecordFactory):
    class Meta:
        model = Participation

    edition = factory.SubFactory(EditionFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = Participation.Role.OPERATOR


class FigureFactory(RecordFactory):
    class Meta:
        model = Figure

    edition = factory.SubFactory(EditionFactory)
    metric = factory.SubFactory(MetricFactory)
    value = 660_000_000_000
    as_of = "2019"
    source = factory.SubFactory(SourceFactory)


class MilestoneFactory(RecordFactory):
    class Meta:
        model = Milestone

    edition = factory.SubFactory(EditionFactory)
    date = "2018-04"
    text = factory.Sequence("Event {}".format)
    source = factory.SubFactory(SourceFactory)
