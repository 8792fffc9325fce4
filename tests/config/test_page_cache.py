"""Finished pages in front of Django: whose they are, how long they live, what does not enter."""

import gzip
import threading
from concurrent.futures import ThreadPoolExecutor

import brotli
import pytest
import time_machine
from django.core.management import call_command
from django.test import RequestFactory
from django.utils.http import http_date

from cases import publishing, review_links, source_checks
from cases.models import Generation
from config.page_cache import KEEP, PageCache, size
from tests.config.worker import Site
from tests.factories import NOON, DraftFactory, EditionFactory, SourceFactory, UserFactory


def rename(edition, title):
    draft = publishing.open_edition(edition.case)
    draft.title, draft.change_note = title, "A better word."
    draft.save()
    publishing.publish(draft)


def test_the_second_reader_gets_the_page_of_the_first(site):
    EditionFactory(case__slug="loans", title="Loans")
    first, second = site("/cases/loans/"), site("/cases/loans/")
    assert (first, site.made) == (second, 1)
    assert b"Loans" in first[2]


def test_what_is_published_is_on_the_page_within_two_seconds(site):
    edition = EditionFactory(case__slug="loans", title="Loans")
    site("/cases/loans/")
    rename(edition, "Credit")
    site.wait()
    assert b"Credit" in site("/cases/loans/")[2]


def test_what_is_withdrawn_is_gone_within_two_seconds(site):
    edition = EditionFactory(case__slug="loans")
    site("/cases/loans/")
    publishing.withdraw(edition, "Wrong.")
    site.wait()
    assert site("/cases/loans/")[0] == 410


def test_what_is_withdrawn_is_in_no_kept_list_within_two_seconds(site):
    edition = publishing.publish(DraftFactory(title="Loans"))
    assert b"Loans" in site("/cases/?sort=title")[2]
    publishing.withdraw(edition, "Wrong.")
    site.wait()
    assert b"Loans" not in site("/cases/?sort=title")[2]


def test_what_a_source_answered_is_on_its_page_though_the_run_broke_off(site, monkeypatch):
    first = SourceFactory(url="https://example.org/1")
    SourceFactory(url="https://example.org/2")
    EditionFactory(source=first)
    found = {first.pk: {"result": "answers", "status": 200}}
    monkeypatch.setattr(source_checks, "look", lambda source, visitor: found[source.pk])
    site(first.get_absolute_url())
    with pytest.raises(KeyError):
        call_command("check_sources", verbosity=0)
    site.wait()
    assert b"Last answered on" in site(first.get_absolute_url())[2]


def test_who_has_just_written_neither_gets_nor_leaves_a_kept_page(site):
    EditionFactory(case__slug="loans")
    for cookie in ("wrote=1", "wrote=1", "", "csrftoken=x; wrote=1"):
        site("/cases/loans/", cookie=cookie)
    assert site.made == 4


def test_a_signed_in_editor_neither_gets_nor_leaves_a_kept_page(site, client):
    EditionFactory(case__slug="loans")
    client.force_login(UserFactory(group="Editors"))
    cookie = f"sessionid={client.cookies['sessionid'].value}"
    for _time in range(2):
        site("/cases/loans/", cookie=cookie)
    site("/cases/loans/")
    assert site.made == 3


@pytest.mark.parametrize(
    "path",
    [
        "/cases/?utm_source=letter",
        "/cases/?nonsense=1",
        "/cases/?direction=no-such-direction",
        "/cases/no-such-case/",
        "/about/?x=1",
        "/cases/export/csv/",
        "/admin/login/",
    ],
)
def test_what_is_not_a_whole_known_page_is_not_kept(site, path):
    EditionFactory()
    site(path)
    made = site.made
    site(path)
    assert (site.made - made, len(site.cache.pages)) == (made, 0)


@pytest.mark.parametrize(
    "path",
    [
        "/cases/?q=loans",
        "/cases/?sort=title&view=table",
        "/cases/?page=1",
        "/cases/?open=metric",
        "/figures/?sort=date",
        "/timeline/?page=1",
        "/who-does-what/?by=role",
        "/updates/?page=1",
    ],
)
def test_a_list_that_a_reader_narrowed_or_put_in_order_is_kept(site, path):
    EditionFactory(title="Loans")
    first, second = site(path), site(path)
    assert (first, site.made) == (second, 1)


def test_what_others_hang_on_a_link_finds_the_page_without_it(site):
    EditionFactory()
    site("/cases/")
    assert site("/cases/?utm_source=letter")[0] == 200
    assert site.made == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example"},
        {"host": "localhost", "x_forwarded_host": "evil.example"},
        {"host": "localhost", "x_forwarded_proto": "https"},
        {"host": "localhost", "x_original_url": "/admin/"},
    ],
)
def test_no_header_puts_an_address_of_somebody_else_on_a_kept_page(site, headers):
    EditionFactory(case__slug="loans")
    site("/cases/loans/", **headers)
    page = site("/cases/loans/", host="localhost")[2]
    assert b"evil.example" not in page
    assert b'href="http://localhost/cases/loans/"' in page


