"""Who did what and when: publishers read it, nobody changes it, readers never see it."""

import re

import pytest
from django.contrib.auth.signals import user_login_failed
from django.urls import reverse

from cases.models import Event, Organisation, Source
from cases.models.event import WrittenOnce
from cases.visibility import State
from directions.models import Direction
from tests.admin_forms import add_row, add_url, change_url, opened, save
from tests.conftest import signed_in
from tests.factories import (
    DirectionFactory,
    DraftFactory,
    EditionFactory,
    FieldFactory,
    MetricFactory,
    OrganisationFactory,
    SourceFactory,
    UserFactory,
)
from tests.test_visibility import pages

LOG = "/admin/cases/event/"
LOGIN = "/admin/login/"


def plain(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


def text(response):
    return plain(response.content.decode())


def history_url(thing):
    return reverse(f"admin:{thing._meta.label_lower.replace('.', '_')}_history", args=[thing.pk])


def kinds():
    """What was done, in order, without the sign-ins that led to it."""
    done = Event.objects.exclude(kind__in=[Event.Kind.SIGNED_IN, Event.Kind.REFUSED])
    return list(done.order_by("pk").values_list("kind", flat=True))


@pytest.fixture
def superuser(client, db):
    client.force_login(UserFactory(is_superuser=True))
    return client


def an_event():
    return Event.record(Event.Kind.PUBLISHED, UserFactory(username="pat"), EditionFactory())


# The life of an edition, a line for each step


def press(client, edition, button):
    assert save(client, edition, opened(client, edition), button).status_code == 302


def test_each_step_to_publication_writes_one_line(publisher):
    edition = DraftFactory()
    for button in ("_continue", "_submit", "_take_back", "_publish"):
        press(publisher, edition, button)
    assert kinds() == ["submitted", "taken-back", "published"]


def test_a_save_that_changes_something_writes_one_line(publisher):
    edition = DraftFactory()
    for title in ("Another title", "Another title"):
        save(publisher, edition, opened(publisher, edition) | {"title": title})
    assert kinds() == ["saved"]


def test_opening_and_discarding_write_one_line_each(publisher):
    case = EditionFactory(title="Invoices").case
    publisher.post(reverse("admin:cases_case_start", args=[case.pk]))
    publisher.post(reverse("admin:cases_edition_discard", args=[case.editions.open().get().pk]))
    assert kinds() == ["opened", "discarded"]
    assert {line.subject for line in Event.objects.filter(kind="discarded")} == {"Invoices (2)"}


def test_withdrawing_writes_the_reason(publisher):
    case = EditionFactory().case
    publisher.post(reverse("admin:cases_case_withdraw", args=[case.pk]), {"reason": "It is wrong."})
    assert kinds() == ["withdrawn"]
    assert Event.objects.get(kind="withdrawn").text == "It is wrong."


def test_a_step_that_is_refused_writes_no_line_of_it(publisher):
    edition = DraftFactory(summary="")
    press(publisher, edition, "_publish")
    assert kinds() == []


# Sign-ins


def sign_in(client, name, password):
    return client.post(LOGIN, {"username": name, "password": password})


def sign_ins():
    return [(event.kind, event.who) for event in Event.objects.order_by("pk")]


@pytest.fixture
def ann(db):
    user = UserFactory(username="ann", group="Editors")
    user.set_password("correct horse battery")
    user.save()
    return user


def test_a_sign_in_is_written_down(client, ann):
    assert sign_in(client, "ann", "correct horse battery").status_code == 302
    assert sign_ins() == [("signed-in", "ann")]


@pytest.mark.parametrize("name", ["ann", "nobody"])
def test_a_refused_sign_in_is_written_down_by_the_name_typed(client, ann, name):
    sign_in(client, name, "wrong")
    assert sign_ins() == [("refused", name)]
    assert Event.objects.get().by is None


def test_a_refused_sign_in_does_not_tell_whether_there_is_such_an_account(client, ann):
    UserFactory(username="gone", is_active=False)
    answers = [text(sign_in(client, name, "wrong")) for name in ("ann", "nobody", "gone")]
    told = {re.sub(r"\bann\b|\bnobody\b|\bgone\b", "NAME", answer) for answer in answers}
    assert len(told) == 1


def test_no_password_and_no_address_is_kept_of_a_sign_in(client, ann):
    client.post(LOGIN, {"username": "ann", "password": "my secret"}, REMOTE_ADDR="203.0.113.9")
    kept = str(Event.objects.values().get())
    assert "my secret" not in kept
    assert "203.0.113.9" not in kept


@pytest.mark.parametrize(("typed", "kept"), [("a\0b", "ab"), ("x" * 400, "x" * 150), (None, "")])
def test_any_name_can_be_refused_and_written_down(db, typed, kept):
    user_login_failed.send(sender=__name__, credentials={"username": typed}, request=None)
    assert sign_ins() == [("refused", kept)]


@pytest.mark.parametrize("name", ["a\0b", "x" * 400, "", "\ufffd", "区块链"])
def test_no_name_at_the_sign_in_is_an_error(client, db, name):
    assert sign_in(client, name, "x").status_code == 200


# The log in the admin


def test_a_publisher_reads_the_log(publisher):
    event = an_event()
    listed = text(publisher.get(LOG))
    assert f"published pat {event.subject}" in listed
    assert event.subject in text(publisher.get(change_url(event)))


def test_the_log_cuts_long_words_short_and_its_line_has_them_all(publisher):
    words = "中" * 5000
    event = Event.record(Event.Kind.COMMENTED, UserFactory(), EditionFactory(), text=words)
    assert "中" * 159 + "…" in text(publisher.get(LOG))
    assert words in text(publisher.get(change_url(event)))


def test_who_may_only_look_is_not_told_what_a_change_would_do(editor):
    assert "Readers see a change here" not in text(editor.get(change_url(DirectionFactory())))


def test_the_log_can_be_narrowed_and_searched(publisher):
    event = Event.record(Event.Kind.PUBLISHED, UserFactory(), subject="Invoices (1)")
    Event.record(Event.Kind.DISCARDED, event.by, subject="Another case (1)")
    for query in ({"q": event.subject}, {"kind": "published"}):
        assert list(publisher.get(LOG, query).context["cl"].queryset) == [event], query
    by = publisher.get(LOG, {"by__id__exact": event.by.pk}).context["cl"].queryset
    assert by.count() == 2


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("q=%00", 400),
        ("kind=%00", 400),
        ("kind=nonsense", 200),
        ("by__id__exact=x", 302),
        (f"by__id__exact={'9' * 30}", 400),
        ("at__year=x", 302),
        (f"at__year={'9' * 30}", 400),
        ("at__year=2026&at__month=13", 302),
        ("p=x&o=99", 200),
        ("x=1", 302),
    ],
)
def test_no_address_of_the_log_is_an_error(publisher, query, status):
    an_event()
    assert publisher.get(f"{LOG}?{query}").status_code == status


