"""nginx and the server as deploy/ has them, really started."""

import asyncio
import contextlib
import http.client
import re
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from benchmarks.served import NAME, Served, running
from benchmarks.slow_clients import slow_clients

pytestmark = pytest.mark.xdist_group("host")  # started once, in one worker


def test_a_page_comes_through_nginx(host):
    status, headers, body = host.get("/")
    assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert b"Blockchain Casebook" in body


def test_whoever_asks_without_tls_is_sent_to_it(host):
    connection = http.client.HTTPConnection("127.0.0.1", host.plain)
    connection.request("GET", "/cases/?page=2", headers={"Host": NAME})
    answer = connection.getresponse()
    assert (answer.status, answer.headers["Location"]) == (301, f"https://{NAME}/cases/?page=2")
    connection.close()


@pytest.mark.parametrize(
    ("accepts", "encoding"), [("br, gzip", "br"), ("gzip", "gzip"), ("", None)]
)
def test_a_static_file_comes_compressed_and_for_ever(host, accepts, encoding):
    path = re.search(rb"/static/css/[\w.]+\.css", host.get("/")[2])[0].decode()
    status, headers, _body = host.get(path, {"Accept-Encoding": accepts})
    assert (status, headers["Content-Encoding"], headers["Content-Type"]) == (
        200,
        encoding,
        "text/css",
    )
    assert headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_a_static_file_without_a_hash_in_its_name_is_asked_for_again(host):
    assert host.get("/static/css/site.css")[1]["Cache-Control"] == "public, max-age=3600"


@pytest.mark.parametrize(
    ("path", "forged"),
    [
        ("/sources/", {"X-Forwarded-Host": "evil.example"}),
        ("/updates/", {"X-Forwarded-Proto": "http"}),
        ("/timeline/", {"X-Forwarded-Port": "1"}),
        ("/who-does-what/", {"X-Forwarded-Prefix": "/evil"}),
        ("/about/data/", {"X_Forwarded_Proto": "http"}),
        ("/about/method/", {"Forwarded": "host=evil.example;proto=http"}),
    ],
)
def test_what_a_client_says_of_the_way_it_came_changes_no_page(host, path, forged):
    first, next_reader = host.get(path, forged), host.get(path)
    assert (first[0], first[2], next_reader[0]) == (200, next_reader[2], 200)
    assert b"evil" not in next_reader[2]


@pytest.mark.parametrize("name", ["evil.example", f"evil.{NAME}", "127.0.0.1"])
def test_another_name_gets_no_answer(host, name):
    with pytest.raises(http.client.RemoteDisconnected):
        host.get("/", {"Host": name})


def test_a_request_for_another_address_gets_no_answer(host):
    with pytest.raises(http.client.RemoteDisconnected):
        host.get("https://evil.example/")


def test_a_restart_loses_no_request(host):
    answers = []

    def read(number):
        for _request in range(50):
            try:
                answers.append(host.get(f"/about/?reader={number}")[0])  # not kept: really made
            except (OSError, http.client.HTTPException) as error:
                answers.append(repr(error))

    readers = [threading.Thread(target=read, args=(number,)) for number in range(6)]
    for reader in readers:
        reader.start()
    for enough in (60, 160):
        while len(answers) < enough:
            time.sleep(0.01)
        host.restart()
    for reader in readers:
        reader.join()
    assert Counter(answers) == {200: 300}


def test_a_form_sent_while_the_server_restarts_is_answered(host):
    host.stop()
    answered = []
    sender = threading.Thread(target=lambda: answered.append(host.get("/about/", method="POST")[0]))
    sender.start()
    host.start()
    sender.join()
    assert answered == [403]  # Django's answer to a form without its token


def test_two_hundred_slow_clients_leave_other_readers_answered(host):
    async def read():
        async with slow_clients(host, 200):
            return await asyncio.gather(
                *[asyncio.to_thread(host.get, "/cases/") for _ in range(20)]
            )

    with ThreadPoolExecutor() as apart:  # a browser's test may have left a loop in this one
        answers = apart.submit(asyncio.run, read()).result()
    assert [status for status, _headers, _body in answers] == [200] * 20


def test_the_site_answers_after_a_client_leaves_in_the_middle(host):
    connection = host.connect()
    connection.request("GET", "/cases/")
    connection.close()
    with contextlib.closing(host.connect()) as cut:
        cut.send(b"POST /about/ HTTP/1.1\r\nContent-Length: 1000\r\n\r\nhalf")
    assert host.get("/cases/")[0] == 200


PUBLISH = """
from cases import publishing
from cases.models import Edition
draft = publishing.open_edition(Edition.objects.published().order_by("pk")[0].case)
draft.title, draft.change_note = "Said in another process", "A better word."
draft.save()
publishing.publish(draft)
"""


def test_what_is_published_in_one_process_is_on_every_worker_of_every_host(host, tmp_path):
    shared = {"DATABASE_URL": host.environment["DATABASE_URL"], "TRIAL_FOLDER": str(host.folder)}
    other = Served(tmp_path, **shared)
    with running(other):
        for each in (host, other):
            assert {b"another process" in page for page in pages(each)} == {False}
        host.manage("shell", "-c", PUBLISH)
        time.sleep(2)
        for each in (host, other):
            assert {b"another process" in page for page in pages(each)} == {True}


def pages(host):
    return [host.get("/updates/")[2] for _connection in range(12)]
