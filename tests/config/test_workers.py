"""The production server with two workers on one database: whoever publishes is another process."""

import os
import re
import socket
import subprocess
import sys
import time

import pytest
from django.conf import settings

from config.page_cache import FRESH
from tests.loopback import closed_port, until

PAGE = "/cases/electronic-invoice/"
FIND = "from cases import publishing as p; from cases.models import Case; "
FIND += "case = Case.objects.get(slug='electronic-invoice'); "
PUBLISH = "d = p.open_edition(case); d.title = d.change_note = 'Told anew'; d.save(); p.publish(d)"
WITHDRAW = "p.withdraw(case.editions.published().get(), 'Told twice.')"


@pytest.fixture(scope="module")
def manage(tmp_path_factory):
    """Runs a command on a database of these tests' own; `manage.environment` names it."""
    database = tmp_path_factory.mktemp("workers") / "casebook.sqlite3"

    def manage(*arguments):
        command = [sys.executable, "manage.py", *arguments]
        subprocess.run(
            command, env=manage.environment, cwd=settings.BASE_DIR, check=True, capture_output=True
        )

    elsewhere = {"REPLICA_URL", "CACHE_URL"}
    manage.environment = {name: os.environ[name] for name in os.environ.keys() - elsewhere} | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "SECRET_KEY": settings.SECRET_KEY,
        "DATABASE_URL": f"sqlite:///{database}",
    }
    manage("migrate")
    manage("load_register")
    return manage


@pytest.fixture(scope="module")
def port(manage):
    port = closed_port()
    command = f"granian --interface wsgi --workers 2 --port {port} config.wsgi:application"
    served = subprocess.Popen(
        [sys.executable, "-m", *command.split()], env=manage.environment, cwd=settings.BASE_DIR
    )
    until(lambda: answers(port))
    yield port
    served.terminate()
    served.wait()


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


def seen(port, path=PAGE):
    """(status, title) of what all workers answer: each connection is given to either of them."""
    found = [raw(port, f"GET {path} HTTP/1.1", "Host: localhost") for _time in range(20)]
    title = re.compile("<h1[^>]*>(.*?)</h1>", re.DOTALL)
    return {(status, title.search(text)[1]) for status, text in found}


def wait():
    time.sleep(2 * FRESH)


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
def test_no_request_line_reaches_another_reader(port, line, headers):
    for _time in range(4):  # both workers
        assert raw(port, line, *headers)[0] < 500
    for _time in range(4):
        status, text = raw(port, "GET /cases/ HTTP/1.1", "Host: localhost")
        assert (status, "evil" in text) == (200, False)
        assert 'rel="canonical" href="http://localhost/cases/"' in text


def test_what_another_process_publishes_and_withdraws_is_on_the_pages_of_both_workers(port, manage):
    [(status, before)] = seen(port)
    assert (status, before == "Told anew") == (200, False)
    manage("shell", "-c", FIND + PUBLISH)
    wait()
    assert seen(port) == {(200, "Told anew")}
    manage("shell", "-c", FIND + WITHDRAW)
    wait()
    assert {status for status, _title in seen(port)} == {410}
