import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from django.conf import settings

from tests.loopback import closed_port, until
from tests.replica.clusters import Browser, Cluster, available


def pytest_collection_modifyitems(items):
    for item in items:
        if "clusters" in item.fixturenames and not available():
            item.add_marker(pytest.mark.skip(reason="PostgreSQL 15 is not installed"))


@pytest.fixture(scope="session")
def clusters():
    """A primary and the replica that follows it."""
    folder = Path(tempfile.mkdtemp(prefix="casebook-clusters-"))
    if os.getuid() == 0:
        shutil.chown(folder, "postgres")
    primary, replica = Cluster(folder / "primary"), Cluster(folder / "replica")
    try:
        primary.create()
        replica.follow(primary)
        yield primary, replica
    finally:
        for cluster in (replica, primary):
            if cluster.runs:
                cluster.stop()
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def environment(clusters):
    primary, replica = clusters
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "SECRET_KEY": settings.SECRET_KEY,
        "DATABASE_URL": primary.url,
        "REPLICA_URL": replica.url,
        "CACHE_URL": "",
    }


@pytest.fixture(scope="session")
def pat(environment):
    """The password of Pat, who publishes the article's cases."""

    def manage(*arguments):
        command = [sys.executable, "manage.py", *arguments]
        run = subprocess.run(
            command, env=environment, cwd=settings.BASE_DIR, check=True, capture_output=True
        )
        return run.stdout.decode()

    manage("migrate")
    manage("load_register")
    said = manage("create_account", "--role", "publisher", "--name", "pat", "--generate")
    return re.search(r"shown only now: (\S+)", said)[1]


@pytest.fixture(scope="session")
def site(environment, pat):
    """Where one worker of the production server serves the site."""
    port = closed_port()
    command = f"config.server --workers 1 --port {port}"
    served = subprocess.Popen(
        [sys.executable, "-m", *command.split()], env=environment, cwd=settings.BASE_DIR
    )
    until(lambda: answers(port))
    yield f"http://127.0.0.1:{port}"
    served.terminate()
    served.wait()


def answers(port):
    with contextlib.closing(socket.socket()) as sock:
        return sock.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def following(clusters):
    """The clusters, the replica up and with all that the primary has."""
    primary, replica = clusters
    for cluster in clusters:
        if not cluster.runs:
            cluster.start()
    replica.configure("recovery_min_apply_delay", "0")
    until(lambda: replica.has_all_of(primary))
    return primary, replica


@pytest.fixture
def reader(site, following):
    return Browser(site)


@pytest.fixture
def publisher(site, following, pat):
    browser = Browser(site)
    browser.post("/admin/login/", username="pat", password=pat)
    return browser
