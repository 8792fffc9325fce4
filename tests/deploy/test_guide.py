"""docs/deploy.md, tried word for word on a machine with a real systemd and nginx."""

import json
import os
import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.deploy.machine import ROOT, Machine, missing

NAME = "register.example.org"
FILLED_IN = {
    "<this repository>": "https://git.example/casebook",
    "YOUR.NAME": NAME,
    "casebook create_account": "casebook create_account --role admin --name chief --generate",
}
TIMERS = "casebook-publish-due.timer", "casebook-index.timer", "casebook-check-sources.timer"

pytestmark = pytest.mark.xdist_group("machine")

ASK = f"""
import http.client, json, os, socket, ssl, sys

trust = ssl.create_default_context(cafile="/etc/letsencrypt/live/{NAME}/fullchain.pem")

def ask(path):
    asked = http.client.HTTPConnection("{NAME}")
    plain = socket.create_connection(("127.0.0.1", 443), 30)
    asked.sock = trust.wrap_socket(plain, server_hostname="{NAME}")
    asked.request("GET", path)
    answer = asked.getresponse()
    return answer.status, answer.read().decode()

"""
ONCE = ASK + "print(json.dumps(ask(sys.argv[1])))"
OVER_AND_OVER = ASK + (
    "said = []\n"
    "while not os.path.exists('/run/enough'): said.append(ask('/cases/')[0])\n"
    "print(json.dumps(said))"
)


def commands(heading, number=0):
    """The commands under a heading of the guide, with what it leaves to its reader filled in."""
    guide = (ROOT / "docs/deploy.md").read_text()
    said = re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", guide, re.M | re.S)[1]
    found = re.findall(r"^```\n(.*?)^```$", said, re.M | re.S)[number]
    for words, ours in FILLED_IN.items():
        found = found.replace(words, ours)
    return found


@pytest.fixture(scope="module")
def machine(tmp_path_factory):
    if "DATABASE_URL" in os.environ:
        pytest.skip("The guide sets up SQLite: it is tried where the tests use that.")
    if why := missing():
        pytest.skip(why)
    with Machine(tmp_path_factory.mktemp("machine")) as started:
        started.run(commands("From a bare host to a running site"))
        yield started


def python(machine, script, *arguments):
    given = " ".join(arguments)
    return json.loads(machine.run(f"python3 - {given} <<'END'\n{script}\nEND").stdout)


def states(machine, *units):
    return machine.run(f"systemctl is-active {' '.join(units)}", check=False).stdout.split()


def main_process(machine):
    return machine.run("systemctl show --property MainPID --value casebook").stdout.strip()


def test_the_site_stands_as_the_guide_says(machine):
    status, page = python(machine, ONCE, "/cases/")
    assert (status, "<h1>Cases</h1>" in page) == (200, True)
    assert python(machine, ONCE, "/admin/login/")[0] == 200


def test_all_units_are_at_work(machine):
    units = "casebook.socket", "casebook.service", *TIMERS
    assert states(machine, *units) == ["active"] * len(units)


def test_the_server_runs_as_the_user_of_the_site_and_sees_no_home(machine):
    process = f"/proc/{main_process(machine)}"
    user = machine.run("id -u casebook").stdout.strip()
    status = machine.run(f"cat {process}/status").stdout
    assert re.findall(r"^(?:Uid|NoNewPrivs):\t(\d+)", status, re.M) == [user, "1"]
    assert machine.run(f"ls -A {process}/root/root {process}/root/home").stdout.split() == [
        f"{process}/root/home:",
        f"{process}/root/root:",
    ]


@pytest.mark.parametrize("unit", ["casebook-publish-due", "casebook-index"])
def test_what_a_timer_starts_comes_to_its_end(machine, unit):
    machine.run(f"systemctl start {unit}")
    assert states(machine, unit) == ["inactive"]  # neither failed nor still at it


def test_without_a_network_nothing_is_said_of_the_sources(machine):
    machine.run("systemctl start casebook-check-sources", check=False)
    assert states(machine, "casebook-check-sources") == ["failed"]
    said = machine.run("journalctl --unit casebook-check-sources --output cat").stdout
    assert re.findall("Nothing was written down", said) == ["Nothing was written down"]
    machine.run("systemctl reset-failed")


