"""Two records of one organisation become one; readers who come by the old address are led on."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from cases import merging
from cases.index import writing
from cases.merging import Merger
from cases.models import Edition, Event, Organisation, OrganisationName, Participation
from cases.visibility import State
from directions.models import FormerSlug
from tests.admin_forms import change_url, complaints, opened, save, told
from tests.cards import titles
from tests.cases.test_admin_cases import text
from tests.factories import (
    DraftFactory,
    EditionFactory,
    OrganisationFactory,
    ParticipationFactory,
)


def page_url(organisation):
    return reverse("admin:cases_organisation_merge", args=[organisation.pk])


def typed(other, **values):
    pk = getattr(other, "pk", other)
    return {"other": pk, "stays": "this", "kind": "former", "language": "en", **values}


def preview(client, this, other, **values):
    return client.get(page_url(this), typed(other, **values))


def merge(client, this, other, **values):
    return client.post(page_url(this), typed(other, **values), follow=True)


@pytest.fixture
def ant(db):
    ant = OrganisationFactory(name="Ant Group", slug="ant-group")
    ant.names.create(name="蚂蚁", language="zh-Hans", kind="official")
    return ant


@pytest.fixture
def alipay(db):
    alipay = OrganisationFactory(name="Alipay", slug="alipay", note="Pays.", place="Hangzhou")
    alipay.names.create(name="支付宝", language="zh-Hans", kind="official")
    alipay.names.create(name="蚂蚁", language="zh-Hans", kind="translation")
    alipay.names.create(name="Ant Group", kind="former")
    return alipay


def names(organisation):
    return set(organisation.names.values_list("name", "kind", "language"))


def test_a_preview_says_what_becomes_of_names_rows_and_addresses(publisher, ant, alipay):
    old = EditionFactory(title="Loans", state=State.SUPERSEDED)
    ParticipationFactory(edition=old, organisation=alipay, note="Lends")
    new = EditionFactory(case=old.case, number=2, title="Loans")
    ParticipationFactory(edition=new, organisation=alipay, note="Lends")
    ParticipationFactory(edition=new, organisation=ant, note="Owns it")
    shown = text(preview(publisher, ant, alipay))
    assert "支付宝 (official name), Alipay (former name)" in shown
    assert "These addresses lead to it: /organisations/alipay/" in shown
    assert "Lost with the record, copy it before if it is needed: “Hangzhou”, “Pays.”" in shown
    assert "1 participation moves." in shown
    assert "Loans (2) , published operator Owns it; Lends" in shown
    assert "Loans (1) , superseded operator Lends" in shown
    assert "It cannot be undone." in shown
    assert Organisation.objects.count() == 2


def test_names_rows_and_addresses_follow_to_the_one_that_stays(publisher, ant, alipay):
    alipay.slug = "alipay-com"
    alipay.save()
    editions = [
        EditionFactory(state=State.SUPERSEDED),
        EditionFactory(state=State.WITHDRAWN),
        EditionFactory(),
        DraftFactory(),
    ]
    for edition in editions:
        ParticipationFactory(edition=edition, organisation=alipay, note="Lends")
    assert told(merge(publisher, ant, alipay)) == ["Merged: “Alipay” is now another name of it."]
    assert Organisation.objects.get() == ant
    assert names(ant) == {
        ("蚂蚁", "official", "zh-Hans"),
        ("支付宝", "official", "zh-Hans"),
        ("Alipay", "former", "en"),
    }
    assert {kept.history.count() for kept in ant.names.exclude(name="蚂蚁")} == {1}
    assert [e.participations.get().organisation for e in editions] == [ant] * 4
    for slug in ("alipay", "alipay-com"):
        response = publisher.get(f"/organisations/{slug}/?a=b")
        assert (response.status_code, response.url) == (301, "/organisations/ant-group/?a=b")


def test_the_other_may_be_the_one_that_stays(publisher, ant, alipay):
    ParticipationFactory(organisation=ant)
    merge(publisher, ant, alipay, stays="other", kind="official", language="de")
    assert Organisation.objects.get() == alipay
    assert ("Ant Group", "former", "en") in names(alipay)  # it had that name already
    assert publisher.get("/organisations/ant-group/").url == "/organisations/alipay/"


def test_the_name_that_goes_is_kept_as_what_it_is(publisher, ant):
    chinese = OrganisationFactory(name="蚂蚁集团")
    merge(publisher, ant, chinese, kind="official", language="zh-Hans")
    assert ("蚂蚁集团", "official", "zh-Hans") in names(ant)


def test_where_both_have_the_same_role_one_row_stays_with_both_notes(publisher, ant, alipay):
    edition = EditionFactory()
    ParticipationFactory(edition=edition, organisation=ant, note="Owns it", position=1)
    ParticipationFactory(edition=edition, organisation=alipay, note="Lends", position=2)
    ParticipationFactory(edition=edition, organisation=alipay, role="technology")
    merge(publisher, ant, alipay)
    rows = edition.participations.order_by("role").values_list("organisation", "role", "note")
    assert list(rows) == [(ant.pk, "operator", "Owns it; Lends"), (ant.pk, "technology", "")]


def test_joined_notes_are_cut_as_the_preview_shows_and_the_log_keeps_both(publisher, ant, alipay):
    edition = EditionFactory()
    ParticipationFactory(edition=edition, organisation=ant, note="a" * 150)
    ParticipationFactory(edition=edition, organisation=alipay, note="b" * 150)
    note = f"{'a' * 150}; {'b' * 47}…"
    assert note in text(preview(publisher, ant, alipay))
    merge(publisher, ant, alipay)
    assert edition.participations.get().note == note
    event = Event.objects.get(kind="merged")
    assert (event.subject, "b" * 150 in event.text) == ("Ant Group", True)


def test_it_is_found_by_the_name_that_went(publisher, ant, alipay):
    ParticipationFactory(organisation=alipay, edition__title="Loans")
    writing.rebuild()
    merge(publisher, ant, alipay)
    for question in ("alipay", "ant group", "支付宝"):
        assert titles(publisher.get("/cases/", {"q": question})) == ["Loans"]


def test_a_form_that_was_open_meanwhile_is_refused_as_stale(publisher, ant, alipay):
    draft, untouched = DraftFactory(), DraftFactory()
    ParticipationFactory(edition=draft, organisation=alipay)
    before = opened(publisher, draft)
    merge(publisher, ant, alipay)
    response = save(publisher, draft, before | {"title": "Mine"})
    assert "Somebody saved this edition after you opened it." in str(complaints(response))
    draft.refresh_from_db()
    untouched.refresh_from_db()
    assert (draft.title == "Mine", draft.version, untouched.version) == (False, 2, 1)


@pytest.mark.parametrize("other", ["", "999", "x", "\x00", "9" * 30])
def test_a_record_that_is_not_there_is_refused(publisher, ant, other):
    assert list(merge(publisher, ant, other).context["form"].errors) == ["other"]
    assert Organisation.objects.get() == ant


@pytest.mark.parametrize("other", ["", "999", "x"])
def test_what_follows_from_a_record_that_is_not_there_is_not_shown(publisher, ant, other):
    page = preview(publisher, ant, other)
    assert list(page.context["form"].errors) == ["other"]
    assert page.context["merger"] is None


def test_an_organisation_is_not_merged_with_itself(publisher, ant):
    response = merge(publisher, ant, ant)
    assert response.context["form"].errors == {"other": ["Choose another organisation."]}
    assert Organisation.objects.get() == ant


@pytest.mark.parametrize(
    "values", [{"stays": "both"}, {"kind": "\x00"}, {"language": "x" * 11}, {"language": "\x00"}]
)
def test_what_the_form_does_not_offer_is_refused(publisher, ant, alipay, values):
    response = merge(publisher, ant, alipay, **values)
    assert list(response.context["form"].errors) == list(values)
    assert Organisation.objects.count() == 2


def test_a_link_merges_nothing(publisher, ant, alipay):
    assert preview(publisher, ant, alipay).status_code == 200
    assert Organisation.objects.count() == 2


def test_a_record_that_went_meanwhile_is_not_merged(ant, alipay):
    merger = Merger(ant, alipay, "former", "en")
    merging.merge(merger)
    with pytest.raises(ValidationError, match="Somebody changed one of the two meanwhile"):
        merging.merge(merger)


@pytest.mark.parametrize("who", ["editor", "steward"])
def test_only_publishers_merge(request, who, ant, alipay):
    client = request.getfixturevalue(who)
    assert "Merge with another" not in text(client.get(change_url(ant)))
    assert merge(client, ant, alipay).status_code == 403
    assert Organisation.objects.count() == 2


def test_a_publisher_finds_the_page_from_the_organisation(publisher, ant):
    assert f'href="{page_url(ant)}"' in publisher.get(change_url(ant)).content.decode()


def test_an_old_address_tells_nobody_of_a_draft(client, publisher, ant, alipay):
    ParticipationFactory(edition=DraftFactory(), organisation=alipay)
    merge(publisher, ant, alipay)
    client.logout()
    assert client.get("/organisations/alipay/").status_code == 404


def test_a_former_address_of_the_one_that_goes_may_be_that_of_the_one_that_stays(publisher, ant):
    other = OrganisationFactory(slug="other")
    other.remember("ant-group")
    merge(publisher, ant, other)
    assert list(FormerSlug.objects.values_list("slug", "object_id")) == [("other", ant.pk)]


@pytest.mark.parametrize("number", [3, 300])
def test_a_preview_asks_as_often_for_many_rows_as_for_few(
    publisher, ant, alipay, number, django_assert_num_queries
):
    for _time in range(number):
        edition = EditionFactory()
        ParticipationFactory(edition=edition, organisation=alipay)
        ParticipationFactory(edition=edition, organisation=alipay, role="technology")
        ParticipationFactory(edition=edition, organisation=ant)
    preview(publisher, ant, alipay)  # content types are looked up once a process
    with django_assert_num_queries(11):
        preview(publisher, ant, alipay)
    merge(publisher, ant, alipay)
    assert Participation.objects.filter(organisation=ant).count() == 2 * number
    assert OrganisationName.objects.count() == 3
    assert Edition.objects.count() == number
