"""Attempts to have the page cache show a reader what somebody else made it keep, or to fill it."""

import threading
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.test import RequestFactory
from pyroaring import BitMap

from cases import publishing
from cases.index import writing
from config.page_cache import BESIDE, LONGEST, PageCache, accepted
from tests.config.worker import Site
from tests.factories import NOON, EditionFactory, UserFactory

PAGES = ["/cases/", "/cases/loans/", "/updates/atom/", "/robots.txt", f"/on/{NOON:%Y-%m-%d}/cases/"]


@pytest.fixture
def loans(db):
    edition = EditionFactory(case__slug="loans", title="Loans", published_at=NOON)
    writing.rebuild()
    return edition


def ask(site, path="/cases/", query="", **environ):
    """What a request of exactly these bytes gets, but for the second at which it was made."""
    asked = RequestFactory().get("/").environ | {"PATH_INFO": path, "QUERY_STRING": query}
    status, headers, body = site.answer(asked | environ)
    headers.pop("Last-Modified", None)
    return status, headers, body


def unspoilt(site, attacks, path="/cases/", query=""):
    """Whether a reader gets after these requests what they get from a worker that had none."""
    for attack in attacks:
        ask(site, **attack)
    seen = ask(site, path, query)
    cache.clear()  # of frames of lists, which workers share
    return seen == ask(Site(), path, query)


@pytest.mark.parametrize(
    "host",
    [
        "LOCALHOST",
        "localhost:80",
        "localhost:8080",
        "localhost:99999",
        "localhost.",
        "127.0.0.1",
        "evil.example",
        "evil.example@localhost",
        "localhost,evil.example",
        "localhost\0",
        "",
    ],
)
def test_no_host_reaches_another_reader(site, loans, host):
    for path in PAGES:
        assert unspoilt(site, [{"path": path, "HTTP_HOST": host}], path)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X_FORWARDED_HOST", "evil.example"),
        ("X_FORWARDED_PROTO", "https"),
        ("X_FORWARDED_PROTO", "https,http"),
        ("X_FORWARDED_PORT", "1"),
        ("X_FORWARDED_FOR", "127.0.0.1"),
        ("X_FORWARDED_PREFIX", "/evil"),
        ("FORWARDED", "host=evil.example;proto=https"),
        ("X_ORIGINAL_URL", "/admin/"),
        ("X_REWRITE_URL", "/admin/"),
        ("X_HTTP_METHOD_OVERRIDE", "POST"),
        ("SCRIPT_NAME", "/evil"),
        ("ACCEPT", "application/json"),
        ("ACCEPT_ENCODING", "br;q=0, gzip;q=0, identity;q=0, *"),
        ("ACCEPT_ENCODING", "BR"),
        ("ACCEPT_ENCODING", "gzip,,;;=,\0"),
        ("ACCEPT_LANGUAGE", "zh-Hans"),
        ("RANGE", "bytes=0-1"),
        ("IF_NONE_MATCH", "*"),
        ("IF_NONE_MATCH", 'W/"1-en-gb", "2-en-gb", "3-en-gb"'),
        ("IF_MODIFIED_SINCE", "Fri, 01 Jan 2100 00:00:00 GMT"),
        ("IF_UNMODIFIED_SINCE", "Mon, 01 Jan 1990 00:00:00 GMT"),
        ("AUTHORIZATION", "Basic cGF0OnBhdA=="),
        ("HX_REQUEST", "true"),
        ("X_KEEP", "yes"),
        ("COOKIE", "csrftoken=" + "a" * 32),
        ("COOKIE", "messages=evil; django_language=zh-hans"),
        ("COOKIE", "Sessionid=1; SESSIONID=2"),
        ("COOKIE", '"sessionid"=1; sessionid="";;='),
    ],
)
def test_no_header_reaches_another_reader(site, loans, name, value):
    for path in PAGES:
        assert unspoilt(site, [{"path": path, f"HTTP_{name}": value}], path)


@pytest.mark.parametrize("method", ["HEAD", "POST", "OPTIONS", "PURGE", "get"])
def test_no_method_reaches_another_reader(site, loans, method):
    for path in PAGES:
        assert unspoilt(site, [{"path": path, "REQUEST_METHOD": method}], path)


