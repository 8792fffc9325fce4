"""nginx and the server as deploy/ has them, really started."""

import asyncio
import contextlib
import http.client
import re
import threading

import pytest

from benchmarks.served import NAME
from benchmarks.slow_clients import slow_clients


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


@pytest.mark.parametrize(("accepts", "encoding"), [("br, gzip", "br"), ("gzip", "gzip"), ("", None)])
def test_a_static_file_comes_compressed_and_for_ever(host, accepts, encoding):
    path = re.search(rb'/static/css/[\w.]+\.css', host.get("/")[2])[0].decode()
    status, headers, body = host.get(path, {"Accept-Encoding": accepts})
    assert (status, headers["Content-Encoding"], headers["Content-Type"]) == (
        200,
        encoding,
        "text/css",
    )
    assert headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_a_static_file_without_a_hash_in_its_name_is_asked_for_again(host):
    assert host.get("/static/css/site.css")[1]["Cache-Control"] == "public, max-age=3600"


@pytest.mark.parametrize(
    "forged",
    [
        {"X-Forwarded-Host": "evil.example"},
        {"X-Forwarded-Proto": "http"},
        {"X-Forwarded-Port": "1"},
        {"X-Forwarded-Prefix": "/evil"},
        {"X_Forwarded_Proto": "http"},
        {"Forwarded": "host=evil.example;proto=http"},
    ],
)
def test_what_a_client_says_of_the_way_it_came_changes_no_page(host, forged):
    host.restart()
    host.wait()
    first, next_reader = host.get("/sources/", forged), host.get("/sources/")
    assert (first[0], first[2]) == (next_reader[0], next_reader[2])
    assert b"evil" not in next_reader[2]


@pytest.mark.parametrize("name", ["evil.example", f"evil.{NAME}", "127.0.0.1", ""])
def test_another_name_gets_no_answer(host, name):
    with pytest.raises(http.client.RemoteDisconnected):
        host.get("/", {"Host": name})


def test_a_request_for_another_address_gets_no_answer(host):
    with pytest.raises(http.client.RemoteDisconnected):
        host.get("https://evil.example/")


def test_a_restart_loses_no_request(host):
    answers, over = [], threading.Event()

    def read(number):
        while not over.is_set():
            try:
                answers.append(host.get(f"/about/?reader={number}")[0])  # not kept: really made
            except (OSError, http.client.HTTPException) as error:
                answers.append(repr(error))

    readers = [threading.Thread(target=read, args=(number,)) for number in range(6)]
    for reader in readers:
        reader.start()
    for _time in range(2):
        host.restart()
        host.wait()
    over.set()
    for reader in readers:
        reader.join()
    assert set(answers) == {200}
    assert len(answers) > 50


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
            return await asyncio.gather(*[asyncio.to_thread(host.get, "/cases/") for _ in range(20)])

    assert [status for status, _headers, _body in asyncio.run(read())] == [200] * 20


def test_the_site_answers_after_a_client_leaves_in_the_middle(host):
    connection = host.connect()
    connection.request("GET", "/cases/")
    connection.close()
    with contextlib.closing(host.connect()) as cut:
        cut.send(b"POST /about/ HTTP/1.1\r\nContent-Length: 1000\r\n\r\nhalf")
    assert host.get("/cases/")[0] == 200
