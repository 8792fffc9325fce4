"""A Redis of the tests' own, stopped, paused and damaged: pages go on, and it is hardly asked."""

import shutil
import signal
import subprocess
import time

import pytest
from django.core.cache import cache
from django.core.cache.backends.redis import RedisCacheClient
from redis import Redis, exceptions

from config.breaker import Breaker
from tests.factories import EditionFactory
from tests.loopback import closed_port, until

pytestmark = pytest.mark.skipif(
    not shutil.which("redis-server"), reason="redis-server is not installed"
)


PAIRS = "/who-does-what/together/"  # a page that keeps what it counted


class Server:
    def __init__(self):
        self.port = closed_port()
        self.client = Redis(port=self.port)
        self.start()

    def start(self):
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        until(self.answers)

    def answers(self):
        try:
            return self.client.ping()
        except exceptions.ConnectionError:
            return False

    def stop(self):
        self.process.kill()
        self.process.wait()


@pytest.fixture
def redis(settings, monkeypatch):
    monkeypatch.setattr("config.cache.breaker", Breaker(rest=3600))
    server = Server()
    url = f"redis://127.0.0.1:{server.port}/0"
    settings.CACHES = {"default": {"BACKEND": "config.cache.ForgivingRedis", "LOCATION": url}}
    yield server
    server.client.close()
    server.stop()


@pytest.fixture
def tries(monkeypatch):
    """What Redis was asked for, whether it answered or not."""
    asked, ask = [], RedisCacheClient.get_client

    def get_client(self, key=None, **kwargs):
        asked.append(key)
        return ask(self, key, **kwargs)

    monkeypatch.setattr(RedisCacheClient, "get_client", get_client)
    return asked


def pause(server):
    server.process.send_signal(signal.SIGSTOP)


def damage(server):
    for key in server.client.scan_iter():
        server.client.set(key, b"not what was written")


def test_what_is_costly_is_kept_in_redis(client, db, redis):
    EditionFactory()
    client.get(PAIRS)
    assert len(redis.client.keys()) == 1


def test_a_redis_that_was_left_has_no_connection_of_ours_until_it_is_asked(client, db, redis):
    EditionFactory()
    assert connected(redis, 1)
    for step, number in [(ask, 2), (lambda client: cache.disconnect(), 1), (ask, 2)]:
        step(client)
        assert connected(redis, number)


def ask(client):
    return client.get(PAIRS)


def connected(redis, number):
    """Whether so many connections are open soon: Redis learns of an ended one a little later."""
    for _try in range(50):
        if len(redis.client.client_list()) == number:
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize("fail", [Server.stop, pause])
def test_a_redis_that_does_not_answer_is_asked_once_for_all_pages(client, db, redis, tries, fail):
    EditionFactory()
    client.get(PAIRS)  # leaves a connection that is open
    tries.clear()
    fail(redis)
    pages = [PAIRS, "/cases/?q=loans", "/figures/", "/figures/?sort=date"]
    assert [client.get(page).status_code for page in pages] == [200] * 4
    assert len(tries) == 1


def test_a_redis_that_is_back_is_used_again(client, db, redis, monkeypatch):
    EditionFactory()
    redis.stop()
    client.get(PAIRS)
    redis.start()
    monkeypatch.setattr("config.cache.breaker", Breaker(rest=3600))  # as if the time were over
    client.get(PAIRS)
    assert len(redis.client.keys()) == 1


def test_what_is_damaged_in_redis_is_made_anew(client, db, redis, tries):
    EditionFactory(title="Loans", direction__title="Economy")
    whole = client.get(PAIRS).content
    damage(redis)
    tries.clear()
    assert [client.get(PAIRS).content for _time in range(2)] == [whole] * 2
    assert len(tries) == 3  # not found, written, found


@pytest.mark.parametrize(("rest", "is_open"), [(3600, True), (0, False)])
def test_what_failed_is_left_alone_for_as_long_as_it_rests(rest, is_open):
    breaker = Breaker(rest)
    assert not breaker.is_open
    breaker.trip()
    assert breaker.is_open == is_open
