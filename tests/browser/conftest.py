"""A real Chromium looking at a real server. Skipped, with the reason, where there is none."""

import os
import shutil

import pytest
from django.core.management import call_command

from tests import snapshot
from tests.factories import UserFactory

CHROMIUM = shutil.which("chromium")

# Playwright keeps an event loop in this thread; the tests' own queries are none of its business.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_collection_modifyitems(items):
    for item in items:
        if "/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM:
                item.add_marker(pytest.mark.skip(reason="chromium is not installed"))


@pytest.fixture(scope="session")
def browser_type_launch_args():
    return {"executable_path": CHROMIUM, "args": ["--no-sandbox", "--disable-gpu"]}


@pytest.fixture(scope="session")
def article():
    """The register as the first test that asked for it found it; see tests.snapshot."""
    return []


@pytest.fixture
def site(live_server, kept_groups, article):
    """The address of a running site that holds the article."""
    if article:
        snapshot.put_back(article)
    else:
        call_command("load_register", verbosity=0)
        article += snapshot.taken()
    return live_server.url


@pytest.fixture
def complaints(page):
    """What the browser's console complained of, such as code that the policy blocked."""
    heard = []
    page.on("console", lambda m: heard.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


@pytest.fixture
def sign_in(page, site):
    def as_member_of(group):
        user = UserFactory(group=group)
        user.set_password("correct horse battery")
        user.save()
        page.goto(f"{site}/admin/")
        page.fill("#id_username", user.username)
        page.fill("#id_password", "correct horse battery")
        page.click("[type=submit]")

    return as_member_of
