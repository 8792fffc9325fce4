"""What was measured, and on what."""

import platform
import shutil
import subprocess
from os import cpu_count
from pathlib import Path

import django
from django.conf import settings
from django.db import connection
from django.utils import timezone

from cases.models import Edition


def about():
    return {
        "date": timezone.localdate().strftime("%-d %B %Y"),
        "cases": Edition.objects.published().count(),
        "database": database(),
        "software": f"Python {platform.python_version()}, Django {django.__version__}",
        "machine": f"{cpu_count()} × {processor()}, {platform.system()} {platform.release()}",
        "commit": commit(),
    }


def heading(found):
    """`found` is what about() said."""
    cases = f"{found['cases']:,} cases on {found['database']}"
    where = f"{found['software']}; {found['machine']}; commit {found['commit']}"
    return f"{cases}, {found['date']}. {where}."


def database():
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        return "SQLite " + ".".join(map(str, connection.Database.sqlite_version_info))
    return f"PostgreSQL {connection.pg_version // 10000}.{connection.pg_version % 10000}"


def processor():
    known = Path("/proc/cpuinfo").read_text().splitlines()
    names = [line.partition(":")[2].strip() for line in known if line.startswith("model name")]
    return names[0] if names else platform.machine()


def commit():
    if not shutil.which("git"):
        return "unknown"
    describe = ["git", "describe", "--always", "--dirty"]
    said = subprocess.run(describe, cwd=settings.BASE_DIR, capture_output=True, text=True)
    return said.stdout.strip() or "unknown"
