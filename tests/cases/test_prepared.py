import pytest
from django.db import connection

from cases.models import Source
from cases.models.prepared import prepared, statements
from tests.factories import SourceFactory

pytestmark = pytest.mark.django_db
PUBLISHERS = {"a": "Xinhua", "b": "Caixin", "c": "Xinhua"}


@pytest.fixture
def sources():
    return [SourceFactory(slug=slug, publisher=publisher) for slug, publisher in PUBLISHERS.items()]


def made(calls):
    @prepared
    def slugs(publisher, slugs):
        calls.append(publisher)
        found = Source.objects.filter(publisher=publisher, slug__among=slugs).exclude(slug="slugs")
        return found.order_by("slug").values_list("slug", "publisher")

    return slugs


def test_a_prepared_query_answers_each_question_and_its_sql_is_made_once(sources):
    calls = []
    slugs = made(calls)
    assert slugs(publisher="Xinhua", slugs=["a", "b", "c"]) == [("a", "Xinhua"), ("c", "Xinhua")]
    assert slugs(publisher="Caixin", slugs=["a", "b"]) == [("b", "Caixin")]
    assert slugs(publisher="' OR 1=1 --", slugs=["a"]) == []
    assert len(calls) == 1


def test_nothing_is_asked_for_what_is_among_none(sources, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert made([])(publisher="Xinhua", slugs=[]) == []


def test_a_query_whose_sql_would_hold_a_value_for_ever_is_an_error():
    @prepared
    def slugs(beginning):
        return Source.objects.filter(slug__startswith=beginning).values_list("slug")

    with pytest.raises(TypeError, match="compare with beginning"):
        slugs(beginning="a")


def test_a_question_that_leaves_out_a_value_is_an_error(sources):
    with pytest.raises(KeyError):
        made([])(publisher="Xinhua")


def run(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else None


def type_of_publishers(name):
    run(f"ALTER TABLE cases_source ALTER COLUMN publisher TYPE {name}")


CHANGES = {
    "nothing": lambda: None,
    "a pooler lends another connection": lambda: run("DEALLOCATE ALL"),
    "a migration changes a type": lambda: type_of_publishers("text"),
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL keeps plans")
def test_a_planned_query_is_answered_whatever_became_of_its_plan(sources, change):
    slugs, xinhua = made([]), [("a", "Xinhua"), ("c", "Xinhua")]
    run("DEALLOCATE ALL")
    statements.clear()
    assert slugs(publisher="Xinhua", slugs=["a", "b", "c"]) == xinhua
    assert len(run("SELECT name FROM pg_prepared_statements")) == 1
    CHANGES[change]()
    try:
        assert slugs(publisher="Xinhua", slugs=["a", "c"]) == xinhua
        assert slugs(publisher="Caixin", slugs=["a", "b"]) == [("b", "Caixin")]
    finally:
        type_of_publishers("varchar(120)")


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL keeps plans")
def test_a_statement_of_another_process_is_used_and_not_made_again(sources):
    slugs = made([])
    run("DEALLOCATE ALL")
    for _process in range(3):
        statements.clear()
        assert slugs(publisher="Caixin", slugs=["a", "b"]) == [("b", "Caixin")]
    assert run("SELECT generic_plans + custom_plans FROM pg_prepared_statements") == [(3,)]
