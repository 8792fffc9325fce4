"""Stewards at work on directions and fields, without a developer."""

import pytest
from django.urls import reverse

from directions.models import Direction, Field
from tests.admin_forms import add_row, add_url, change_url, complaints, filled, opened, save
from tests.factories import DirectionFactory, DraftFactory, FieldFactory


def delete_url(thing):
    return reverse(f"admin:directions_{thing._meta.model_name}_delete", args=[thing.pk])


def new_direction(client, **values):
    typed = filled(client.get(add_url(Direction)))
    return typed | {
        "number": "6",
        "slug": "sixth",
        "title": "A sixth direction",
        "short_title": "Sixth",
        "summary": "In a line.",
        "mandate": "What is asked.",
        "belongs": "What belongs.",
        "colour": "#1f5fa8",
        **values,
    }


def test_a_steward_adds_a_direction_with_its_fields(steward):
    typed = new_direction(steward)
    add_row(typed, "fields", name="Trade finance", slug="trade-finance", position="1")
    assert steward.post(add_url(Direction), typed).status_code == 302
    assert Direction.objects.get(number=6).fields.get().name == "Trade finance"


def test_a_new_direction_has_its_page_at_once(steward):
    steward.post(add_url(Direction), new_direction(steward))
    assert "A sixth direction" in steward.get("/directions/sixth/").content.decode()


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        (
            {"colour": "#ffff00"},
            "colour",
            "Too pale to read on white: its contrast is 1.07, at least 4.5 is needed.",
        ),
        ({"colour": "red"}, "colour", "Write the colour as #rrggbb, in small letters."),
        ({"number": "0"}, "number", "Ensure this value is greater than or equal to 1."),
        ({"number": "5"}, "number", "Another direction has this number."),
        ({"title": "a\x00b"}, "title", "Null characters are not allowed."),
        (
            {"slug": "former"},
            "slug",
            "Another page redirects from this address. Choose a different one.",
        ),
        ({"slug": "taken"}, "slug", "Direction with this Address already exists."),
        ({"mandate": ""}, "mandate", "This field is required."),
    ],
)
def test_a_direction_that_cannot_be_is_refused_at_its_field(steward, values, field, sentence):
    DirectionFactory(number=5, slug="taken").remember("former")
    response = steward.post(add_url(Direction), new_direction(steward, **values))
    assert complaints(response) == {field: [sentence]}
    assert Direction.objects.count() == 1


@pytest.mark.parametrize("values", [{"number": "9" * 30}, {"slug": "a\x00b"}, {"colour": "\x00"}])
def test_a_value_that_no_database_holds_is_refused_at_its_field(steward, values):
    response = steward.post(add_url(Direction), new_direction(steward, **values))
    assert list(complaints(response)) == list(values)


def test_the_list_shows_how_well_each_colour_is_read(steward):
    DirectionFactory(colour="#7a6200")
    page = steward.get(reverse("admin:directions_direction_changelist")).content.decode()
    assert '<rect width="14" height="14" fill="#7a6200"/></svg> #7a6200, 5.9' in page


def test_a_field_name_stands_once_in_a_direction(steward):
    there = FieldFactory(name="Trade finance")
    typed = {"direction": there.direction_id, "name": "Trade finance", "slug": "x", "position": "0"}
    assert complaints(steward.post(add_url(Field), typed)) == {
        "": ["This direction already has a field of that name."]
    }


def test_a_changed_address_of_a_direction_redirects(steward):
    direction = DirectionFactory(slug="before")
    save(steward, direction, opened(steward, direction) | {"slug": "after"}, "_save")
    response = steward.get("/directions/before/")
    assert (response.status_code, response.url) == (301, "/directions/after/")


def test_a_direction_with_cases_is_kept_and_the_page_says_for_what(steward):
    draft = DraftFactory(title="Letters of credit")
    page = steward.get(delete_url(draft.direction)).content.decode()
    assert "Letters of credit" in page
    assert 'value="Yes, I’m sure"' not in page
    steward.post(delete_url(draft.direction), {"post": "yes"})
    assert Direction.objects.get() == draft.direction


def test_an_unused_direction_can_be_deleted(steward):
    direction = DirectionFactory()
    assert steward.post(delete_url(direction), {"post": "yes"}).status_code == 302
    assert not Direction.objects.exists()


def test_an_unused_field_can_be_deleted(steward):
    assert steward.post(delete_url(FieldFactory()), {"post": "yes"}).status_code == 302
    assert not Field.objects.exists()


def test_a_field_that_a_case_uses_is_kept(steward):
    draft = DraftFactory(title="Letters of credit")
    field = FieldFactory(direction=draft.direction)
    draft.fields.add(field)
    page = steward.get(delete_url(field)).content.decode()
    assert ("Letters of credit" in page, "relationship" in page) == (True, False)
    steward.post(delete_url(field), {"post": "yes"})
    assert list(draft.fields.all()) == [field]


@pytest.mark.parametrize("who", ["editor", "publisher"])
def test_editors_read_directions_and_change_none(request, db, who):
    client, direction = request.getfixturevalue(who), DirectionFactory(title="As it was")
    assert client.get(change_url(direction)).status_code == 200
    assert client.post(change_url(direction), {"title": "Mine"}).status_code == 403
    assert client.get(add_url(Direction)).status_code == 403
    assert client.post(delete_url(direction), {"post": "yes"}).status_code == 403
    assert Direction.objects.get().title == "As it was"
