"""Finished pages, kept in front of Django until something is published.

Kept is what a reader who is not signed in gets, under its address, the day and the generation of
the register, which every publication advances. Each worker asks for the generation once a second,
so that what is published is on every page of every worker and host within two. A page that Django
did not mark as keepable (`Keepable` below) passes through: refusals, downloads, addresses with
parameters that are not among those that the view understood. Who is signed in or has just written
passes it by.
"""

import gzip
import hashlib
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter

import brotli
from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.utils import timezone
from django.utils.http import http_date

from cases.filters.register import SEEN_EVERYWHERE
from cases.models import Generation
from config.replica import GENERATION, PERSONAL

KEEP = "casebook.keep"  # in a request: whether its page may be kept
OURS = {"Content-Length", "ETag", "Last-Modified"}  # what is said here anew
FRESH = 1  # seconds for which a worker believes the generation that it read
SETTLED = 2 * FRESH  # seconds after which nothing else can have been sent of the same second
EVERYBODYS = f"public, max-age=0, s-maxage={FRESH}"
PRIVATE = "private, no-cache"  # said nothing, caches in front may store pages, refusals and all
READING = ("GET", "HEAD")
REFUSED = {"q=0", "q=0.0", "q=0.00", "q=0.000"}
PATIENCE = 10  # seconds for which a request waits for another to render the same page
LONGEST = 2_000  # characters of host, path and query; no link of ours comes near
BESIDE = 4_000  # bytes that a kept page takes beside its bodies and its key, as tracemalloc has it


class Keepable:
    """Marks what may be kept: a whole page, of nobody in particular, whose address it knows."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        request.environ[KEEP] = is_everybodys(request, response)
        response.setdefault("Cache-Control", EVERYBODYS if request.environ[KEEP] else PRIVATE)
        return response


def is_everybodys(request, response):
    if request.method not in READING or response.status_code != 200:
        return False
    if response.streaming or response.cookies or response.has_header("Vary"):
        return False
    if "private" in response.get("Cache-Control", ""):
        return False
    personal = any(name in request.COOKIES for name in PERSONAL)
    return not personal and request.GET.keys() <= getattr(response, "understood", set())


@dataclass(frozen=True)
class Encoded:
    """A page as it goes over the wire in one encoding."""

    headers: list
    unchanged: list  # headers of a 304: those that do not speak of the body
    body: bytes
    etag: str


@dataclass(frozen=True)
class Page:
    encoded: dict  # by encoding: "", "br", "gzip"
    made: float
    dated: list  # the header that says when it was made, in whole seconds

    def date(self):
        """That header, unless another page may still be made of the same second."""
        return self.dated if time.time() - self.made > SETTLED else []


def size(key, page):
    bodies = sum(len(each.body) for each in page.encoded.values())
    return bodies + sum(map(len, key[1:])) + BESIDE


def finished(given, body):
    headers = [(name, value) for name, value in given if name not in OURS]
    headers.append(("Vary", "Accept-Encoding"))
    digest = hashlib.sha256(body).hexdigest()[:32]
    bodies = {"": body, "br": brotli.compress(body, quality=4), "gzip": gzip.compress(body, 6)}
    several = {name: encoded(name, headers, digest, body) for name, body in bodies.items()}
    made = time.time()
    return Page(several, made, [("Last-Modified", http_date(made))])


def encoded(name, headers, digest, body):
    etag = f'"{digest}-{name}"' if name else f'"{digest}"'
    unchanged = [*(each for each in headers if each[0] != "Content-Type"), ("ETag", etag)]
    of_body = [("Content-Encoding", name)] if name else []
    of_body.append(("Content-Length", str(len(body))))
    return Encoded([*headers, *of_body, ("ETag", etag)], unchanged, body, etag)


class PageCache:
    """A WSGI application around another."""

    def __init__(self, application, most=None):
        self.application = application
        self.most = settings.PAGE_CACHE_BYTES if most is None else most
        self.pages, self.size = OrderedDict(), 0
        self.rendering = {}
        self.lock = threading.Lock()
        self.believed = None, 0  # what was read, and when

    def __call__(self, environ, start_response):
        key = self.key(environ)
        if key is None:
            return self.application(environ, start_response)
        page = self.find(key)
        environ[GENERATION], _day = key[0]
        if page is None and environ["REQUEST_METHOD"] == "GET":
            return self.render(key, environ, start_response)
        if page is None:
            return self.application(environ, start_response)
        return answer(page, environ, start_response)

    # What is kept

    def key(self, environ):
        """Under what the page is kept; None for what is not ours to keep."""
        if not self.most or environ["REQUEST_METHOD"] not in READING:
            return None
        cookies = environ.get("HTTP_COOKIE", "")
        if any(name in cookies for name in PERSONAL):  # however oddly it is written
            return None
        place = scheme(environ), environ.get("HTTP_HOST", ""), environ.get("SCRIPT_NAME", "")
        place += environ["PATH_INFO"], query(environ)
        if sum(map(len, place)) > LONGEST:
            return None
        if (generation := self.current_generation()) is None:
            return None
        return generation, *place

    def current_generation(self):
        """The register's generation and the day, for ages in words; None if nobody knows."""
        now = time.monotonic()  # before the answer, which may take a while
        generation, read_at = self.believed
        if now - read_at > FRESH:
            try:
                close_old_connections()
                generation = Generation.current(), timezone.localdate()
            except DatabaseError:
                return None
            with self.lock:  # another thread may have read later, and been quicker
                self.believed = max(self.believed, (generation, now), key=itemgetter(1))
        return generation

    def find(self, key):
        with self.lock:
            if page := self.pages.get(key):
                self.pages.move_to_end(key)
            return page

    def keep(self, key, page):
        with self.lock:
            if size(key, page) > self.most // 4 or key in self.pages:
                return
            self.pages[key] = page
            self.size += size(key, page)
            while self.size > self.most:
                self.size -= size(*self.pages.popitem(last=False))

    # Rendering: one request does it, those that ask meanwhile wait for it, once

    def render(self, key, environ, start_response):
        with self.lock:
            mine = key not in self.rendering
            done = self.rendering.setdefault(key, threading.Event())
        if not mine:
            done.wait(PATIENCE)
        try:
            if page := self.find(key):
                return answer(page, environ, start_response)
            return self.render_now(key, environ, start_response)
        finally:
            if mine:
                with self.lock:
                    del self.rendering[key]
                done.set()

    def render_now(self, key, environ, start_response):
        started = []
        body = self.application(environ, lambda *given: started.append(given))
        headers = started[0][1]
        if not environ.get(KEEP):
            start_response(*started[0])
            return body
        try:
            page = finished(headers, b"".join(body))
        finally:
            body.close()
        self.keep(key, page)
        return answer(page, environ, start_response)


