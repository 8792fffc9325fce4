"""Two workers of the production server on one database; whoever publishes is another process.

On PostgreSQL they are two servers, as on two hosts.
"""

import os
import re
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager

import psycopg
import pytest
from django.conf import settings

from tests.loopback import closed_port, until

pytestmark = pytest.mark.xdist_group("workers")  # started once, in one worker of pytest

PAGE = "/cases/electronic-invoice/"
FIND = "from cases import publishing as p; from cases.models import Case; "
FIND += "case = Case.objects.get(slug='electronic-invoice'); "
PUBLISH = "d = p.open_edition(case); d.title = d.change_note = 'Told anew'; d.save(); p.publish(d)"
WITHDRAW = "p.withdraw(case.editions.published().get(), 'Told twice.')"


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    """Where a database of these tests' own is: of PostgreSQL if the suite runs on that."""
    server, _slash, _name = os.environ.get("DATABASE_URL", "").rpartition("/")
    if not server.startswith("postgres"):
        yield f"sqlite:///{tmp_path_factory.mktemp('workers') / 'casebook.sqlite3'}"
        return
    name = f"workers_{os.getpid()}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield f"{server}/{name}"
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def manage(database):
    """Runs a command on that database; `manage.environment` names it."""

    def manage(*arguments):
        command = [sys.executable, "manage.py", *arguments]
        subprocess.run(
            command, env=manage.environment, cwd=settings.BASE_DIR, check=True, capture_output=True
        )

    elsewhere = {"REPLICA_URL", "CACHE_URL"}
    manage.environment = {name: os.environ[name] for name in os.environ.keys() - elsewhere} | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "SECRET_KEY": settings.SECRET_KEY,
        "DATABASE_URL": database,
    }
    manage("migrate")
    manage("load_register")
    return manage


@pytest.fixture(scope="module")
def ports(manage, database):
    with ExitStack() as stack:
        workers = [2] if database.startswith("sqlite") else [1, 1]
        yield [stack.enter_context(served(manage.environment, number)) for number in workers]


@contextmanager
def served(environment, workers):
    port = closed_port()
    command = f"config.server --workers {workers} --port {port}"
    server = subprocess.Popen(
        [sys.executable, "-m", *command.split()], env=environment, cwd=settings.BASE_DIR
    )
    try:
        until(lambda: answers(port))
        yield port
    finally:
        server.terminate()
        server.wait()


def answers(port):
    with socket.socket() as sock:
        return sock.connect_ex(("127.0.0.1", port)) == 0


def raw(port, line, *headers):
    """The status and the text that a request of exactly these lines gets."""
    lines = [line, "Connection: close", *headers, "", ""]
    with socket.create_connection(("127.0.0.1", port), timeout=20) as sock:
        sock.sendall("\r\n".join(lines).encode())
        answer = b"".join(iter(lambda: sock.recv(65536), b"")).decode(errors="replace")
    return int(answer.split()[1]), answer


def seen(ports):
    """(status, title) of what all workers answer: a connection is given to any of a server's."""
    line, host = f"GET {PAGE} HTTP/1.1", "Host: localhost"
    found = [raw(port, line, host) for _time in range(20) for port in ports]
    title = re.compile("<h1[^>]*>(.*?)</h1>", re.DOTALL)
    return {(status, title.search(text)[1]) for status, text in found}


@pytest.mark.parametrize(
    ("line", "headers"),
    [
        ("GET http://evil.example/cases/ HTTP/1.1", ["Host: localhost"]),
        ("GET http://localhost/cases/ HTTP/1.1", ["Host: evil.example"]),
        ("GET /cases/ HTTP/1.1", ["Host: localhost", "Host: evil.example"]),
        ("GET /cases/ HTTP/1.1", ["Host: evil.example", "Host: localhost"]),
        ("GET /cases/ HTTP/1.1", ["Host: évil.example"]),
        ("GET /cases/ HTTP/1.1", ["Host: localhost", "Host : evil.example"]),
        ("GET /cases/ HTTP/1.1", ["Host: localhost", "X_Forwarded_Host: evil.example"]),
        ("GET /cases/ HTTP/1.1", ["Host: localhost", "Script-Name: /evil.example"]),
        ("GET /cases/ HTTP/1.1", ["Host: localhost", "Transfer-Encoding: chunked", "", "0"]),
        ("GET /cases/ HTTP/1.1", ["Host: localhost", "Content-Length: 3", "", "x=1"]),
        ("GET /cases/%2e%2e/evil.example/%00%ff HTTP/1.1", ["Host: localhost"]),
        ("GET /cases/?é=évil.example HTTP/1.1", ["Host: localhost"]),
        ("GET //evil.example/cases/ HTTP/1.1", ["Host: localhost"]),
        ("GET /cases/#evil.example HTTP/1.1", ["Host: localhost"]),
        ("GET /cases/ HTTP/1.1", []),
        ("GET /cases/ HTTP/1.0", []),
    ],
)
def test_no_request_line_reaches_another_reader(ports, line, headers):
    for port in ports * 4:
        assert raw(port, line, *headers)[0] < 500
    for port in ports * 4:
        status, text = raw(port, "GET /cases/ HTTP/1.1", "Host: localhost")
        assert (status, "evil" in text) == (200, False)
        assert 'rel="canonical" href="http://localhost/cases/"' in text


def test_what_another_process_publishes_or_withdraws_is_on_the_pages_of_both(ports, manage):
    [(status, before)] = seen(ports)
    assert (status, before == "Told anew") == (200, False)
    manage("shell", "-c", FIND + PUBLISH)
    time.sleep(2)
    assert seen(ports) == {(200, "Told anew")}
    manage("shell", "-c", FIND + WITHDRAW)
    time.sleep(2)
    assert {status for status, _title in seen(ports)} == {410}
