import pytest

from cases.models import Source
from cases.models.prepared import prepared
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
