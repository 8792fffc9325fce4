"""Two real clusters: who reads from which, what a lag shows to whom, what happens when one dies."""

from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest
from django.utils import timezone

from cases import review_links
from tests.loopback import until

pytestmark = pytest.mark.xdist_group("clusters")  # started once, in one worker

numbers = count()


def asked(clusters, browser, path):
    """The status of a page, and whether it asked the primary and the replica about cases."""
    before = [cluster.asked for cluster in clusters]
    status, _text = browser.get(path)
    return status, *(c.asked > was for c, was in zip(clusters, before, strict=True))


def fresh(path="/cases/"):
    """The page at an address under which it is not kept."""
    return f"{path}?nothing={next(numbers)}"


def from_replica(clusters, browser):
    return asked(clusters, browser, fresh()) == (200, False, True)


def withdraw(primary, publisher, slug):
    pk = primary.ask(f"SELECT id FROM cases_case WHERE slug = '{slug}'")
    publisher.post(f"/admin/cases/case/{pk}/withdraw/", reason="Told twice.")
    return f"SELECT state FROM cases_edition WHERE case_id = {pk} ORDER BY number DESC LIMIT 1"


@pytest.mark.parametrize(
    "path",
    [
        "/cases/?sort=title",
        "/cases/?q=invoice",
        "/cases/export/csv/",
        "/cases/export/xlsx/",
        "/on/{today}/cases/export/csv/",
        "/sitemap-cases.xml",
        "/updates/atom/",
        "/no-such-page/",
    ],
)
def test_readers_ask_the_replica(following, reader, path):
    status = 404 if path == "/no-such-page/" else 200
    path = path.format(today=timezone.localdate())
    assert asked(following, reader, path) == (status, False, status == 200)


def test_who_is_signed_in_asks_the_primary(following, publisher):
    publisher.forget("wrote")
    assert asked(following, publisher, "/cases/") == (200, True, False)


def test_who_has_signed_out_asks_the_primary_for_a_while(following, publisher):
    publisher.post("/admin/logout/", page="/admin/")
    assert [cookie.name for cookie in publisher.cookies if cookie.name != "csrftoken"] == ["wrote"]
    assert asked(following, publisher, "/cases/") == (200, True, False)


def test_who_follows_a_review_link_asks_the_primary(following, reader):
    token = review_links.signer.sign_object([1, 1])
    assert asked(following, reader, f"/review/{token}/") == (410, True, False)


def test_who_has_just_withdrawn_a_case_never_sees_it_again_though_the_replica_lags(
    following, reader, publisher
):
    primary, replica = following
    page = "/cases/electronic-invoice/"
    assert (reader.get(page)[0], publisher.get(page)[0]) == (200, 200)
    replica.configure("recovery_min_apply_delay", "10s")
    state = withdraw(primary, publisher, "electronic-invoice")
    assert [publisher.get(page)[0] for _time in range(5)] == [410] * 5
    publisher.post("/admin/logout/", page="/admin/")
    assert [publisher.get(page)[0] for _time in range(5)] == [410] * 5
    assert page not in publisher.get("/cases/")[1]
    assert (primary.ask(state), replica.ask(state)) == ("withdrawn", "published")


def test_other_readers_do_not_wait_for_a_replica_that_lags(following, reader, publisher):
    primary, replica = following
    page = "/cases/tax-registration/"
    assert reader.get(page)[0] == 200
    replica.configure("recovery_min_apply_delay", "10s")
    state = withdraw(primary, publisher, "tax-registration")
    until(lambda: reader.get(page)[0] == 410)
    assert page not in reader.get("/cases/")[1]
    assert replica.ask(state) == "published"
    replica.configure("recovery_min_apply_delay", "0")
    until(lambda: from_replica(following, reader))
    assert reader.get(page)[0] == 410
    assert page not in reader.get("/cases/")[1]


def test_pages_go_on_without_a_replica_and_come_from_it_again_when_it_is_back(following, reader):
    _primary, replica = following
    until(lambda: from_replica(following, reader))
    replica.stop()
    assert [reader.get(fresh())[0] for _time in range(10)] == [200] * 10
    replica.start()
    until(lambda: from_replica(following, reader))


def test_a_page_that_the_replica_leaves_half_done_is_made_anew_by_the_primary(following, reader):
    primary, replica = following
    dated = f"/on/{timezone.localdate()}"
    until(lambda: from_replica(following, reader))
    with primary.locked("cases_participation") as unlock, ThreadPoolExecutor() as elsewhere:
        until(lambda: replica.ask("SELECT 1 FROM pg_locks WHERE mode = 'AccessExclusiveLock'"))
        asked_for = elsewhere.submit(reader.get, fresh(f"{dated}/cases/"))
        until(lambda: replica.ask("SELECT 1 FROM pg_stat_activity WHERE wait_event = 'relation'"))
        replica.pause()
        unlock()
        replica.stop()
        status, text = asked_for.result()
    assert (status, f'href="{dated}/cases/' in text) == (200, True)


def test_pages_go_on_without_the_primary(following, reader):
    primary, _replica = following
    until(lambda: from_replica(following, reader))
    primary.stop()
    assert [reader.get(fresh())[0] for _time in range(10)] == [200] * 10


def test_pages_go_on_while_the_replica_is_silent(following, reader):
    _primary, replica = following
    until(lambda: from_replica(following, reader))
    with replica.frozen():
        assert [reader.get(fresh())[0] for _time in range(10)] == [200] * 10
