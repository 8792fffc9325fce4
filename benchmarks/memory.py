"""What the production server takes of memory, and how soon it answers after a start.

    DATABASE_URL=sqlite:////tmp/1m.sqlite3 python -m benchmarks.memory

Proportional set size: what several processes share counts for each in its part, so that the sum is
what the machine would have back. It is taken after every page was asked for by several readers at
once; nothing is written.
"""

import argparse
import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from benchmarks import inside, machine
from benchmarks.addresses import pages
from benchmarks.processor import family
from benchmarks.servers import BROTLI, Http, free_port, running
from benchmarks.tables import figure, table

EACH = 4  # addresses of each page
OTHERS = ["/figures/", "/figures/?sort=date", "/timeline/"]  # read of the index what is not held
READERS = 4  # at once


def measured(given):
    addresses = [address for page in pages() for address in page.addresses[:EACH]] + EACH * OTHERS
    port, began = free_port(), time.perf_counter()
    command = [sys.executable, "-m", "config.server", "--workers", str(given.workers)]
    with running([*command, "--port", str(port)], port) as server:
        started = time.perf_counter()
        ask(server, port, given.first)
        answered = time.perf_counter()
        with ThreadPoolExecutor(READERS) as readers:
            list(readers.map(lambda address: ask(server, port, address), addresses * given.times))
        main, *workers = [share(pid) for pid in family(server.pid)]
    return {
        "started": (started - began) * 1000,
        "first": (answered - started) * 1000,
        "main": main,
        "workers": workers,
    }


def ask(server, port, address):
    """On a connection of its own, which may come to any worker."""
    site = Http(server, port, headers=BROTLI)
    with closing(site.connection):
        site.ask(address)


def share(pid):
    """MiB of a process, what it shares counted in its part: proc_pid_smaps_rollup(5)."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    (pss,) = [line.split()[1] for line in lines if line.startswith("Pss:")]
    return int(pss) / 1024


def rows(found):
    workers = found["workers"]
    yield "started, ms", figure(found["started"])
    yield "first page after it, ms", figure(found["first"])
    yield from ((f"worker {n}, MiB", figure(each)) for n, each in enumerate(workers, 1))
    yield "the process that forked them, MiB", figure(found["main"])
    yield "together, MiB", figure(found["main"] + sum(workers))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--first", default="/", help="the page that is asked for first")
    parser.add_argument("--times", type=int, default=1, help="how often each page is asked for")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    inside.collect_static()
    about, found = machine.about(), measured(given)
    if given.json:
        return print(json.dumps(about | found))
    print(machine.heading(about), end="\n\n")
    print(table(["", ""], rows(found)))


if __name__ == "__main__":
    main()