@pytest.mark.parametrize("pk", ["x", "0", "9" * 30, "%00", "_00"])
def test_no_address_of_a_history_is_an_error(publisher, pk):
    assert publisher.get(f"/admin/cases/source/{pk}/history/").status_code == 302


@pytest.mark.parametrize("who", ["editor", "steward"])
def test_others_do_not_read_the_log(request, db, who):
    client, event = request.getfixturevalue(who), an_event()
    for url in (LOG, change_url(event)):
        assert client.get(url).status_code == 403
    assert LOG not in client.get("/admin/").content.decode()


@pytest.mark.parametrize("who", ["editor", "publisher", "superuser"])
def test_nobody_adds_changes_or_deletes_a_line(request, db, who):
    client, event = request.getfixturevalue(who), an_event()
    before = Event.objects.values().get(pk=event.pk)
    delete = reverse("admin:cases_event_delete", args=[event.pk])
    statuses = [
        client.post(url, {"text": "Mine", "post": "yes"}).status_code
        for url in (add_url(Event), change_url(event), delete)
    ]
    assert statuses == [403, 403, 403]
    client.post(LOG, {"action": "delete_selected", "_selected_action": [event.pk], "post": "yes"})
    assert Event.objects.values().get(pk=event.pk) == before


@pytest.mark.parametrize(
    "attempt",
    [
        lambda event: event.save(),
        lambda event: event.delete(),
        lambda event: Event.objects.filter(pk=event.pk).update(text="Mine"),
        lambda event: Event.objects.filter(pk=event.pk).delete(),
    ],
)
def test_no_code_changes_a_line_by_mistake(db, attempt):
    event = an_event()
    with pytest.raises(WrittenOnce):
        attempt(event)
    assert Event.objects.get(pk=event.pk).text == ""


@pytest.mark.parametrize("lines", [1, 3])
def test_the_log_asks_as_often_for_many_lines_as_for_one(
    publisher, django_assert_num_queries, lines
):
    for _line in range(lines):
        Event.record(Event.Kind.SAVED, UserFactory(), subject="Invoices (1)")
    publisher.get(LOG)
    with django_assert_num_queries(9):
        publisher.get(LOG)


# The history of shared records


def rename(client, thing, name):
    save(client, thing, opened(client, thing) | {"name": name}, "_save")


def rows(client, thing):
    """The lines of a record's history: who, what, and each change as before → after."""
    page = client.get(history_url(thing)).content.decode()
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    return [
        tuple(plain(cell.rpartition("<br>")[2]) for cell in row.split("</td>")[:-1])
        for row in body.split("</tr>")[:-1]
    ]


def test_a_renamed_organisation_shows_before_and_after(client, db):
    organisation = OrganisationFactory(name="Old name")
    client.force_login(UserFactory(username="pat", group="Publishers"))
    rename(client, organisation, "New name")
    assert rows(client, organisation) == [
        ("pat", "Changed: organisation New name", "Name Old name → New name"),
        ("nobody signed in", "Created: organisation Old name", ""),
    ]


