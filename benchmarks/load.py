"""Requests a second of a kept page, beside nginx with the same bytes from a file.

    DATABASE_URL=sqlite:////tmp/10k.sqlite3 python -m benchmarks.load

Needs wrk and nginx (Debian: wrk, nginx-light). Both servers have one worker and answer in turn:
ours, nginx, ours, nginx. Everything stays on 127.0.0.1.
"""

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.core.management import call_command  # noqa: E402

OURS, NGINX = 8131, 8132
BROTLI = {"Accept-Encoding": "br"}
CONFIGURATION = """
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
def running(command, port):
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield
    finally:
        server.terminate()
        server.wait()


def wait_for(port):
    for _try in range(100):
        try:
            return get(port, "/")
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"Nothing answers on port {port}.")


def get(port, path):
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=BROTLI)
    return urllib.request.urlopen(request).read()


def requests_a_second(port, path, seconds, headers=BROTLI):
    given = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    wrk = ["wrk", "-t1", "-c16", f"-d{seconds}", *given, f"http://127.0.0.1:{port}{path}"]
    said = subprocess.run(wrk, capture_output=True, text=True, check=True).stdout
    return float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])


def etag(path):
    request = urllib.request.Request(f"http://127.0.0.1:{OURS}{path}", headers=BROTLI)
    return urllib.request.urlopen(request).headers["ETag"]


def compare(paths, folder, seconds, runs):
    print(f"{'page':24}{'bytes':>8}{'ours':>10}{'304':>10}{'nginx':>10}{'ours/nginx':>12}")
    for path in paths:
        get(OURS, path)  # the first rendering
        page = get(OURS, path)
        (folder / "index.html").write_bytes(page)
        known = BROTLI | {"If-None-Match": etag(path)}
        taken = [
            (
                requests_a_second(OURS, path, seconds),
                requests_a_second(OURS, path, seconds, known),
                requests_a_second(NGINX, "/index.html", seconds),
            )
            for _run in range(runs)
        ]
        ours, unchanged, nginx = (statistics.median(side) for side in zip(*taken, strict=True))
        row = f"{path:24}{len(page):8}{ours:10,.0f}{unchanged:10,.0f}{nginx:10,.0f}"
        print(f"{row}{ours / nginx:12.2f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("paths", nargs="*", default=["/", "/cases/", "/figures/", "/about/"])
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    call_command("collectstatic", interactive=False, verbosity=0)
    granian = Path(sys.executable).with_name("granian")
    ours = [granian, "--interface", "wsgi", "--port", str(OURS), "config.wsgi:application"]
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        folder.chmod(0o755)
        (folder / "nginx.conf").write_text(CONFIGURATION.format(folder=folder, port=NGINX))
        (folder / "index.html").write_text("")
        nginx = ["nginx", "-p", made, "-c", folder / "nginx.conf"]
        with running(ours, OURS), running(nginx, NGINX):
            compare(given.paths, folder, given.seconds, given.runs)


if __name__ == "__main__":
    main()
