"""Rules that hold on every page of the site."""

import re

import pytest
from django.test import Client

from tests.factories import EditionFactory
from tests.register import grow
from tests.test_query_counts import QUERIES

NO_PAGES = re.compile(
    "^/(suggest|cases/export|directions.css|robots|sitemap)|/(chart|file|cite|atom)/|png$"
)  # parts and files
PAGES = [path for path in QUERIES if not NO_PAGES.search(path)]


@pytest.fixture
def register(db):
    grow(1)


@pytest.mark.parametrize("path", [*PAGES, "/nothing-here/", "/cases/?page=none"])
def test_pages_carry_no_inline_code_and_ask_no_one_else(client, register, path):
    page = client.get(path)
    html = page.content.decode()
    assert re.findall(r"<script(?![^>]*\ssrc=|[^>]*ld\+json)|<style|\sstyle=|\son\w+=", html) == []
    assert re.findall(r'<(?:link|script|img)[^>]*(?:href|src)="(?:https?:)?//', html) == [
        # a canonical link names the site itself
        *re.findall(r'<link rel="canonical" href="http://', html)
    ]
    policy = page["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_one_heading_a_title_and_a_language(client, register, path):
    html = client.get(path).content.decode()
    assert html.count("<h1") == 1
    assert re.search(r"<title>\S.* · Blockchain Casebook</title>", html)
    assert '<html lang="en-gb">' in html


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
def test_readers_pages_only_answer_to_reading(client, register, method):
    answers = {path: getattr(client, method)(path).status_code for path in QUERIES}
    assert answers == dict.fromkeys(QUERIES, 405)


def test_a_page_that_is_not_there_says_so(client, db):
    page = client.get("/cases/never-heard-of/")
    assert page.status_code == 404
    assert "There is no such page" in page.content.decode()


def test_a_body_in_a_strange_encoding_is_refused_with_a_sentence(db):
    client = Client(raise_request_exception=False)
    form = "application/x-www-form-urlencoded; charset=latin-1"
    page = client.post("/admin/login/", "username=x", content_type=form)
    assert page.status_code == 400
    assert "could not read this request" in page.content.decode()


def test_a_form_without_its_token_is_refused_with_a_sentence(db):
    strict = Client(enforce_csrf_checks=True)
    page = strict.post("/admin/login/", {"username": "x"})
    assert page.status_code == 403
    assert "This form has gone stale" in page.content.decode()


def test_an_error_on_our_side_shows_a_plain_page(db, monkeypatch):
    def broken(*args):
        raise RuntimeError

    monkeypatch.setattr("cases.views.cases.related_cases", broken)
    EditionFactory(case__slug="live")
    page = Client(raise_request_exception=False).get("/cases/live/")
    assert page.status_code == 500
    assert "Something went wrong on our side" in page.content.decode()
