"""Cases in the admin: begun, opened again, withdrawn; and who may do which of it."""

import re

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from cases.models import Case, Edition, Metric
from cases.visibility import State
from directions.models import Enquiry, FormerSlug
from tests.admin_forms import add_url, change_url, complaints, opened, save, told
from tests.factories import (
    CaseFactory,
    DirectionFactory,
    DraftFactory,
    EditionFactory,
    FieldFactory,
    FigureFactory,
    MetricFactory,
    OrganisationFactory,
    SourceFactory,
    UserFactory,
)

CASES = "/admin/cases/case/"


def page_url(name, case):
    return reverse(f"admin:cases_case_{name}", args=[case.pk])


def begin(client, **values):
    typed = {"title": "A case", "direction": DirectionFactory().pk, "slug": ""}
    return client.post(add_url(Case), typed | values)


def text(response):
    """What a page says, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


# The list


def test_the_list_shows_where_each_case_stands(editor):
    first = EditionFactory(title="Old title")
    EditionFactory(case=first.case, number=2, state=State.SUBMITTED, title="New title")
    listed = text(editor.get(CASES))
    assert "New title" in listed
    assert "edition 2 waiting for review, edition 1 published" in listed
    assert "Old title" not in listed


def test_the_list_leaves_out_what_is_superseded(editor):
    case = EditionFactory(state=State.SUPERSEDED).case
    EditionFactory(case=case, number=2)
    assert "edition 1 superseded" not in text(editor.get(CASES))


@pytest.mark.parametrize("state", State)
def test_the_list_can_be_narrowed_to_a_state(editor, state):
    for other in State:
        EditionFactory(state=other)
    listed = editor.get(CASES, {"state": state}).context["cl"].queryset
    assert list(listed) == [Edition.objects.get(state=state).case]


def test_a_case_is_found_by_the_title_of_any_edition_once(editor):
    first = EditionFactory(title="Letters of credit", state=State.SUPERSEDED)
    EditionFactory(case=first.case, number=2, title="Letters of credit, renewed")
    EditionFactory()
    found = editor.get(CASES, {"q": "letters credit"}).context["cl"].queryset
    assert list(found) == [first.case]


def test_the_list_leads_to_the_draft_or_starts_one(editor):
    draft, published = DraftFactory(), EditionFactory()
    page = editor.get(CASES).content.decode()
    assert f'href="{change_url(draft)}"' in page
    assert f'formaction="{page_url("start", published.case)}"' in page
    assert page_url("start", draft.case) not in page


# Beginning and opening


def test_a_new_case_begins_with_a_draft_to_fill_in(editor):
    direction = DirectionFactory()
    response = begin(editor, title="Bank’s letters of credit", direction=direction.pk)
    draft = Edition.objects.get()
    assert (response.status_code, response.url) == (302, f"{change_url(draft)}#id_summary")
    assert (draft.case.slug, draft.title, draft.direction, draft.state) == (
        "banks-letters-of-credit",
        "Bank’s letters of credit",
        direction,
        State.DRAFT,
    )


def test_an_address_that_an_editor_chose_is_kept(editor):
    begin(editor, slug="chosen")
    assert Case.objects.get().slug == "chosen"


def test_an_address_that_is_cut_from_a_long_title_ends_in_a_letter(editor):
    begin(editor, title=f"{'a' * 99} bank")
    assert Case.objects.get().slug == "a" * 99


@pytest.mark.parametrize(
    ("values", "refused"),
    [
        (
            {"title": "区块链应用"},
            {"slug": ["Write an address: the title has no Latin letters."]},
        ),
        ({"title": "Compare"}, {"slug": ["A page of the site stands at this address."]}),
        ({"title": "Taken"}, {"slug": ["Case with this Address already exists."]}),
        ({"slug": "taken"}, {"slug": ["Case with this Address already exists."]}),
        ({"title": ""}, {"title": ["This field is required."]}),
        ({"direction": ""}, {"direction": ["This field is required."]}),
    ],
)
def test_a_case_that_cannot_begin_says_why(editor, values, refused):
    CaseFactory(slug="taken")
    assert complaints(begin(editor, **values)) == refused
    assert (Case.objects.count(), Edition.objects.count()) == (1, 0)


def test_starting_a_new_edition_leads_to_its_form(editor):
    case = EditionFactory().case
    response = editor.post(page_url("start", case))
    draft = Edition.objects.get(number=2)
    assert (response.status_code, response.url) == (302, change_url(draft))
    assert draft.state == State.DRAFT


def test_starting_twice_leads_to_the_same_draft(editor):
    case = EditionFactory().case
    assert editor.post(page_url("start", case)).url == editor.post(page_url("start", case)).url


def test_a_link_starts_nothing(editor):
    case = EditionFactory().case
    assert editor.get(page_url("start", case)).status_code == 405
    assert case.editions.count() == 1


def test_a_case_that_is_gone_cannot_be_started(editor):
    assert editor.post(f"{CASES}99/start/").status_code == 404


def test_a_page_of_a_case_lists_its_editions(editor):
    first = EditionFactory(state=State.SUPERSEDED, title="First title")
    second = EditionFactory(case=first.case, number=2, change_note="The sum was corrected.")
    page = editor.get(change_url(first.case))
    assert "1 First title superseded" in text(page)
    assert "The sum was corrected." in text(page)
    assert f'href="{change_url(second)}"' in page.content.decode()


def test_a_changed_address_redirects_readers(editor):
    case = EditionFactory(case__slug="before").case
    save(editor, case, opened(editor, case) | {"slug": "after"}, "_save")
    assert FormerSlug.objects.get().slug == "before"
    response = editor.get("/cases/before/")
    assert (response.status_code, response.url) == (301, "/cases/after/")


# Withdrawing


def test_a_case_is_withdrawn_with_a_reason(publisher):
    edition = EditionFactory()
    assert "Withdraw the case" in text(publisher.get(change_url(edition.case)))
    response = publisher.post(
        page_url("withdraw", edition.case), {"reason": "It was a mistake."}, follow=True
    )
    assert told(response) == ["Withdrawn: its page says why."]
    edition.refresh_from_db()
    assert (edition.state, edition.withdrawal_reason) == (State.WITHDRAWN, "It was a mistake.")


def test_withdrawing_twice_says_that_it_is_done(publisher):
    case = EditionFactory().case
    publisher.post(page_url("withdraw", case), {"reason": "It was a mistake."}, follow=True)
    again = publisher.post(page_url("withdraw", case), {"reason": "It was a mistake."})
    assert (again.status_code, again.url) == (302, change_url(case))
    assert told(publisher.get(again.url)) == ["The case is withdrawn already."]
    assert case.editions.get().withdrawal_reason == "It was a mistake."


@pytest.mark.parametrize("reason", ["", "  \n "])
def test_withdrawing_asks_for_a_reason(publisher, reason):
    edition = EditionFactory()
    response = publisher.post(page_url("withdraw", edition.case), {"reason": reason})
    assert response.context["form"].errors == {"reason": ["This field is required."]}
    edition.refresh_from_db()
    assert edition.state == State.PUBLISHED


def test_a_link_withdraws_nothing(publisher):
    edition = EditionFactory()
    assert publisher.get(page_url("withdraw", edition.case), {"reason": "x"}).status_code == 200
    edition.refresh_from_db()
    assert edition.state == State.PUBLISHED


@pytest.mark.parametrize("who", ["editor", "steward"])
def test_only_publishers_withdraw(request, db, who):
    client, edition = request.getfixturevalue(who), EditionFactory()
    assert "Withdraw the case" not in text(client.get(change_url(edition.case)))
    response = client.post(page_url("withdraw", edition.case), {"reason": "No."})
    edition.refresh_from_db()
    assert (response.status_code, edition.state) == (403, State.PUBLISHED)


@pytest.mark.parametrize(
    ("state", "status"),
    [
        (State.DRAFT, 404),
        (State.SUBMITTED, 404),
        (State.SUPERSEDED, 404),
        (State.WITHDRAWN, 302),
    ],
)
def test_only_a_published_case_can_be_withdrawn(publisher, state, status):
    case = EditionFactory(state=state).case
    assert "Withdraw the case" not in text(publisher.get(change_url(case)))
    assert publisher.post(page_url("withdraw", case), {"reason": "No."}).status_code == status


# Who may do what


@pytest.fixture
def outsider(client, db):
    """Somebody who may enter the admin and belongs to none of its groups."""
    client.force_login(UserFactory())
    return client


def every_page():
    """The address of each kind of page of the admin, with something on it."""
    figure = FigureFactory()
    edition, draft = figure.edition, DraftFactory()
    things = [edition.case, edition, figure.metric, figure.source, edition.direction]
    things += [OrganisationFactory(), FieldFactory(direction=edition.direction)]
    return [
        *(change_url(thing) for thing in things),
        *(reverse(f"admin:{t._meta.label_lower.replace('.', '_')}_changelist") for t in things),
        add_url(Case),
        page_url("withdraw", edition.case),
        page_url("move", edition.direction),
        reverse("admin:cases_edition_discard", args=[draft.pk]),
        reverse("admin:cases_organisation_merge", args=[OrganisationFactory().pk]),
        add_url(Enquiry),
    ]


def test_a_stranger_has_to_sign_in(client, db):
    for url in every_page():
        response = client.get(url)
        assert (response.status_code, response.url) == (302, f"/admin/login/?next={url}")


def test_a_strangers_post_starts_nothing(client, db):
    case = EditionFactory().case
    assert client.post(page_url("start", case)).url.startswith("/admin/login/")
    assert case.editions.count() == 1


def test_an_account_without_a_group_sees_nothing(outsider):
    assert {outsider.get(url).status_code for url in every_page()} == {403}


def test_an_account_without_a_group_starts_nothing(outsider):
    case = EditionFactory().case
    assert outsider.post(page_url("start", case)).status_code == 403
    assert case.editions.count() == 1


def test_a_steward_reads_cases_and_changes_none(steward):
    draft = DraftFactory()
    assert steward.get(change_url(draft)).status_code == 200
    assert steward.post(change_url(draft), {"title": "Mine"}).status_code == 403
    assert begin(steward).status_code == 403
    assert steward.post(page_url("start", EditionFactory().case)).status_code == 403
    assert "Mine" not in Edition.objects.values_list("title", flat=True)


def test_a_steward_is_offered_nothing_that_they_may_not_do(steward):
    case = EditionFactory().case
    for url in (CASES, change_url(case)):
        assert "Start a new edition" not in text(steward.get(url))


def test_a_case_cannot_be_deleted(publisher):
    case = DraftFactory().case
    delete = reverse("admin:cases_case_delete", args=[case.pk])
    assert publisher.post(delete, {"post": "yes"}).status_code == 403
    publisher.post(CASES, {"action": "delete_selected", "_selected_action": [case.pk]})
    assert Case.objects.get() == case


READ = {
    *(f"cases.view_{name}" for name in ("case", "edition", "metric", "organisation", "source")),
    *(f"cases.view_{name}" for name in ("participation", "figure", "milestone", "reference")),
    "cases.view_organisationname",
    "directions.view_direction",
    "directions.view_enquiry",
    "directions.view_field",
}
EDIT = {
    f"cases.{verb}_{name}"
    for verb, names in {
        "add": "case organisation organisationname source participation figure milestone reference",
        "change": "case edition organisation organisationname source "
        "participation figure milestone reference",
        "delete": "organisationname participation figure milestone reference",
    }.items()
    for name in names.split()
} | {"directions.add_enquiry", "directions.change_enquiry"}
PUBLISH = {
    "cases.publish_edition",
    "cases.withdraw_edition",
    "cases.merge_organisation",
}
KEEP = {
    f"{verb}_{name}"
    for verb in ("directions.add", "directions.change", "directions.delete")
    for name in ("direction", "enquiry", "field")
} | {"cases.add_metric", "cases.change_metric", "cases.delete_metric", "cases.move_edition"}
CARE_HISTORY = {
    "cases.view_historicalmetric",
    "directions.view_historicaldirection",
    "directions.view_historicalfield",
}
AUDIT = CARE_HISTORY | {
    "cases.view_event",
    "cases.view_historicalorganisation",
    "cases.view_historicalorganisationname",
    "cases.view_historicalsource",
}


@pytest.mark.parametrize(
    ("group", "rights"),
    [
        ("Editors", READ | EDIT),
        ("Publishers", READ | EDIT | AUDIT | PUBLISH),
        ("Stewards", READ | KEEP | CARE_HISTORY),
    ],
)
def test_a_group_may_do_exactly_this(db, group, rights):
    assert UserFactory(group=group).get_all_permissions() == rights


def test_there_are_no_other_groups(db):
    assert set(Group.objects.values_list("name", flat=True)) == {
        "Editors",
        "Publishers",
        "Stewards",
    }


# Sources and metrics


def test_an_editor_adds_an_organisation_with_its_other_names(editor):
    typed = {"name": "Ant", "slug": "ant", "kind": "company"}
    names = {"names-TOTAL_FORMS": "1", "names-INITIAL_FORMS": "0"}
    names |= {"names-0-name": "蚂蚁", "names-0-language": "zh-Hans", "names-0-kind": "official"}
    organisation = OrganisationFactory._meta.model
    assert editor.post(add_url(organisation), typed | names).status_code == 302
    assert organisation.objects.get(name="Ant").names.get().name == "蚂蚁"


def test_numbers_of_helpful_that_cannot_be_are_refused(editor):
    source = SourceFactory()
    typed = opened(editor, source) | {"helpful_yes": "133", "helpful_total": "132"}
    assert complaints(save(editor, source, typed)) == {
        "helpful_total": [
            "Give both numbers or neither; no more can find it helpful than were asked."
        ]
    }


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"unit": "%", "kind": "total"}, "unit"),
        ({"unit": "CNY", "kind": "rate"}, "unit"),
        ({"unit": "CNY", "measures": "records"}, "measures"),
    ],
)
def test_a_metric_that_makes_no_sense_is_refused_at_its_field(steward, values, field):
    metric = MetricFactory()
    response = save(steward, metric, opened(steward, metric) | values)
    assert list(complaints(response)) == [field]
    assert Metric.objects.get().unit == "CNY"


def test_published_figures_do_not_change_their_currency(steward):
    money = {"unit": "CNY", "measures": "money", "kind": "total"}
    metric, counted = MetricFactory(**money), MetricFactory(unit="invoice", kind="total")
    FigureFactory(edition__state="draft", metric=metric)
    save(steward, metric, opened(steward, metric) | {"unit": "EUR"})
    metric.refresh_from_db()
    assert metric.unit == "EUR"
    for each in (metric, counted):
        FigureFactory(metric=each)
    response = save(steward, metric, opened(steward, metric) | {"unit": "USD"})
    said = "Published figures are in EUR. Begin another metric for this unit."
    assert response.context["adminform"].form.errors == {"unit": [said]}
    save(steward, counted, opened(steward, counted) | {"unit": "invoices"})
    counted.refresh_from_db()
    assert counted.unit == "invoices"


def test_an_editor_cannot_change_a_metric(editor):
    metric = MetricFactory()
    assert editor.post(change_url(metric), {"name": "Mine"}).status_code == 403


# What a browser is told


def test_pages_of_the_admin_carry_no_code_that_their_policy_forbids(publisher):
    for url in ["/admin/", *every_page()]:
        response = publisher.get(url)
        page = response.content.decode()
        assert "default-src 'self'" in response["Content-Security-Policy"], url
        assert re.findall(r"<script(?![^>]*\ssrc=)[^>]*>|\sstyle=|\son\w+=|<style", page) == [], url


def test_a_new_draft_can_be_like_any_earlier_edition(editor):
    first = EditionFactory(title="As it was", state=State.SUPERSEDED)
    FigureFactory(edition=first, key="kept")
    EditionFactory(case=first.case, number=2, title="As it is")
    start = reverse("admin:cases_case_start", args=[first.case_id])
    editor.post(start, {"like": "1"})
    draft = Edition.objects.get(state=State.DRAFT)
    assert (draft.number, draft.title, draft.figures.get().key) == (3, "As it was", "kept")
    editor.post(start, {"like": "2"})
    assert Edition.objects.get(state=State.DRAFT) == draft


@pytest.mark.parametrize(
    "like", ["", "9", "x", "-1", "9" * 40, pytest.param("9" * 5000, id="5,000 digits")]
)
def test_an_edition_that_never_was_cannot_be_restored(editor, like):
    edition = EditionFactory(title="As it is")
    editor.post(reverse("admin:cases_case_start", args=[edition.case_id]), {"like": like})
    assert Edition.objects.get(state=State.DRAFT).title == "As it is"
