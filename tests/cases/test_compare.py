"""Cases side by side, and only what is comparable in one row."""

import pytest

from cases.models import Case
from tests.cases.test_pages import words
from tests.factories import DraftFactory, EditionFactory, FigureFactory, MetricFactory


@pytest.fixture
def register(db):
    volume = MetricFactory(name="Volume")
    for slug, value in [("loans", 660), ("chains", 20)]:
        edition = EditionFactory(case__slug=slug, title=slug.title())
        FigureFactory(edition=edition, metric=volume, value=value)
    FigureFactory(
        edition=edition, metric__name="Users", metric__unit="users", metric__measures="actors"
    )
    FigureFactory(edition=edition, metric=volume, value=99, modality="forecast")


def test_figures_of_one_metric_share_a_row_and_others_stand_apart(client, register):
    page = client.get("/cases/compare/?case=loans&case=chains")
    assert [row.metric.name for row in page.context["shared"]] == ["Volume"]
    assert [row.label for row in page.context["apart"]] == ["Users", "Volume (forecast)"]
    assert "Only one of these cases states a figure of this kind" in words(page)


def test_cases_stand_in_the_order_in_which_they_were_named(client, register):
    page = client.get("/cases/compare/?case=chains&case=loans&case=chains")
    assert [edition.title for edition in page.context["editions"]] == ["Chains", "Loans"]


def test_a_comparison_by_former_addresses_is_the_one_by_the_new(client, register):
    hidden = DraftFactory(case__slug="hush").case
    for case, slug in ((Case.objects.get(slug="loans"), "credits"), (hidden, "hushed")):
        case.slug = slug
        case.save()
    page = client.get("/cases/compare/?case=loans&case=chains&case=credits")
    assert [edition.title for edition in page.context["editions"]] == ["Loans", "Chains"]
    assert client.get("/cases/compare/?case=hush&case=chains").status_code == 400


def test_cases_with_nothing_in_common_say_so(client, register):
    EditionFactory(case__slug="fruit")
    page = client.get("/cases/compare/?case=loans&case=fruit")
    assert "there is nothing to compare" in words(page)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("", "Tick two to four cases in the list to compare them."),
        ("case=", "Tick two to four cases in the list to compare them."),
        ("case=nope", "We know no case “nope”."),
        ("case=hush", "We know no case “hush”."),
        ("case=%00", "We know no case “”."),
        ("case=a&case=b&case=c&case=d&case=e", "At most four cases fit side by side."),
    ],
)
def test_what_cannot_be_compared_is_refused_with_a_sentence(client, register, query, sentence):
    DraftFactory(case__slug="hush")
    page = client.get(f"/cases/compare/?{query}")
    assert page.status_code == 400
    assert sentence in words(page)
