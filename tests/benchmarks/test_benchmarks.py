"""Every command runs and prints its table, on a register of 30 cases; nobody looks at the times."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

from benchmarks import datasette
from benchmarks.growth import exponent, least

pytestmark = pytest.mark.xdist_group("benchmarks")  # one worker of pytest makes the register

PAGES = [
    "home",
    "list",
    "list, two filters",
    "list, deep page",
    "search, common word",
    "search, common word again",
    "search, rare word",
    "case",
    "organisation",
    "organisation, the busiest",
    "organisations by direction",
]
QUICK = ["--seconds", "0", "--limit", "1"]


@pytest.fixture(scope="module")
def register(tmp_path_factory):
    """The address of a register of 30 cases, and a place for what benchmarks keep."""
    folder = tmp_path_factory.mktemp("benchmarks")
    database = f"sqlite:///{folder}/30.sqlite3"
    run("generate", database, folder, "--cases", "30")
    return database, folder


def run(module, database, folder, *arguments):
    ours = {"DATABASE_URL": database, "XDG_CACHE_HOME": str(folder)}
    others = ("DJANGO_SETTINGS_MODULE", "CACHE_URL", "REPLICA_URL")
    environment = {name: v for name, v in os.environ.items() if name not in others} | ours
    command = [sys.executable, "-m", f"benchmarks.{module}", *arguments]
    done = subprocess.run(
        command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def first_column(printed):
    rows = [line for line in printed.splitlines() if line.startswith("| ")]
    return [row.split(" | ")[0].removeprefix("| ") for row in rows]


def test_pages_are_measured_cold_warm_and_cached(register):
    printed = run("pages", *register, "--colds", "1", "--pause", "0", *QUICK)
    assert printed.startswith("30 cases on SQLite")
    assert first_column(printed) == ["page", "---", *PAGES]


def test_growth_compares_registers_page_by_page(register):
    database, folder = register
    printed = run("growth", database, folder, database, "--colds", "0", *QUICK)
    assert printed.startswith("30 cases on SQLite")
    tables = [[f"{kind}, ms", "---", *PAGES] for kind in ("warm", "cold", "cached")]
    assert first_column(printed) == [cell for table in tables for cell in table]


def test_peers_answer_the_same_questions(register):
    arguments = ["--without", "nginx", "Datasette", "--turns", "0", "--loads", "0", *QUICK]
    printed = run("peers", *register, *arguments)
    assert first_column(printed) == ["page, ms", "---", *PAGES]


def test_writing_is_measured_and_the_import_undone(register):
    printed = run("writing", *register, "--editions", "2", "--rows", "5")
    steps = [f"5 cases {step}, s" for step in ("checked", "written as drafts", "undone")]
    titles = ["", "---", "one edition published, ms", "", "---", *steps]
    assert [cell.strip() for cell in first_column(printed)] == titles


def test_the_memory_of_each_process_of_the_server_is_added_up(register):
    printed = run("memory", *register, "--workers", "1")
    figures = ["started, ms", "first page after it, ms", "worker 1, MiB"]
    figures += ["the process that forked them, MiB", "together, MiB"]
    assert [cell.strip() for cell in first_column(printed)] == ["", "---", *figures]


def test_datasette_has_a_page_for_each_of_ours(tmp_path):
    file = tmp_path / "register.db"
    with datasette.sqlite3.connect(file) as database:
        database.executescript(datasette.TABLES)
        database.execute("INSERT INTO cases (id, slug, published) VALUES (7, 'ledger', '2026')")
        database.execute("INSERT INTO organisations VALUES (3, 'bank', 'Bank', 'bank')")
    address = datasette.Addresses(file)
    assert address("/") == "/"
    assert address("/cases/ledger/") == "/register/cases/7"
    assert address("/organisations/bank/") == "/register/participations?organisation_id=3"
    asked = "direction=x&_search=loan%2A&_searchmode=raw"
    assert address("/cases/?q=loan&direction=x") == f"/register/cases?{asked}"
    assert address("/who-does-what/") == "/register/by_direction"


def test_an_exponent_is_the_power_of_the_number_of_cases():
    cases = [10, 100, 1_000]
    assert exponent(cases, [5, 5, 5]) == pytest.approx(0)
    assert exponent(cases, [3, 30, 300]) == pytest.approx(1)
    assert exponent(cases, [3, None, 300]) is None


def test_of_several_turns_the_least_disturbed_counts():
    def said(warm, cold):
        return {"about": {}, "pages": [{"page": "home", "warm": warm, "cold": cold, "cached": 1}]}

    found = least([said(3, None), said(2, 9), said(4, 8)])
    assert found == said(2, 8)
    assert least([said(None, 1), said(None, 2)]) == said(None, 1)
