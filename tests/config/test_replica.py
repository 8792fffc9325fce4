"""Whose requests a replica may answer. Real ones are in tests/replica/."""

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import RequestFactory

from cases.models import Generation
from config.replica import GENERATION, ReadFromReplica, is_readers


def request(method="GET", path="/cases/", **cookies):
    made = RequestFactory().generic(method, path)
    made.environ[GENERATION], made.COOKIES = 1, cookies
    return made


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_who_only_reads_is_a_reader(method):
    assert is_readers(request(method, csrftoken="x"))


@pytest.mark.parametrize(
    "asked",
    [
        request("POST"),
        request("DELETE"),
        request(sessionid="x"),
        request(wrote="1"),
        request(path="/admin/login/"),
        request(path="/review/token/"),
    ],
)
def test_who_writes_or_may_have_written_is_none(asked):
    assert not is_readers(asked)


@pytest.fixture
def answer():
    return ReadFromReplica(lambda request: HttpResponse("From the primary."))


def test_whoever_writes_is_led_past_the_replica_for_longer_than_it_lags(answer):
    cookie = answer(request("POST")).cookies["wrote"]
    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (30, True, "Lax")


def test_a_replica_that_does_not_answer_is_asked_once_for_all_pages(answer, monkeypatch):
    asked = []

    def fail():
        asked.append(1)
        raise OperationalError("connection refused")

    monkeypatch.setattr(Generation, "current", fail)
    assert [answer(request()).content for _time in range(5)] == [b"From the primary."] * 5
    assert len(asked) == 1
