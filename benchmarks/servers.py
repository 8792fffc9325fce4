"""Servers on loopback, each a process of its own, and two ways to ask them."""

import http.client
import re
import shutil
import socket
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from pathlib import Path

PATIENCE = 60  # seconds for one answer
BROTLI = {"Accept-Encoding": "br"}
NGINX = """
daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off; keepalive_requests 1000000;
  client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
  uwsgi_temp_path {folder}; scgi_temp_path {folder};
  server {{
    listen 127.0.0.1:{port}; root {folder};
    location / {{ default_type text/html; add_header Content-Encoding br; }}
  }}
}}
"""


@contextmanager
def running(command, port, stderr=subprocess.DEVNULL, **environment):
    """The command's process, once something answers on the port."""
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=stderr, **environment)
    try:
        wait_for(server, port)
        yield server
    finally:
        server.terminate()
        server.wait()


def wait_for(server, port):
    for _try in range(600):
        if server.poll() is not None:
            break
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"{server.args[0]} does not answer on port {port}.")


def free_port():
    with closing(socket.socket()) as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def ours(port):
    """The production server, with one worker."""
    return [sys.executable, "-m", "config.server", "--workers", "1", "--port", str(port)]


def plain(port):
    """Plain Django behind the same server as it comes, with one worker."""
    command, application = Path(sys.executable).with_name("granian"), "benchmarks.plain.wsgi"
    return [command, "--interface", "wsgi", "--port", str(port), f"{application}:application"]


def nginx(folder, port):
    """One worker, which serves the files of a folder that hold brotli."""
    folder.chmod(0o755)
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=port))
    return ["nginx", "-p", folder, "-c", folder / "nginx.conf"]


def has(*commands):
    return all(shutil.which(command) for command in commands)


class Http:
    """Asks a server for one page after another on one connection."""

    def __init__(self, server, port, address=str, headers=()):
        self.pid, self.port = server.pid, port
        self.address, self.headers = address, dict(headers)
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)

    def ask(self, address):
        """The body; anything but 200 is an error."""
        try:
            status, body = self.answer(address)
        except ConnectionError:  # the server does not wait so long for the next request
            self.connection.close()
            status, body = self.answer(address)
        if status != 200:
            raise ValueError(f"{self.address(address)} answers {status}")
        return body

    def answer(self, address):
        try:
            self.connection.request("GET", self.address(address), headers=self.headers)
            response = self.connection.getresponse()
            self.said = response.headers
            return response.status, response.read()
        except TimeoutError:
            self.connection.close()  # its answer may still come, to nobody
            raise


def wrk(port, path, seconds, headers=BROTLI):
    """How many requests 16 connections got through, and how many a second."""
    given = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    command = ["wrk", "-t1", "-c16", f"-d{seconds}", *given, f"http://127.0.0.1:{port}{path}"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    number, rate = re.search(r"(\d+) requests in", said), re.search(r"Requests/sec:\s+(\S+)", said)
    return int(number[1]), float(rate[1])
