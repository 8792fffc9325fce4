"""Readers read from a replica, where REPLICA_URL names one; whoever writes, from the primary.

A reader asks with a safe method, is not signed in and has not just written. Their page is read from
the replica if that answers and has what the primary had published when the page cache last asked,
a second ago at most. So a replica that lags shows nobody for longer what was withdrawn, and no page
is kept as newer than it is. Whoever writes gets a cookie for some seconds, which leads to the
primary and past kept pages, also after signing out and from a review link.
"""

import logging
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS as PRIMARY
from django.db import DatabaseError, connections

from cases.as_it_stood import within
from cases.models import Generation
from config.breaker import Breaker

logger = logging.getLogger(__name__)
REPLICA = "replica"
WROTE, WHILE = "wrote", 30  # the cookie of who has just written, and for how many seconds
PERSONAL = (settings.SESSION_COOKIE_NAME, WROTE)  # who has one of these reads from the primary
EDITED = ("/admin/", "/review/")  # pages that are no reader's
SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
GENERATION = "casebook.generation"  # in a request: the one that the page cache keeps its page under
REST = 5  # seconds for which a replica that does not answer is not asked again

reads = ContextVar("reads", default=PRIMARY)


class Router:
    def db_for_read(self, model, **hints):
        return PRIMARY if connections[PRIMARY].in_atomic_block else reads.get()

    def db_for_write(self, model, **hints):
        return PRIMARY

    def allow_relation(self, one, other, **hints):
        return True

    def allow_migrate(self, db, app_label, **hints):
        return db == PRIMARY


@contextmanager
def on_replica():
    before = reads.set(REPLICA)
    try:
        yield
    finally:
        reads.reset(before)


class ReadFromReplica:
    """The outermost middleware: a request that fails with the replica is made once more."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.breaker = Breaker(REST)

    def __call__(self, request):
        if is_readers(request) and self.replica_serves(request):
            response = self.read(request)
            if response.status_code < 500 or not connections[REPLICA].errors_occurred:
                return response
            request = type(request)(request.environ)  # middleware has changed the other
        response = self.get_response(request)
        if request.method not in SAFE:
            remember(response)
        return response

    def replica_serves(self, request):
        """Whether it answers, and with all that the page has to show."""
        if self.breaker.is_open:
            return False
        generation = newest(request)
        try:
            with on_replica():
                return Generation.current() >= generation
        except DatabaseError as error:
            logger.warning("The replica does not answer: %s", error)
            self.breaker.trip()
            return False

    def read(self, request):
        with on_replica():
            response = self.get_response(request)
        if response.streaming:
            response.streaming_content = within(on_replica, iter(response.streaming_content))
        return response


def is_readers(request):
    known = any(name in request.COOKIES for name in PERSONAL)
    return request.method in SAFE and not known and not request.path_info.startswith(EDITED)


def newest(request):
    """The generation that a page has to be of, at least; 0 if only the replica could say."""
    if GENERATION in request.environ:
        return request.environ[GENERATION]
    try:
        return Generation.current()
    except DatabaseError:
        return 0


def remember(response):
    response.set_cookie(
        WROTE, "1", WHILE, httponly=True, secure=settings.SESSION_COOKIE_SECURE, samesite="Lax"
    )