@pytest.mark.parametrize(
    ("accepts", "encoding", "read"),
    [
        ("gzip, br;q=1", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("br;q=0, gzip", "gzip", gzip.decompress),
        ("", None, bytes),
        ("x;;,", None, bytes),
    ],
)
def test_a_page_is_kept_in_the_encodings_that_browsers_take(site, accepts, encoding, read):
    site("/about/")
    status, headers, body = site("/about/", accept_encoding=accepts)
    assert (status, headers.get("Content-Encoding")) == (200, encoding)
    assert read(body).startswith(b"<!doctype html>")
    assert (headers["Vary"], headers["Content-Length"]) == ("Accept-Encoding", str(len(body)))
    assert headers["Cache-Control"] == "public, max-age=0, s-maxage=1"


def test_a_browser_that_has_the_page_gets_no_body(site):
    _status, headers, _body = site("/about/", accept_encoding="br")
    for known in (headers["ETag"], f'W/{headers["ETag"]}, "x"', "*"):
        status, again, body = site("/about/", accept_encoding="br", if_none_match=known)
        assert (status, body, again["ETag"], again["Vary"]) == (
            304,
            b"",
            headers["ETag"],
            "Accept-Encoding",
        )
    assert site("/about/", if_none_match='"x"')[0] == 200


def test_a_date_tells_a_browser_that_it_has_the_page(site):
    with time_machine.travel(NOON, tick=False) as clock:
        site("/about/")
        clock.shift(3)
        dated = site("/about/")[1]["Last-Modified"]
        status, again, body = site("/about/", if_modified_since=dated)
    assert (dated, again["Last-Modified"]) == ("Sun, 01 Nov 2026 12:00:00 GMT",) * 2
    assert (status, body) == (304, b"")


def test_no_date_hides_what_changed_within_its_second(site):
    edition = EditionFactory(case__slug="loans")
    with time_machine.travel(NOON, tick=False):
        assert "Last-Modified" not in site("/cases/loans/")[1]
        rename(edition, "Credit")
        site.wait()
        asked = site("/cases/loans/", if_modified_since=http_date(NOON.timestamp()))
    assert (asked[0], b"Credit" in asked[2]) == (200, True)


def test_head_has_the_headers_of_get_and_no_body(site):
    site("/about/")
    status, headers, body = site("/about/", "HEAD")
    assert (status, body, int(headers["Content-Length"]) > 1000) == (200, b"", True)


def test_a_thread_that_is_held_up_brings_back_no_older_generation(db, monkeypatch):
    cache, later = PageCache(None, 2**20), []

    def held_up():
        if not later:
            later.append(True)  # another thread asks meanwhile, and is told at once
            cache.current_generation()
            return 1
        return 2

    monkeypatch.setattr(Generation, "current", held_up)
    cache.current_generation()
    assert cache.current_generation()[0] == 2


def test_a_form_that_is_posted_goes_through(site):
    site("/about/")
    assert site("/about/", "POST")[0] == 403
    assert site.made == 2


def test_memory_is_bounded_and_the_oldest_page_goes_first(site):
    small = Site(most=40_000)
    for path in ("/about/", "/directions/", "/sources/", "/about/data/", "/updates/"):
        small(path)
    assert small.cache.size == sum(size(*item) for item in small.cache.pages.items())
    assert 0 < small.cache.size <= 40_000
    assert "/about/" not in {part for key in small.cache.pages for part in key}
    assert "/updates/" in {part for key in small.cache.pages for part in key}


def test_without_memory_nothing_is_kept(site):
    none = Site(most=0)
    for _time in range(2):
        none("/about/")
    assert none.made == 2


def test_a_crowd_that_asks_at_once_is_answered_by_one_rendering():
    together, made = threading.Barrier(8, timeout=10), []

    def slow(environ, start_response):
        made.append(1)
        threading.Event().wait(0.2)
        environ[KEEP] = True
        start_response("200 OK", [("Content-Type", "text/html")])
        return Closing([b"page"])

    cache = PageCache(slow, 2**20)
    cache.believed = (1, NOON.date()), float("inf")

    def ask(_number):
        together.wait()
        return b"".join(cache(RequestFactory().get("/").environ, lambda *given: None))

    with ThreadPoolExecutor(8) as crowd:
        assert list(crowd.map(ask, range(8))) == [b"page"] * 8
    assert len(made) == 1


class Closing(list):
    def close(self):
        """As Django's responses have it."""


def test_the_page_of_a_review_link_is_not_kept(site):
    waiting = EditionFactory(state="submitted", submitted_at=NOON, title="Not yet said")
    address, secret = review_links.address(waiting), "a" * 32
    assert site(address, cookie=f"csrftoken={secret}")[0] == 200
    publishing.send_back(waiting, "Which day?")
    assert site(address)[0] == 410


def test_the_form_for_signing_in_is_not_kept(site):
    site("/admin/login/", cookie=f"csrftoken={'a' * 32}")
    _status, headers, _body = site("/admin/login/")
    assert "csrftoken" in headers["Set-Cookie"]


def test_nothing_is_kept_of_somebody_whose_cookie_is_written_oddly(site, client):
    DraftFactory(case__slug="loans")
    client.force_login(UserFactory(group="Editors"))
    cookie = f"sessionid ={client.cookies['sessionid'].value}"
    assert site("/cases/loans/preview/", cookie=cookie)[0] == 200
    assert site("/cases/loans/preview/")[0] == 404


def test_a_case_that_moved_is_not_kept_at_its_former_address(site):
    case = EditionFactory(case__slug="loans").case
    site("/cases/loans/")
    case = type(case).objects.get()
    case.slug = "credit"
    case.save()
    site.wait()
    assert site("/cases/loans/")[0] == 301
