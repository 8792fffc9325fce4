"""The content that comes with the site: whole, sourced and loadable again at any time."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import transaction
from simple_history.models import HistoricalChanges

from cases.management.commands.load_register import FIXTURES
from cases.models import Case, Edition, Figure, Milestone, Source
from cases.visibility import State
from directions.models import Direction

pytestmark = pytest.mark.django_db


def load():
    call_command("loaddata", *FIXTURES, verbosity=0)


@pytest.fixture(scope="module", autouse=True)
def content(django_db_setup, django_db_blocker):
    """Loaded once for all tests of this file, and gone after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        load()
        yield
        transaction.set_rollback(True)


def models():
    for app in ("directions", "cases"):
        yield from apps.get_app_config(app).get_models(include_auto_created=True)


def rows():
    return {model._meta.label: list(model.objects.order_by("pk").values()) for model in models()}


def keys(statements):
    return set(statements.values_list("key", flat=True))


def cited(edition):
    return set(edition.references.values_list("source", flat=True))


def test_loading_twice_changes_nothing():
    once = rows()
    load()
    assert rows() == once


def test_every_object_is_valid():
    for model in models():
        if issubclass(model, HistoricalChanges):
            continue  # lines of history are what was, valid or not
        for thing in model.objects.all():
            thing.full_clean()


def test_four_directions_have_eighteen_published_cases_between_them():
    counts = {
        direction.slug: direction.editions.published().count()
        for direction in Direction.objects.all()
    }
    assert counts == {
        "real-economy": 6,
        "livelihood": 4,
        "smart-city": 3,
        "government-services": 5,
        "interconnection": 0,
    }


def test_the_candidate_of_the_empty_direction_waits_for_review():
    edition = Edition.objects.get(direction__slug="interconnection")
    assert edition.state == State.SUBMITTED
    assert edition.submitted_at
    assert not edition.published_at


def test_five_cases_have_a_second_edition_that_says_what_changed():
    seconds = Edition.objects.published().filter(number=2)
    assert seconds.count() == 5
    assert all(edition.change_note for edition in seconds)
    for edition in seconds:
        first = edition.case.editions.get(number=1)
        assert first.state == State.SUPERSEDED
        assert first.superseded_at == edition.published_at


def test_a_second_edition_keeps_every_key_of_the_first():
    for case in Case.objects.filter(editions__number=2):
        first, second = case.editions.order_by("number")
        assert keys(first.figures) <= keys(second.figures)
        assert keys(first.milestones) <= keys(second.milestones)


def test_every_edition_has_a_source():
    assert not Edition.objects.filter(references=None).exists()


def test_only_the_case_whose_source_names_nobody_has_no_organisation():
    nameless = Edition.objects.filter(participations=None)
    assert [edition.case.slug for edition in nameless] == ["tax-registration"]


def test_every_figure_has_a_date_or_says_that_there_is_none():
    assert not Figure.objects.filter(as_of="", as_of_not_stated=False).exists()
    assert not Figure.objects.exclude(as_of="").filter(as_of_not_stated=True).exists()


def test_dates_get_their_bounds_on_loading():
    launch = Milestone.objects.get(edition__case__slug="state-owned-funds", key="launch")
    assert launch.date == "2019?-06-22"
    assert launch.date_earliest.isoformat() == "2019-06-22"


def test_every_statement_names_a_source_among_the_references():
    for model in (Figure, Milestone):
        for statement in model.objects.select_related("edition"):
            assert statement.source_id in cited(statement.edition), statement


def test_every_statement_of_the_article_has_its_words():
    for model in (Figure, Milestone):
        assert not model.objects.filter(source__slug="babbitt-five-directions", quote="").exists()


def test_a_disputed_figure_stands_beside_one_it_disagrees_with():
    disputed = Figure.objects.exclude(dispute="").exclude(edition__case__slug="i-shenzhen")
    assert disputed.exists()
    for figure in disputed:
        same_metric = disputed.filter(edition=figure.edition, metric=figure.metric)
        assert same_metric.exclude(value=figure.value).exists(), figure


def test_parts_that_do_not_add_up_are_marked_with_their_total():
    services = Figure.objects.filter(edition__case__slug="i-shenzhen", metric__unit="services")
    assert services.exclude(dispute="").count() == services.count() == 3


def test_a_disputed_launch_leaves_both_days_open():
    edition = Edition.objects.published().get(case__slug="forfaiting-platform")
    assert edition.milestones.exclude(dispute="").count() == 2
    assert edition.launched_earliest.isoformat() == "2018-09-30"
    assert edition.launched_latest.isoformat() == "2018-10-26"


def test_every_field_of_an_edition_belongs_to_its_direction():
    for edition in Edition.objects.prefetch_related("fields"):
        assert {field.direction_id for field in edition.fields.all()} <= {edition.direction_id}


def test_a_chain_is_never_more_than_claimed_and_twice_not_stated():
    assert not Edition.objects.filter(chain=Edition.Chain.EVIDENCED).exists()
    unstated = Edition.objects.filter(chain=Edition.Chain.NOT_STATED)
    assert {edition.case.slug for edition in unstated} == {"i-shenzhen", "ping-an-smart-transport"}


def test_a_source_without_an_address_is_the_origin_of_one_with():
    for source in Source.objects.filter(url=""):
        assert source.repeated_by.exclude(url="").exists(), source