def test_a_server_that_dies_is_started_again_and_readers_wait_for_it(machine):
    before = main_process(machine)
    machine.run(f"kill -KILL {before}")
    assert python(machine, ONCE, "/cases/")[0] == 200
    assert main_process(machine) not in (before, "0")


@pytest.mark.parametrize(
    ("template", "path"),
    [("cases/method.html", "/about/method/"), ("directions/colours.css", "/directions.css")],
)
def test_a_template_of_an_update_is_not_read_before_the_restart(machine, template, path):
    """Its style sheet is not known to a server that began before."""
    file = f"/srv/casebook/templates/{template}"
    assert python(machine, ONCE, "/")[0] == 200  # it has begun
    new = '{% load static %}{% static "new.css" %}'
    places = (
        f"s|{{% block main %}}|&{new}|; $s|$|{new}|"  # one of them, as it extends another or not
    )
    machine.run(f"cp {file} /tmp/template && sed -i '{places}' {file}")
    assert "new.css" in machine.run(f"cat {file}").stdout
    assert python(machine, ONCE, path)[0] == 200
    machine.run(f"cp /tmp/template {file}")


def test_an_update_as_the_guide_says_loses_no_request(machine):
    before = main_process(machine)
    with ThreadPoolExecutor() as readers:
        reading = readers.submit(python, machine, OVER_AND_OVER)
        try:
            machine.run(commands("An update that loses no request"))
            python(machine, ONCE, "/cases/")
        finally:
            machine.run("touch /run/enough")
    assert set(reading.result()) == {200}
    assert main_process(machine) not in (before, "0")


def test_a_backup_can_be_restored_as_the_guide_says(machine):
    machine.run(commands("Backup"))
    machine.run("casebook create_account --role editor --name newcomer --generate")
    machine.run("kill -KILL $(systemctl show --property MainPID --value casebook)")  # leaves a log
    machine.run(commands("Restoring a backup"))
    names = "from django.contrib.auth.models import User; print(*User.objects.all())"
    assert machine.run(f"casebook shell -v0 -c '{names}'").stdout.split() == ["chief"]
    assert python(machine, ONCE, "/cases/")[0] == 200
    assert states(machine, "casebook.socket", "casebook.service", *TIMERS) == ["active"] * 5


def test_a_register_can_be_carried_to_another_database_as_the_guide_says(machine):
    """Here to a second one of SQLite."""
    touch = "from cases.models import Source; [each.save() for each in Source.objects.all()]"
    machine.run(f"casebook shell -v0 -c '{touch}'")
    machine.run(commands("From SQLite to PostgreSQL"))
    machine.run("sed -i s/casebook.sqlite3/other.sqlite3/ /etc/casebook.env")
    machine.run(commands("From SQLite to PostgreSQL", 1))
    count = (
        "from cases.models import *; "
        "print(Edition.objects.count(), Source.history.count(), Entry.objects.count())"
    )
    there = machine.run(f"casebook shell -v0 -c '{count}'").stdout
    machine.run("sed -i s/other.sqlite3/casebook.sqlite3/ /etc/casebook.env")
    assert machine.run(f"casebook shell -v0 -c '{count}'").stdout == there


def test_no_address_of_a_visitor_is_written_down(machine):
    asked = f"GET /cases/?q=secret HTTP/1.1\\r\\nHost: {NAME}\\r\\nConnection: close\\r\\n\\r\\n"
    for words in (asked, asked.replace(NAME, "127.0.0.1")):
        machine.run(f"exec 3<>/dev/tcp/127.0.0.1/80; printf '{words}' >&3; cat <&3")
    assert python(machine, ONCE, "/cases/?q=secret")[0] == 200
    said = machine.run("cat /var/log/nginx/*.log; journalctl --boot --output cat").stdout
    assert [line for line in said.splitlines() if "127.0.0.1 - " in line or "secret" in line] == []
