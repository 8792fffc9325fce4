"""PostgreSQL clusters of the tests' own, one following the other, and a browser for the site."""

import os
import re
import shutil
import signal
import subprocess
from contextlib import contextmanager, suppress
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import psycopg

from tests.loopback import closed_port, until

BIN = Path("/usr/lib/postgresql/15/bin")
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "log_statement": "all",
    "wal_retrieve_retry_interval": "100ms",
}


class Cluster:
    def __init__(self, folder):
        self.folder, self.log, self.port = folder, folder.with_suffix(".log"), closed_port()

    @property
    def url(self):
        return f"postgres://casebook@127.0.0.1:{self.port}/postgres"

    def create(self):
        options = ["-U", "casebook", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"]
        self.run("initdb", "-D", self.folder, *options)
        self.start()

    def follow(self, primary):
        backup = ["--checkpoint=fast", "--write-recovery-conf", "--no-sync"]
        self.run("pg_basebackup", "-D", self.folder, "-d", primary.url, *backup)
        self.start()

    def start(self):
        options = " ".join(f"-c {name}='{value}'" for name, value in SETTINGS.items())
        self.control("start", "-l", self.log, "-o", f"-p {self.port} {options}")

    def stop(self):
        self.control("stop", "-m", "immediate")

    def control(self, what, *options):
        self.run("pg_ctl", "-D", self.folder, "-w", what, *options)

    @staticmethod
    def run(program, *arguments):
        """PostgreSQL does not run as root."""
        user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        command = [*user, BIN / program, *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=60)

    @property
    def runs(self):
        return (self.folder / "postmaster.pid").exists()

    def ask(self, sql):
        with psycopg.connect(self.url, autocommit=True) as connection:
            cursor = connection.execute(sql)
            row = cursor.fetchone() if cursor.description else None
            return row and row[0]

    @contextmanager
    def locked(self, table):
        """Lock a table, for replicas too; yields what unlocks it."""
        with psycopg.connect(self.url) as connection:
            connection.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
            self.ask("SELECT pg_logical_emit_message(true, 'tests', '')")  # sends it off
            yield connection.rollback

    def pause(self):
        """Let a replica take nothing more from its primary."""
        self.ask("SELECT pg_wal_replay_pause()")
        until(lambda: self.ask("SELECT pg_get_wal_replay_pause_state()") == "paused")

    @contextmanager
    def frozen(self):
        """All its processes stand still: its port takes connections, and nothing is answered."""
        with psycopg.connect(self.url) as connection:
            pids = connection.execute("SELECT pid FROM pg_stat_activity").fetchall()
        postmaster = int((self.folder / "postmaster.pid").read_text().split()[0])
        processes = [postmaster, *(pid for (pid,) in pids)]
        self.signal(signal.SIGSTOP, processes)
        try:
            yield
        finally:
            self.signal(signal.SIGCONT, processes)

    @staticmethod
    def signal(what, processes):
        for process in processes:
            with suppress(ProcessLookupError):
                os.kill(process, what)

    def configure(self, name, value):
        self.ask(f"ALTER SYSTEM SET {name} = '{value}'")
        self.ask("SELECT pg_reload_conf()")
        until(lambda: self.ask(f"SELECT current_setting('{name}')") == value)

    def has_all_of(self, primary):
        there = primary.ask("SELECT pg_current_wal_lsn()")
        return self.ask(f"SELECT pg_last_wal_replay_lsn() >= '{there}'")

    @property
    def asked(self):
        """How many questions about cases it was sent; what generation it has does not count."""
        return len(re.findall(r'FROM "?cases_(?!generation)', self.log.read_text()))


class Browser:
    def __init__(self, site):
        self.site, self.cookies = site, CookieJar()
        self.opener = build_opener(HTTPCookieProcessor(self.cookies))

    def get(self, path):
        """(status, text)"""
        return self.open(path)

    def post(self, path, page=None, **fields):
        """Send the form for `path` that stands on a page."""
        form = self.get(page or path)[1]
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)[1]
        return self.open(path, urlencode({"csrfmiddlewaretoken": token} | fields).encode())

    def forget(self, name):
        for cookie in [cookie for cookie in self.cookies if cookie.name == name]:
            self.cookies.clear(cookie.domain, cookie.path, cookie.name)

    def open(self, path, data=None):
        try:
            with self.opener.open(self.site + path, data, timeout=20) as answer:
                return answer.status, answer.read().decode(errors="replace")
        except HTTPError as refusal:
            with refusal:
                return refusal.code, refusal.read().decode()


def available():
    return BIN.exists() and (os.getuid() != 0 or shutil.which("runuser"))
