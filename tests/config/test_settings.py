"""What the environment may say, and what the site answers when it cannot use it."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from config.settings import (
    email,
    env,
    hosts,
    names,
    origins,
    read,
    secret_key,
    switch,
    url_of,
)

SECRET = "a secret that is long enough for a site"


def start(**variables):
    """`manage.py check` as an operator would run it, with nothing else in the environment."""
    return subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], **variables},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_without_a_secret_the_site_does_not_start_and_says_how_to_give_it_one():
    refused = start()
    assert refused.returncode == 1
    assert refused.stderr == (
        "The site cannot start. SECRET_KEY is not set: give the site a secret of at least 32 "
        "characters, in SECRET_KEY or in a file that SECRET_KEY_FILE names. `make run` makes one.\n"
    )


def test_a_value_that_cannot_be_used_stops_the_start_in_one_line():
    refused = start(SECRET_KEY=SECRET, DATABASE_URL="mysql://localhost/casebook")
    assert refused.returncode == 1
    assert refused.stderr == (
        "The site cannot start. DATABASE_URL is not usable: "
        "it does not begin with one of sqlite, postgres, postgresql.\n"
    )


def test_a_replica_needs_a_primary_that_it_can_follow():
    refused = start(SECRET_KEY=SECRET, REPLICA_URL="postgres://db.example/casebook")
    assert refused.stderr == (
        "The site cannot start. REPLICA_URL is not usable: DATABASE_URL names no PostgreSQL.\n"
    )


def test_a_secret_can_come_from_a_file(tmp_path):
    (tmp_path / "secret").write_text(f"{SECRET}\n")
    assert start(SECRET_KEY_FILE=str(tmp_path / "secret"), HTTPS="on").returncode == 0


def test_a_secret_file_that_is_missing_is_named(tmp_path):
    refused = start(SECRET_KEY_FILE=str(tmp_path / "absent"))
    assert refused.returncode == 1
    assert refused.stderr.startswith("The site cannot start. SECRET_KEY")
    assert "Traceback" not in refused.stderr


def test_a_developer_needs_no_secret():
    assert start(DEBUG="on").returncode == 0


database = url_of(env.db_url_config, "sqlite", "postgres", "postgresql")
cache = url_of(env.cache_url_config, "redis", "rediss")


@pytest.mark.parametrize(
    ("name", "convert", "raw", "reason"),
    [
        ("DEBUG", switch, "maybe", "“maybe” is neither on nor off."),
        ("HTTPS", switch, "2", "“2” is neither on nor off."),
        ("SECRET_KEY", secret_key, "short", "it is shorter than 32 characters."),
        (
            "CSRF_TRUSTED_ORIGINS",
            origins,
            "https://a.example, b.example",
            "“b.example” does not begin with https:// or http://.",
        ),
        (
            "ALLOWED_HOSTS",
            hosts,
            "a.example, https://b.example",
            "“https://b.example” is an address: a name alone is needed.",
        ),
        ("CONTACT_EMAIL", email, "abc", "Enter a valid email address."),
        (
            "DATABASE_URL",
            database,
            "mysql://localhost/x",
            "it does not begin with one of sqlite, postgres, postgresql.",
        ),
        ("CACHE_URL", cache, "nonsense", "it does not begin with one of redis, rediss."),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_by_name(monkeypatch, name, convert, raw, reason):
    monkeypatch.setenv(name, raw)
    with pytest.raises(ImproperlyConfigured) as refused:
        read(name, convert, None)
    assert str(refused.value) == f"{name} is not usable: {reason}"


@pytest.mark.parametrize(
    ("convert", "raw", "value"),
    [
        (switch, "on", True),
        (switch, " True ", True),
        (switch, "1", True),
        (switch, "OFF", False),
        (switch, "no", False),
        (names, "a.example, b.example,", ["a.example", "b.example"]),
        (origins, "https://a.example", ["https://a.example"]),
        (email, "desk@a.example", "desk@a.example"),
        (secret_key, f"{SECRET}\n", SECRET),
    ],
)
def test_a_value_is_read_as_it_is_meant(monkeypatch, convert, raw, value):
    monkeypatch.setenv("CASEBOOK_TEST", raw)
    assert read("CASEBOOK_TEST", convert, None) == value


def test_what_the_environment_leaves_out_has_a_default():
    assert read("CASEBOOK_TEST", switch, "the default") == "the default"


def test_an_empty_value_counts_as_left_out(monkeypatch):
    monkeypatch.setenv("CASEBOOK_TEST", "")
    assert read("CASEBOOK_TEST", secret_key, "the default") == "the default"


def test_a_database_elsewhere_is_an_address(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://ann:p%40ss@db.example:5433/casebook")
    configured = read("DATABASE_URL", database, None)
    assert {name: configured[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")} == {
        "NAME": "casebook",
        "USER": "ann",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": 5433,
    }
    assert configured["ENGINE"] == "django.db.backends.postgresql"


def test_a_cache_elsewhere_is_an_address(monkeypatch):
    monkeypatch.setenv("CACHE_URL", "redis://cache.example:6379/1")
    configured = read("CACHE_URL", cache, None)
    assert configured["LOCATION"] == "redis://cache.example:6379/1"


@pytest.mark.skipif(
    settings.DATABASES["default"]["ENGINE"] != "django.db.backends.sqlite3",
    reason="speaks of SQLite",
)
def test_sqlite_waits_for_its_turn_to_write_and_keeps_what_it_confirmed(db):
    options = settings.DATABASES["default"]["OPTIONS"]
    assert (options["transaction_mode"], options["timeout"]) == ("IMMEDIATE", 10)
    assert "PRAGMA journal_mode=WAL" in options["init_command"]
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA synchronous").fetchone() == (2,)
