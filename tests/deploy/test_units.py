"""systemd units: understood by systemd, and of one mind with one another and with nginx."""

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest

DEPLOY = Path(__file__).parents[2] / "deploy"
UNITS = sorted(path for path in DEPLOY.glob("casebook*.*") if path.suffix != ".env")


def read(path):
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str
    unit.read(path)
    return unit


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed.")
def test_systemd_understands_the_units(tmp_path):
    """Each as shipped, with a Python that is there."""
    for path in UNITS:
        text = path.read_text().replace("/srv/casebook/.venv/bin/python", "/usr/bin/env python3")
        (tmp_path / path.name).write_text(text.replace("/srv/casebook", "/"))
    names = [tmp_path / path.name for path in UNITS]
    said = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *names], capture_output=True, text=True
    )
    assert (said.returncode, re.findall(rf"{tmp_path}.*", said.stderr)) == (0, [])


@pytest.mark.parametrize("path", [path for path in UNITS if path.suffix == ".service"], ids=str)
def test_each_service_runs_without_rights_and_with_the_same_settings(path):
    service = read(path)["Service"]
    kept = {name: service[name] for name in ("User", "EnvironmentFile", "NoNewPrivileges")}
    assert kept == {
        "User": "casebook",
        "EnvironmentFile": "/etc/casebook.env",
        "NoNewPrivileges": "yes",
    }


SANDBOX = "CapabilityBoundingSet|LockPersonality|NoNewPrivileges|Private|Protect|Restrict[AS]|UMask"


def test_all_services_stand_in_the_same_sandbox():
    services = [read(path)["Service"] for path in UNITS if path.suffix == ".service"]
    found = [
        {name: value for name, value in service.items() if re.match(SANDBOX, name)}
        for service in services
    ]
    assert found == [
        {
            "NoNewPrivileges": "yes",
            "PrivateTmp": "yes",
            "ProtectHome": "yes",
            "ProtectSystem": "full",
            "PrivateDevices": "yes",
            "ProtectControlGroups": "yes",
            "ProtectKernelModules": "yes",
            "ProtectKernelTunables": "yes",
            "LockPersonality": "yes",
            "RestrictSUIDSGID": "yes",
            "RestrictAddressFamilies": "AF_UNIX AF_INET AF_INET6",
            "CapabilityBoundingSet": "",
            "UMask": "0027",
        }
    ] * len(services)


def test_nginx_asks_where_systemd_listens():
    listened = read(DEPLOY / "casebook.socket")["Socket"]["ListenStream"]
    asked = set(re.findall(r"server unix:(\S+)", (DEPLOY / "nginx.conf").read_text()))
    assert asked == {listened}
