"""No page of the admin asks the database more often because it holds more rows."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.admin.forms import signer
from cases.models import (
    Edition,
    Figure,
    Metric,
    Milestone,
    Organisation,
    OrganisationName,
    Participation,
    Reference,
    Source,
)
from directions.models import Field
from tests.admin_forms import add_row, change_url, filled, save
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

ROWS = pytest.mark.parametrize("rows", [3, 300])


def many(factory, rows, **values):
    """As the factory makes them, in one query."""
    return factory._meta.model.objects.bulk_create(factory.build_batch(rows, **values))


def full_draft(rows):
    """A draft with `rows` of everything, no two of the same organisation, metric or source."""
    draft = DraftFactory(number=2, case=EditionFactory().case)
    known = zip(
        many(OrganisationFactory, rows),
        many(MetricFactory, rows),
        many(SourceFactory, rows),
        strict=True,
    )
    parts = {Participation: [], Figure: [], Milestone: [], Reference: []}
    for position, (organisation, metric, source) in enumerate(known, 2):
        here = {"edition": draft, "position": position}
        said = here | {"source": source, "key": f"key-{position}"}
        parts[Participation].append(ParticipationFactory.build(organisation=organisation, **here))
        parts[Figure].append(FigureFactory.build(metric=metric, **said))
        parts[Milestone].append(MilestoneFactory.build(**said))
        parts[Reference].append(Reference(source=source, **here))
    for model, built in parts.items():
        model.objects.bulk_create(built)
    return draft


def asked(ask):
    """What `ask` answers, and its queries; nothing is remembered from a page before."""
    ContentType.objects.clear_cache()
    with CaptureQueriesContext(connection) as queries:
        response = ask()
    return response, [query["sql"] for query in queries]


def written(queries):
    changing = [sql for sql in queries if sql.startswith(("UPDATE", "INSERT", "DELETE"))]
    return sorted(sql.split('"')[1] for sql in changing)


@pytest.mark.parametrize("rows", [3, 75])  # of each of four parts: 300 on the page
def test_the_form_of_an_edition(editor, rows):
    draft = full_draft(rows)
    response, queries = asked(lambda: editor.get(change_url(draft)))
    assert (response.status_code, len(queries)) == (200, 17)
    typed = filled(response)

    response, queries = asked(lambda: save(editor, draft, typed))
    assert (response.status_code, len(queries)) == (302, 33)
    assert written(queries) == ["cases_edition", "django_admin_log"]

    typed |= {"seen": signer.sign_object([draft.pk, 2]), "figures-0-value": "7"}
    typed |= {"milestones-1-DELETE": "on"}
    source, metric = Source.objects.earliest("pk"), Metric.objects.latest("pk")
    row = add_row(typed, "figures", metric=metric.pk, source=source.pk, value="5", as_of="2020")
    typed |= {f"{row}-comparator": "exactly", f"{row}-modality": "reported"}
    response, queries = asked(lambda: save(editor, draft, typed))
    assert (response.status_code, len(queries)) == (302, 81)
    assert (draft.figures.count(), draft.milestones.count()) == (rows + 1, rows - 1)


def full_register(rows):
    """`rows` of each record that has a list, and one of each that has `rows` under it."""
    edition = full_draft(rows)
    direction, organisation = edition.direction, Organisation.objects.earliest("pk")
    many(DirectionFactory, rows)
    many(FieldFactory, rows, direction=direction)
    OrganisationName.objects.bulk_create(
        OrganisationName(organisation=organisation, name=f"Name {n}", kind="former")
        for n in range(rows)
    )
    cases = many(CaseFactory, rows)
    Edition.objects.bulk_create(EditionFactory.build(case=c, direction=direction) for c in cases)
    Edition.objects.bulk_create(
        EditionFactory.build(case=edition.case, direction=direction, number=n, state="superseded")
        for n in range(3, rows)
    )
    source = Source.objects.earliest("pk")
    source.derived_from.set(Source.objects.exclude(pk=source.pk))
    edition.fields.set(Field.objects.filter(direction=direction))
    return edition


LISTS = {
    "cases_case": 7,
    "cases_edition": 10,
    "cases_organisation": 6,
    "cases_source": 8,
    "cases_metric": 7,
    "directions_direction": 5,
    "directions_field": 8,
}


@ROWS
def test_the_lists(client, admin_user, rows):
    full_register(rows)
    client.force_login(admin_user)
    found = {}
    for name in LISTS:
        address = reverse(f"admin:{name}_changelist")
        response, queries = asked(lambda: client.get(f"{address}?_facets=True&q=e"))  # noqa: B023
        assert response.status_code == 200
        found[name] = len(queries)
    assert found == LISTS


CHANGES = {"Case": 8, "Organisation": 5, "Source": 8, "Metric": 4, "Direction": 6, "Field": 5}


@ROWS
def test_the_change_pages(client, admin_user, rows):
    edition = full_register(rows)
    client.force_login(admin_user)
    things = [model.objects.earliest("pk") for model in (Organisation, Source, Metric, Field)]
    found = {}
    for thing in [edition.case, edition.direction, *things]:
        response, queries = asked(lambda: client.get(change_url(thing)))  # noqa: B023
        assert response.status_code == 200
        found[type(thing).__name__] = len(queries)
    assert found == CHANGES


@ROWS
@pytest.mark.parametrize(("name", "most"), [("metric", 6), ("organisation", 6), ("source", 7)])
def test_an_autocomplete(editor, name, most, rows):
    full_draft(rows)
    part = "participation" if name == "organisation" else "figure"
    asking = {"app_label": "cases", "model_name": part, "field_name": name}
    response, queries = asked(lambda: editor.get(reverse("admin:autocomplete"), asking))
    assert len(response.json()["results"]) >= 3
    assert len(queries) == most
