"""Registers of a chosen size, to look at pages as readers do."""

from cases.index import writing
from cases.models import Metric
from cases.visibility import State
from tests.factories import (
    CaseFactory,
    DirectionFactory,
    EditionFactory,
    FieldFactory,
    FigureFactory,
    MetricFactory,
    MilestoneFactory,
    OrganisationFactory,
    ParticipationFactory,
    SourceFactory,
)


def full_edition(rows, **kwargs):
    edition = EditionFactory(**kwargs)
    metric = Metric.objects.filter(slug="shared").first() or MetricFactory(slug="shared")
    for row in range(rows):
        ParticipationFactory(edition=edition)
        reference = edition.references.first()
        FigureFactory(edition=edition, source=reference.source)
        again = FigureFactory(
            edition=edition, metric=metric, key=f"shared-{row}", as_of=str(2015 + row)
        )
        again.source.derived_from.add(reference.source)
        MilestoneFactory(edition=edition, source=reference.source)
    return edition


def grow(size):
    """`size` cases that share a direction, an organisation and a source, with `size` rows each."""
    organisation, source = OrganisationFactory(slug="shared"), SourceFactory(slug="shared")
    direction, field = DirectionFactory(slug="shared"), FieldFactory()
    metric = MetricFactory(slug="shared")
    for number in range(size):
        case = CaseFactory(slug="first" if number == 0 else f"case-{number}")
        old = full_edition(size, case=case, state=State.SUPERSEDED, direction=direction)
        new = full_edition(size, case=case, number=2, direction=direction, source=source)
        new.fields.add(field)
        for part in range(2):
            FigureFactory(edition=new, metric=metric, source=source, about=f"Part {part}")
        ParticipationFactory(edition=new, organisation=organisation)
        ParticipationFactory(edition=old, organisation=organisation)
    writing.rebuild()
