"""Processor time of whole processes, PostgreSQL's own included, to the microsecond."""

import time
from pathlib import Path

from django.db import connection

HERE = {"", "localhost", "127.0.0.1", "::1"}  # where PostgreSQL's processes can be looked at


def used(pid):
    """Seconds of processor that all threads of a process have used: clock_getcpuclockid(3)."""
    return time.clock_gettime((~pid << 3) | 2)


def family(pid):
    """A process and all that it started."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(member for child in children for member in family(int(child)))]


def backends():
    """PostgreSQL's processes that work for this database."""
    host = str(connection.settings_dict["HOST"])
    if connection.vendor != "postgresql" or (host not in HERE and not host.startswith("/")):
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        return [pid for (pid,) in cursor.fetchall()]


def cancel():
    """End what PostgreSQL still works on for somebody who waits no longer: the next is measured."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE state = 'active'"
                " AND datname = current_database() AND pid <> pg_backend_pid()"
            )


def milliseconds(pid, ask):
    """What a request takes of a process, its children and PostgreSQL; `ask` says how many it made.

    Raises ZeroDivisionError where it made none.
    """
    before = {each: used_by(each) for each in (*family(pid), *backends())}
    asked = ask()
    taken = (used_by(each, then) - then for each, then in before.items())
    return sum(taken) / asked * 1000


def used_by(pid, otherwise=0):
    try:
        return used(pid)
    except OSError:  # a connection that was too old and is gone
        return otherwise