def test_the_first_change_of_a_loaded_record_shows_what_was_loaded(client, db):
    loaded = OrganisationFactory.build(name="As loaded")
    loaded.save_base(raw=True)
    client.force_login(UserFactory(username="pat", group="Publishers"))
    rename(client, loaded, "As changed")
    assert rows(client, loaded) == [
        ("pat", "Changed: organisation As changed", "Name As loaded → As changed"),
        (
            "nobody signed in",
            "Created: organisation As loaded (as the first change found it)",
            "",
        ),
    ]


def test_a_save_that_changed_nothing_is_no_line(publisher):
    organisation = OrganisationFactory(name="Old name")
    rename(publisher, organisation, "Old name")
    assert [what for _who, what, _changes in rows(publisher, organisation)] == [
        "Created: organisation Old name"
    ]


def test_the_history_of_an_organisation_tells_of_its_other_names(client, db):
    organisation = OrganisationFactory(name="Bank of China")
    client.force_login(UserFactory(username="pat", group="Publishers"))
    data = opened(client, organisation)
    add_row(data, "names", name="中国银行", language="zh-Hans", kind="official")
    save(client, organisation, data, "_save")
    organisation.names.get().delete()
    whats = [what for _who, what, _changes in rows(client, organisation)]
    assert whats[:2] == ["Deleted: other name 中国银行", "Created: other name 中国银行"]


def test_the_history_of_a_source_tells_what_it_is_derived_from(client, db):
    source, origin = SourceFactory(), SourceFactory(publisher="Xinhua", title="Speech")
    client.force_login(UserFactory(username="pat", group="Publishers"))
    save(client, source, opened(client, source) | {"derived_from": [origin.pk]}, "_save")
    assert rows(client, source)[0][2] == "Derived from — → Xinhua: Speech"


def test_the_history_of_a_field_names_its_directions(steward):
    field, other = FieldFactory(direction__title="Before"), DirectionFactory(title="After")
    save(steward, field, opened(steward, field) | {"direction": other.pk}, "_save")
    assert rows(steward, field)[0][2] == "Direction Before → After"


def test_the_history_of_a_direction_tells_of_its_fields(steward):
    field = FieldFactory(name="Trade")
    field.name = "Trade finance"
    field.save()
    assert rows(steward, field.direction)[0][1:] == (
        "Changed: field Trade finance",
        "Name Trade → Trade finance",
    )


def test_words_of_an_editor_are_escaped_in_the_history(publisher):
    organisation = OrganisationFactory(name="Old name")
    rename(publisher, organisation, "<script>alert(1)</script>")
    assert "<script>alert" not in publisher.get(history_url(organisation)).content.decode()


def test_an_editor_sees_the_list_of_saves_without_before_and_after(editor):
    organisation = OrganisationFactory(name="Old name")
    rename(editor, organisation, "New name")
    page = text(editor.get(history_url(organisation)))
    assert "Changed Name." in page
    assert "Old name" not in page


@pytest.mark.parametrize("who", ["editor", "publisher", "steward", "superuser"])
def test_nobody_can_go_back_to_an_earlier_line_or_change_one(request, db, who):
    client, metric = request.getfixturevalue(who), MetricFactory(name="Old name")
    metric.name = "New name"
    metric.save()
    line = metric.history.earliest()
    for url in (history_url(metric), f"{history_url(metric)}{line.pk}/"):
        client.post(url, {"name": "Old name", "_save": "on", "_change_history": "on"})
    metric.refresh_from_db()
    assert metric.name == "New name"
    assert metric.history.count() == 2


def test_no_line_of_history_stands_in_the_admin_to_be_edited(superuser):
    assert "historical" not in superuser.get("/admin/").content.decode()


@pytest.mark.parametrize("model", [Organisation, Source, Direction])
def test_the_history_of_what_is_not_there_leads_home(superuser, model):
    url = reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_history", args=["99"])
    assert superuser.get(url).status_code == 302


@pytest.mark.parametrize("changes", [1, 3])
def test_a_history_asks_as_often_for_many_changes_as_for_one(
    client, db, django_assert_num_queries, changes
):
    client.force_login(UserFactory(group="Publishers"))
    source, origins = SourceFactory(), [SourceFactory() for _ in range(changes)]
    for origin in origins:
        source.derived_from.add(origin)
    client.get(history_url(source))
    with django_assert_num_queries(9):
        client.get(history_url(source))


# Readers


def test_public_pages_show_nothing_of_it(client, db):
    edition = EditionFactory(case__slug="live", direction__slug="live", source__slug="live")
    signed_in(client, "Publishers")
    Event.record(Event.Kind.COMMENTED, UserFactory(username="hushhush"), edition, text="Hush")
    source = edition.references.get().source
    save(client, source, opened(client, source) | {"note": "Plain"}, "_save")
    client.logout()
    source.history.update(history_change_reason="Hush")
    shown = [url for url, page in pages(client).items() if b"hush" in page.content.lower()]
    assert shown == []
    assert edition.state == State.PUBLISHED
