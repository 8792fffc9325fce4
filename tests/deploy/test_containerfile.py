"""The Containerfile: linted, and its commands started here, as no container can be in a test."""

import re
import shlex
import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks.served import ROOT, free_port

TEXT = (ROOT / "deploy/Containerfile").read_text()


def test_the_linter_has_nothing_to_say():
    hadolint = Path(sys.executable).with_name("hadolint")
    said = subprocess.run([hadolint, ROOT / "deploy/Containerfile"], capture_output=True, text=True)
    assert (said.returncode, said.stdout) == (0, "")


def test_it_runs_as_nobody_in_particular():
    assert re.findall(r"^USER (.+)$", TEXT, re.M)[-1] == "10001"


def test_what_is_copied_is_there_and_is_not_left_out():
    copied = [line.split()[1].rstrip("/") for line in TEXT.splitlines() if line.startswith("COPY ")]
    copied = {name for name in copied if not name.startswith("--from")}
    let_in = (ROOT / ".containerignore").read_text().splitlines()
    assert {name for name in copied if not (ROOT / name).exists()} == set()
    assert copied == {line[1:] for line in let_in if line.startswith("!")}


@pytest.mark.xdist_group("host")
def test_its_command_serves_and_its_check_says_so(host):
    port = str(free_port())
    command = shlex.split(re.sub(r'[\[\],"]', " ", TEXT.rpartition("\nCMD ")[2]))
    command = [sys.executable, *command[1:-1], port]
    server = subprocess.Popen(command, cwd=ROOT, env=host.environment, stderr=subprocess.DEVNULL)
    check = [sys.executable, "deploy/healthcheck.py", port]
    try:
        assert any(healthy(check, host) for _try in range(50))
    finally:
        server.terminate()
        server.wait()
    assert not healthy(check, host)


def healthy(check, host):
    time.sleep(0.2)
    asked = subprocess.run(check, cwd=ROOT, env=host.environment, capture_output=True)
    return asked.returncode == 0
