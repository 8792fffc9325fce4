"""Requests a second of a kept page, beside nginx with the same bytes from a file.

    DATABASE_URL=sqlite:////tmp/10k.sqlite3 python -m benchmarks.load

Needs wrk and nginx (Debian: wrk, nginx-light). Both servers have one worker and answer in turn:
ours, nginx, ours, nginx. Everything stays on 127.0.0.1.
"""

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

from benchmarks import inside, machine
from benchmarks.servers import BROTLI, Http, free_port, has, nginx, ours, running, wrk
from benchmarks.tables import table

PATHS = ["/", "/cases/", "/figures/", "/about/"]
HEADS = ["page", "bytes", "ours", "304", "nginx", "ours/nginx"]


def compared(path, site, ports, folder, given):
    site.ask(path)  # the first rendering
    page = site.ask(path)
    (folder / "index.html").write_bytes(page)
    known = BROTLI | {"If-None-Match": site.said["ETag"]}
    asked = [(ports[0], path, BROTLI), (ports[0], path, known), (ports[1], "/index.html", BROTLI)]
    rates = [
        [wrk(port, path, given.seconds, headers)[1] for port, path, headers in asked]
        for _run in range(given.runs)
    ]
    kept, unchanged, files = (statistics.median(side) for side in zip(*rates, strict=True))
    times = (f"{rate:,.0f}" for rate in (len(page), kept, unchanged, files))
    return [path, *times, f"{kept / files:.2f}"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("paths", nargs="*", default=PATHS)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    if not has("wrk", "nginx"):
        sys.exit("This needs wrk and nginx (Debian: wrk, nginx-light).")
    inside.collect_static()
    print(machine.heading(machine.about()), end="\n\n")
    with tempfile.TemporaryDirectory() as made:
        folder, ports = Path(made), (free_port(), free_port())
        files = nginx(folder, ports[1])
        with running(ours(ports[0]), ports[0]) as server, running(files, ports[1]):
            site = Http(server, ports[0], headers=BROTLI)
            rows = [compared(path, site, ports, folder, given) for path in given.paths]
    print(table(HEADS, rows))


if __name__ == "__main__":
    main()