def scheme(environ):
    """As Django's requests have it: of the proxy's header, a visitor may have written the rest."""
    header, secure = settings.SECURE_PROXY_SSL_HEADER or ("", "")
    if header not in environ:
        return environ["wsgi.url_scheme"]
    return "https" if environ[header].partition(",")[0].strip() == secure else "http"


def query(environ):
    """The query without what others hang on links, which changes nothing on a page; the rest as it
    came, for a page may show it so, and two that look the same once decoded may be none.
    """
    given = environ.get("QUERY_STRING", "")
    return "&".join(part for part in given.split("&") if not part.startswith(SEEN_EVERYWHERE))


def answer(page, environ, start_response):
    found = page.encoded[accepted(environ.get("HTTP_ACCEPT_ENCODING", "")[:200])]
    date = page.date()
    if unchanged(environ, found.etag, date):
        start_response("304 Not Modified", found.unchanged + date)
        return [b""]
    start_response("200 OK", found.headers + date)
    return [b"" if environ["REQUEST_METHOD"] == "HEAD" else found.body]


@lru_cache(maxsize=256)
def accepted(header):
    """The best encoding that a browser takes: br, gzip or none."""
    offered = dict(part.strip().partition(";")[::2] for part in header.lower().split(","))
    fits = [name for name in ("br", "gzip") if offered.get(name, "q=0").strip() not in REFUSED]
    return next(iter(fits), "")


def unchanged(environ, etag, date):
    if known := environ.get("HTTP_IF_NONE_MATCH"):
        several = (part.strip().removeprefix("W/") for part in known.split(","))
        return known in ("*", etag) or etag in several
    return ("Last-Modified", environ.get("HTTP_IF_MODIFIED_SINCE")) in date