@pytest.mark.parametrize(
    ("attack", "query"),
    [
        ("&&&", ""),
        ("=", ""),
        ("%00", ""),
        ("on=", ""),
        ("utm_source=evil", ""),
        ("%75tm_source=evil", ""),
        ("utm_source=evil&q=loans", "q=loans"),
        ("utm_source=evil&page=1", "page=1"),
        ("sort=title&q=loans", "q=loans&sort=title"),
        ("x" * 5_000, ""),
        ("PAGE=2", "page=2"),
        ("page=%31", "page=1"),
        ("page=1&page=2", "page=1"),
        ("page=2&page=1", "page=1"),
        ("page=1;q=loans", "page=1"),
        ("q=loans%26page=2", "q=loans&page=2"),
        ("q=lo+ans", "q=lo%2Bans"),
        ("q=%ff", "q=%fe"),
        ("q=\xc3\xa9", "q=%C3%83%C2%A9"),
        ("q=%u0041", "q=A"),
    ],
)
def test_no_query_stands_for_another(site, loans, attack, query):
    for path in PAGES:
        assert unspoilt(site, [{"path": path, "query": attack}], path, query)


@pytest.mark.parametrize(
    "path",
    [
        "//cases/",
        "//evil.example/cases/",
        "/./cases/",
        "/cases//",
        "/cases/.",
        "/cases/ ",
        "/cases/\0",
        "/cases",
        "/cases/;x",
        "/CASES/",
        "/%63ases/",
        "/on//cases/",
        "/on/2999-01-01/cases/",
        f"/on/{NOON:%Y-%m-%d}/cases/",
    ],
)
def test_no_path_stands_for_another(site, loans, path):
    assert unspoilt(site, [{"path": path}])
    assert unspoilt(site, [{"path": path, "SCRIPT_NAME": "/cases"}])


def test_where_the_site_is_mounted_is_part_of_the_address(site, loans):
    assert unspoilt(site, [{"path": "/cases/", "SCRIPT_NAME": "/evil"}])


@pytest.mark.parametrize(
    "named", ["sessionid={}", "sessionid ={}", " sessionid\t= {}", "x;sessionid={}"]
)
def test_an_editor_is_never_given_a_kept_page(site, loans, client, named):
    client.force_login(UserFactory(group="Editors"))
    ask(site)
    made = site.made
    _status, headers, _body = ask(site, HTTP_COOKIE=named.format(client.cookies["sessionid"].value))
    assert (site.made - made, headers["Cache-Control"]) == (1, "private, no-cache")


# What caches in front of the site are told


@pytest.mark.parametrize("path", [*PAGES, "/admin/", "/cases/loans/preview/"])
def test_no_cache_may_store_what_an_editor_gets(site, loans, client, path):
    client.force_login(UserFactory(group="Editors"))
    cookie = f"sessionid={client.cookies['sessionid'].value}"
    assert "private" in ask(site, path, HTTP_COOKIE=cookie)[1]["Cache-Control"]
    assert not site.cache.pages


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        ("/cases/", "page=0", 400),
        ("/cases/", "unknown=1", 200),
        ("/cases/", "on=2026-11-01", 302),
        ("/cases/export/csv/", "", 200),
        ("/cases", "", 301),
        ("/no-such-page/", "", 404),
        ("/cases/loans/", "", 410),
    ],
)
def test_no_cache_may_store_what_is_not_a_whole_page(site, loans, path, query, status):
    publishing.withdraw(loans, "Wrong.")
    found, headers, _body = ask(site, path, query)
    assert (found, "private" in headers["Cache-Control"]) == (status, True)
    assert not site.cache.pages


@pytest.mark.parametrize("path", PAGES)
def test_a_kept_page_has_all_headers_that_django_gave_it(site, loans, path):
    given = ask(Site(most=0), path)[1]
    ask(site, path)
    kept = ask(site, path)[1]
    for page in (given, kept):
        page.pop("ETag", None)  # a feed has one of its own
    assert kept == given | {"Vary": "Accept-Encoding", "Content-Length": kept["Content-Length"]}
    assert (kept["Vary"], kept["Cache-Control"]) == (
        "Accept-Encoding",
        "public, max-age=0, s-maxage=1",
    )


# Memory


@pytest.fixture
def any_host(settings):
    settings.ALLOWED_HOSTS = ["*"]


