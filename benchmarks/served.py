"""The site as deploy/ serves it, for a trial: only paths and ports are changed.

The part of systemd is played here: it holds the socket, starts the unit's ExecStart and stops it.
"""

import configparser
import http.client
import os
import re
import secrets
import socket
import ssl
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from benchmarks.servers import free_port

ROOT = Path(__file__).resolve().parent.parent
NAME = "register.example.org"
MAIN = """
daemon off; worker_processes 1; {user} pid {folder}/nginx.pid; error_log {folder}/nginx.log;
include /etc/nginx/modules-enabled/*.conf;
events {{ worker_connections 4096; }}
http {{
  include /etc/nginx/mime.types; default_type application/octet-stream; access_log off;
  client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
  uwsgi_temp_path {folder}; scgi_temp_path {folder};
  include {folder}/site.conf;
}}
"""


def exec_start():
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str
    unit.read(ROOT / "deploy/casebook.service")
    return unit["Service"]["ExecStart"].replace("/srv/casebook/.venv/bin/python", sys.executable)


class Served:
    """One host: a database in `folder`, the server behind its socket, nginx in front of it."""

    def __init__(self, folder, **environment):
        self.folder = Path(folder)
        self.plain, self.port = free_port(), free_port()
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "benchmarks.served_settings",
            "TRIAL_FOLDER": str(folder),
            "SECRET_KEY": secrets.token_urlsafe(48),
            "DATABASE_URL": f"sqlite:///{folder}/casebook.sqlite3",
            "ALLOWED_HOSTS": NAME,
            "HTTPS": "on",
            "DEBUG": "off",
            **environment,
        }

    def manage(self, *arguments):
        command = [sys.executable, "manage.py", *arguments]
        subprocess.run(command, cwd=ROOT, env=self.environment, check=True, capture_output=True)

    def prepare(self):
        self.manage("migrate", "--verbosity", "0")
        self.manage("collectstatic", "--noinput", "--verbosity", "0")

    # The server, as casebook.socket and casebook.service have it

    def hold(self):
        self.door = socket.socket(socket.AF_UNIX)
        self.door.bind(str(self.folder / "casebook.sock"))
        self.door.listen(4096)

    def start(self):
        given = f"LISTEN_FDS=1 LISTEN_PID=$$ exec {exec_start()} 3<&{self.door.fileno()}"
        with (self.folder / "server.log").open("a") as said:
            self.server = subprocess.Popen(
                ["bash", "-c", given],
                cwd=ROOT,
                env=self.environment,
                pass_fds=[self.door.fileno()],
                stdout=said,
                stderr=said,
            )

    def stop(self):
        self.server.terminate()
        self.server.wait(40)

    def restart(self):
        self.stop()
        self.start()

    # nginx, with the site as it is shipped

    def write_site(self):
        site = (ROOT / "deploy/nginx.conf").read_text()
        site = re.sub(r"    listen \[::\].*\n", "", site)
        for port, ours in ((80, self.plain), (443, self.port)):
            site = re.sub(rf"listen {port}\b", f"listen 127.0.0.1:{ours}", site)
        for path in (
            "/run/",
            "/srv/casebook/",
            f"/etc/letsencrypt/live/{NAME}/",
            "/var/log/nginx/",
        ):
            site = site.replace(path, f"{self.folder}/")
        (self.folder / "site.conf").write_text(site)
        user = "user root;" if os.getuid() == 0 else ""
        main = MAIN.format(folder=self.folder, user=user)
        (self.folder / "main.conf").write_text(main)

    def certify(self):
        key, certificate = self.folder / "privkey.pem", self.folder / "fullchain.pem"
        made = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
        made = [*made.split(), "-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}"]
        made += ["-keyout", key, "-out", certificate]
        subprocess.run(made, check=True, capture_output=True)
        self.trust = ssl.create_default_context(cafile=certificate)

    def start_nginx(self):
        command = ["nginx", "-c", self.folder / "main.conf"]
        self.nginx = subprocess.Popen(command, stderr=subprocess.DEVNULL)

    # What readers do

    def connect(self, source="127.0.0.1"):
        plain = socket.create_connection(("127.0.0.1", self.port), 30, (source, 0))
        connection = http.client.HTTPConnection(NAME)
        connection.sock = self.trust.wrap_socket(plain, server_hostname=NAME)
        return connection

    def get(self, path="/", headers=None, method="GET"):
        """Status, headers and body of one request on a connection of its own."""
        connection = self.connect()
        try:
            connection.request(method, path, headers=headers or {})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def wait(self):
        for _try in range(200):
            if self.server.poll() is not None:
                raise RuntimeError((self.folder / "server.log").read_text())
            try:
                return self.get("/about/")
            except OSError:
                time.sleep(0.1)
        raise RuntimeError(f"Nothing answers; see the logs in {self.folder}.")


@contextmanager
def served(folder, **environment):
    """A host that answers, with the register of fixtures/."""
    host = Served(folder, **environment)
    host.prepare()
    host.manage("load_register")
    with running(host):
        yield host


@contextmanager
def running(host):
    """A host whose database and static files are there."""
    host.certify()
    host.write_site()
    host.hold()
    host.start()
    host.start_nginx()
    try:
        host.wait()
        yield host
    finally:
        host.nginx.terminate()
        host.nginx.wait()
        host.stop()
        host.door.close()
