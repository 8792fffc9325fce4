"""The server alone, started as `make serve` does, and what it loads."""

import os
import secrets
import subprocess
import sys
from contextlib import closing

from benchmarks.servers import Http, free_port, running
from config.server import read_templates


def test_a_server_that_cannot_reach_its_database_starts_and_says_so_to_readers_and_its_log(
    tmp_path,
):
    port = free_port()
    ours = {"SECRET_KEY": secrets.token_urlsafe(48), "DEBUG": "off"}
    ours["DATABASE_URL"] = f"sqlite:///{tmp_path}/missing/casebook.sqlite3"
    ours |= {"DJANGO_SETTINGS_MODULE": "benchmarks.served_settings", "TRIAL_FOLDER": str(tmp_path)}
    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(collect, env=os.environ | ours, check=True)
    command = [sys.executable, "-m", "config.server", "--workers", "1", "--port", str(port)]
    errors = tmp_path / "errors"
    with (
        errors.open("w") as stderr,
        running(command, port, stderr=stderr, env=os.environ | ours) as server,
    ):
        site = Http(server, port)
        with closing(site.connection):
            status, _body = site.answer("/cases/")
    assert status == 500
    assert "Internal Server Error: /cases/" in errors.read_text()


def test_a_broken_template_is_said_to_the_log_and_stops_no_server(settings, tmp_path, caplog):
    (tmp_path / "broken.html").write_text("{% nonsense %}")
    [templates] = settings.TEMPLATES
    settings.TEMPLATES = [templates | {"DIRS": [tmp_path]}]
    read_templates()
    assert [record.getMessage() for record in caplog.records] == [
        f"{tmp_path / 'broken.html'} cannot be read."
    ]
