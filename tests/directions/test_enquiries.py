"""Where editors looked for cases of a direction and found none: a finding that readers see."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from cases import publishing
from cases.index.bits import Index
from cases.models import Generation
from directions.models import Enquiry
from tests.admin_forms import add_url, change_url, complaints, filled
from tests.cases.test_pages import words
from tests.factories import DirectionFactory, DraftFactory, EditionFactory, UserFactory

HEADING = "Where we looked and found none"


@pytest.fixture
def empty(db):
    return DirectionFactory(slug="empty", title="Interconnection")


def note_down(client, direction, /, **values):
    typed = filled(client.get(add_url(Enquiry), {"direction": direction.pk}))
    return client.post(add_url(Enquiry), typed | {"where": "A patent register"} | values)


def enquiry(direction, **values):
    values = {"where": "A patent register", "looked_on": date(2026, 11, 3)} | values
    return Enquiry.objects.create(direction=direction, **values)


@pytest.mark.parametrize("who", ["editor", "publisher", "steward"])
def test_whoever_looked_writes_it_down(request, who, empty):
    client = request.getfixturevalue(who)
    assert f"?direction={empty.pk}" in client.get(change_url(empty)).content.decode()
    assert note_down(client, empty, words="cross-chain", found="Only tokens.").status_code == 302
    noted = Enquiry.objects.get()
    assert (noted.direction, noted.words, noted.looked_on) == (
        empty,
        "cross-chain",
        timezone.localdate(),
    )
    assert noted.by.groups.exists()


def test_who_looked_stays_who_looked_when_another_corrects_it(editor, empty):
    noted = enquiry(empty, by=UserFactory(username="pat"))
    typed = filled(editor.get(change_url(noted))) | {"where": "A journal"}
    editor.post(change_url(noted), typed)
    noted.refresh_from_db()
    assert (noted.where, noted.by.username) == ("A journal", "pat")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"where": ""}, "where"),
        ({"where": "x" * 201}, "where"),
        ({"words": "a\x00b"}, "words"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"looked_on": "31 February"}, "looked_on"),
        ({"direction": "9" * 30}, "direction"),
    ],
)
def test_an_entry_that_cannot_be_is_refused_at_its_field(editor, empty, values, field):
    assert list(complaints(note_down(editor, empty, **values))) == [field]
    assert not Enquiry.objects.exists()


def test_nobody_has_looked_tomorrow(editor, empty):
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert complaints(note_down(editor, empty, looked_on=str(tomorrow))) == {
        "looked_on": ["This day has not come yet."]
    }


def test_readers_see_where_we_looked_and_never_who(client, empty):
    pat = UserFactory(username="pat-the-editor")
    enquiry(empty, words="cross-chain", found="Only tokens.", by=pat)
    enquiry(empty, where="An archive", looked_on=date(2026, 11, 5), url="https://example.org/a")
    page = client.get("/directions/empty/")
    assert (
        f"{HEADING} 5 November 2026 An archive "
        "3 November 2026 A patent register. Searched for: cross-chain Only tokens."
    ) in words(page)
    assert 'href="https://example.org/a"' in page.content.decode()
    assert "pat-the-editor" not in page.content.decode()


def test_what_was_looked_for_shows_only_until_a_case_is_published(client, empty):
    enquiry(empty)
    draft = DraftFactory(direction=empty)
    assert HEADING in words(client.get("/directions/empty/"))
    publishing.publish(draft)
    assert HEADING not in words(client.get("/directions/empty/"))


def test_the_register_on_an_earlier_day_knows_no_later_search(client, empty):
    EditionFactory()  # published on 2 November
    enquiry(empty, looked_on=date(2026, 11, 3))
    assert HEADING not in words(client.get("/on/2026-11-02/directions/empty/"))
    assert HEADING in words(client.get("/on/2026-11-03/directions/empty/"))


def test_a_direction_where_nobody_noted_anything_has_no_such_list(client, empty):
    assert HEADING not in words(client.get("/directions/empty/"))


def test_words_of_an_entry_are_not_taken_for_html(client, empty):
    enquiry(empty, where="<b>A</b>", words="<i>", found="<script>")
    page = client.get("/directions/empty/").content.decode()
    assert "&lt;b&gt;A&lt;/b&gt;" in page
    assert "<script>" not in page


def test_an_entry_goes_with_a_steward_only(client, empty):
    noted = enquiry(empty)
    delete = f"/admin/directions/enquiry/{noted.pk}/delete/"
    for group, status in (("Editors", 403), ("Publishers", 403), ("Stewards", 302)):
        client.force_login(UserFactory(group=group))
        assert client.post(delete, {"post": "yes"}).status_code == status
    assert not Enquiry.objects.exists()


def test_pages_that_were_kept_are_made_anew_for_an_entry(editor, empty):
    before = Generation.current()
    note_down(editor, empty)
    noted = Generation.current()
    Enquiry.objects.get().delete()
    assert before < noted < Generation.current()


@pytest.mark.parametrize("number", [1, 30])
def test_an_empty_direction_asks_as_often_however_often_we_looked(
    client, empty, number, django_assert_num_queries
):
    for _time in range(number):
        enquiry(empty)
    Index.now()  # each process reads the index into memory once
    with django_assert_num_queries(4):
        client.get("/directions/empty/")