def test_many_hosts_fill_no_more_than_there_is_room(site, any_host):
    small = Site(most=20 * BESIDE)
    for number in range(50):
        ask(small, "/robots.txt", HTTP_HOST=f"{number}.example")
    assert 0 < len(small.cache.pages) < 20
    assert small.cache.size <= 20 * BESIDE


@pytest.mark.parametrize(
    "asked",
    [
        {"HTTP_HOST": "a." * 5_000 + "example"},
        {"path": "/" * 10_000},
        {"query": "direction=&" * 1_000},
        {"query": "page=" + "0" * 4_000 + "1"},
        {"query": "utm_source=" + "x" * 10_000},
        {"HTTP_X_FORWARDED_PROTO": "x" * 300_000},
        {"HTTP_ACCEPT_ENCODING": "x" * 300_000},
        {"HTTP_COOKIE": "x=" + "x" * 300_000},
    ],
)
def test_no_key_is_long(site, any_host, asked):
    ask(site, **asked)
    assert all(sum(map(len, key[1:])) <= LONGEST for key in site.cache.pages)


@pytest.mark.parametrize("name", ["X_FORWARDED_PROTO", "X_FORWARDED_HOST", "ACCEPT_LANGUAGE"])
@pytest.mark.parametrize("header", [None, ("HTTP_X_FORWARDED_PROTO", "https")])
def test_no_header_has_a_page_kept_twice(site, settings, name, header):
    settings.SECURE_PROXY_SSL_HEADER = header
    for value in ("1", "2", "3"):
        ask(site, **{f"HTTP_{name}": value})
    assert len(site.cache.pages) == 1


def test_what_a_browser_accepts_is_not_remembered_at_length(site):
    accepted.cache_clear()
    for number in range(3):
        ask(site, HTTP_ACCEPT_ENCODING=f"br{' ' * 10_000}{number}")
    assert accepted.cache_info().currsize == 1


@pytest.mark.parametrize("proto", ["https", "https, http", " https", "http", "HTTPS", ""])
def test_behind_a_proxy_a_page_is_kept_under_the_scheme_that_django_sees(site, settings, proto):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    request = RequestFactory().get("/cases/", HTTP_X_FORWARDED_PROTO=proto)
    ask(site, HTTP_X_FORWARDED_PROTO=proto)
    assert [key[1] for key in site.cache.pages] == [request.scheme]


# A crowd


def crowd(application, size=6):
    """What as many requests at once for the same page get from it: answers and errors."""
    together, pages = threading.Barrier(size, timeout=10), PageCache(application, 2**20)
    pages.believed = (1, NOON.date()), float("inf")

    def one(_number):
        together.wait()
        try:
            return b"".join(pages(RequestFactory().get("/").environ, lambda *given: None))
        except RuntimeError as error:
            return error.args[0]

    with ThreadPoolExecutor(size) as threads:
        return list(threads.map(one, range(size))), pages


def no_such_page(environ, start_response):
    start_response("404 Not Found", [])
    return [b"No."]


def broken(environ, start_response):
    raise RuntimeError("broken")


@pytest.mark.parametrize(("fails", "said"), [(no_such_page, b"No."), (broken, "broken")])
def test_a_crowd_that_waited_for_nothing_goes_on_together(fails, said):
    """All but the first are made at the same time: one after another they would never meet."""
    first, others = threading.Lock(), threading.Barrier(5, timeout=5)

    def slow(environ, start_response):
        if first.acquire(blocking=False):
            threading.Event().wait(0.3)
        else:
            others.wait()
        return fails(environ, start_response)

    answers, pages = crowd(slow)
    assert answers == [said] * 6
    assert (pages.rendering, pages.pages) == ({}, {})


# Django's cache


@pytest.mark.parametrize(
    "damaged",
    [b"", b"x" * 40, BitMap([1, 2, 70_000]).serialize()[:-1], bytes(8), "text", 5, [1]],
    ids=["empty", "other", "cut off", "zeros", "text", "number", "list"],
)
def test_a_damaged_finding_is_made_anew(client, loans, monkeypatch, damaged):
    def get(key):
        found = cache.get(key)
        return damaged if isinstance(found, bytes) else found

    page = client.get("/cases/?q=loans").content
    monkeypatch.setattr("cases.kept.cache", SimpleNamespace(get=get, set=cache.set))
    assert client.get("/cases/?q=loans").content == page
    assert b"1 case" in page
