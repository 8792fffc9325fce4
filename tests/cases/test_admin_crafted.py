"""What no page of the admin sends is answered, and never with an error of the site."""

import pytest
from django.urls import reverse

from cases.models import Edition
from tests.admin_forms import add_row, change_url, complaints, opened, save
from tests.factories import DraftFactory, FigureFactory, SourceFactory

HUGE = "9" * 30
LISTS = ["cases_case", "cases_edition", "cases_organisation", "cases_source", "directions_field"]


@pytest.fixture
def draft(db):
    return FigureFactory(edition=DraftFactory()).edition


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("q=%00", 400),
        ("state__exact=%00", 400),
        ("title__regex=[", 400),
        (f"id__in={HUGE}", 400),
        (f"pk__in=1,{HUGE}", 400),
        (f"p={HUGE}", 400),
        (f"q={HUGE}", 200),
        ("p=abc", 200),
        ("o=abc.%ff", 200),
        ("e=1", 200),
        ("_facets=junk", 200),
        ("_popup=junk", 200),
        ("id__in=abc", 302),
    ],
)
def test_a_list_answers_a_crafted_address(client, admin_user, name, query, status):
    client.force_login(admin_user)
    assert client.get(reverse(f"admin:{name}_changelist") + f"?{query}").status_code == status


@pytest.mark.parametrize("key", [HUGE, "abc", "0", "-1", "_00", "_FF"])
def test_a_form_that_is_not_there_is_not_found(editor, db, key):
    response = editor.get(f"/admin/cases/edition/{key}/change/")
    assert response.status_code == 302


@pytest.mark.parametrize("key", [HUGE, "abc", "\0", "1.5", ""])
def test_an_action_on_what_is_no_record_is_refused(steward, key):
    address = reverse("admin:cases_metric_changelist")
    sent = {"action": "delete_selected", "_selected_action": key}
    assert steward.post(address, sent).status_code == 400


@pytest.mark.parametrize("typed", ["abc", HUGE, "-1", "1.5", "\0", "٣"])
def test_a_choice_that_is_no_key_is_refused_in_the_form(editor, draft, typed):
    form = opened(editor, draft) | {"fields": typed, "figures-0-source": typed}
    response = save(editor, draft, form)
    assert response.status_code == 200
    assert {"fields", "figures-0-source"} <= complaints(response).keys()


def test_a_source_derived_from_what_is_no_key_is_refused_in_the_form(publisher):
    source = SourceFactory()
    response = save(publisher, source, opened(publisher, source) | {"derived_from": HUGE})
    assert complaints(response) == {
        "derived_from": [f"Select a valid choice. {HUGE} is not one of the available choices."]
    }


@pytest.mark.parametrize(
    "altered",
    [
        {"figures-TOTAL_FORMS": "abc"},
        {"figures-0-id": HUGE},
        {"figures-0-id": "abc"},
        {"figures-0-position": HUGE},
        {"title": "A\0"},
    ],
)
def test_a_crafted_form_saves_nothing(editor, draft, altered):
    response = save(editor, draft, opened(editor, draft) | {"summary": "Crafted."} | altered)
    assert response.status_code == 200
    assert Edition.objects.get().summary != "Crafted."


@pytest.mark.parametrize(
    "count", [("TOTAL", "-1"), ("INITIAL", "-1"), ("INITIAL", "7"), ("INITIAL", HUGE)]
)
def test_a_wrong_count_of_rows_loses_none(editor, draft, count):
    name, number = count
    response = save(editor, draft, opened(editor, draft) | {f"figures-{name}_FORMS": number})
    assert response.status_code in (200, 302)
    assert draft.figures.exists()


@pytest.mark.parametrize("claimed", ["400", "100000"])
def test_rows_that_a_form_only_claims_are_not_made(editor, draft, claimed):
    typed = opened(editor, draft) | {"title": "", "figures-TOTAL_FORMS": claimed}
    formsets = save(editor, draft, typed).context["inline_admin_formsets"]
    rows = {inline.formset.prefix: len(inline.formset.forms) for inline in formsets}
    assert rows["figures"] == 1


def test_a_form_without_its_parts_saves_nothing(editor, draft):
    response = editor.post(change_url(draft), {"title": "Crafted", "_save": "on"})
    assert response.status_code == 200
    assert Edition.objects.get().title == draft.title


def test_a_form_of_too_many_inputs_is_refused(editor, draft):
    sent = {f"x{number}": "1" for number in range(20_001)}
    assert editor.post(change_url(draft), sent).status_code == 400


def test_a_form_of_ten_thousand_inputs_is_read(editor, draft):
    typed = opened(editor, draft) | {"summary": "Long."}
    add_row(typed, "milestones", date="2019", text="Launch", source=SourceFactory().pk)
    typed |= {f"x{number}": "1" for number in range(10_000)}
    assert save(editor, draft, typed).status_code == 302
    assert Edition.objects.get().summary == "Long."
