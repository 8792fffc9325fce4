"""Our pages beside those of others with the same register, from one run on one machine.

    DATABASE_URL=sqlite:////tmp/10k.sqlite3 python -m benchmarks.peers

Milliseconds of server processor time a request, PostgreSQL's included. Every server is a process
of its own and they answer in turn, each for a moment, several times over; each is asked for the
same cases, organisations and searches, another one every time. Plain Django is benchmarks/plain;
Datasette is installed beside, outside our requirements; nginx serves the bytes of our kept page
from a file. What is kept is asked for by 16 connections of wrk. Without nginx, wrk or a package
index their columns stay empty.
"""

import argparse
import json
import os
import statistics
import tempfile
from contextlib import ExitStack
from pathlib import Path

from benchmarks import addresses, datasette, inside, machine
from benchmarks.addresses import Page
from benchmarks.meter import Meter
from benchmarks.processor import milliseconds
from benchmarks.servers import BROTLI, Http, free_port, has, nginx, ours, plain, running, wrk
from benchmarks.tables import figure, table

RENDERED = ["plain Django", "Datasette", "ours"]
KEPT = ["nginx", "ours, kept"]
RATIOS = [("ours", "plain Django"), ("ours", "Datasette"), ("ours, kept", "nginx")]
HEADS = ["page, ms", *RENDERED, *KEPT, *(f"{name} / {other}" for name, other in RATIOS)]


class Servers(ExitStack):
    """Starts servers and stops them all at the end."""

    def start(self, command, port, **environment):
        return self.enter_context(running(command, port, env=os.environ | environment))

    def site(self, command, headers=(), **environment):
        port = free_port()
        server = self.start(command(port), port, **environment)
        return Http(server, port, headers=headers)

    def datasette(self):
        if not datasette.installed():
            return None
        file, port = datasette.published(), free_port()
        server = self.start(datasette.command(file, port), port)
        return Http(server, port, datasette.Addresses(file))

    def files(self):
        """nginx, with the folder that it serves."""
        if not has("nginx", "wrk"):
            return None
        folder, port = Path(self.enter_context(tempfile.TemporaryDirectory())), free_port()
        site = Http(self.start(nginx(folder, port), port), port, headers=BROTLI)
        site.folder = folder
        return site


def started(servers, without):
    """{name: site} of all that can be had here."""
    settings = "benchmarks.plain.settings"
    makers = {
        "plain Django": lambda: servers.site(plain, DJANGO_SETTINGS_MODULE=settings),
        "Datasette": servers.datasette,
        "ours": lambda: servers.site(ours, PAGE_CACHE_MB="0"),
        "nginx": servers.files,
        "ours, kept": lambda: servers.site(ours, BROTLI),
    }
    sites = {name: make() for name, make in makers.items() if name not in without}
    return {name: site for name, site in sites.items() if site}


def rendered(sites, page, given):
    """What a page takes of each: the first turn only warms up, so that there are two at least."""
    meters = {name: Meter(sites[name], page, given.limit) for name in RENDERED if name in sites}
    for turn in range(given.turns + 1):
        for meter in meters.values():
            if meter.left > 0 or (turn == 1 and meter.taken):
                meter.turn(given.seconds)
    for meter in meters.values():
        meter.taken = meter.taken[1:] or meter.taken
    return {name: meter.median for name, meter in meters.items()}


def kept(sites, page, given):
    """What the finished page takes, from us and from a file."""
    address = page.addresses[0]
    body = [sites["ours, kept"].ask(address) for _twice in range(2)][-1]
    paths = {"ours, kept": address}
    if "nginx" in sites:
        sites["nginx"].folder.joinpath("page.html").write_bytes(body)
        paths["nginx"] = "/page.html"
    taken = [
        {name: under_load(sites[name], path) for name, path in paths.items()}
        for _turn in range(given.loads)
    ]
    return {name: statistics.median(turn[name] for turn in taken) for name in paths if taken}


def under_load(site, path):
    """Milliseconds a request while 16 ask; one asks where there is no wrk."""
    if has("wrk"):
        return milliseconds(site.pid, lambda: wrk(site.port, path, seconds=1)[0])
    meter = Meter(site, Page("", [path]), limit=1)
    meter.turn(seconds=0.2)
    return meter.median


def row(page, found):
    ratios = [ratio(found.get(name), found.get(other)) for name, other in RATIOS]
    return [page, *(figure(found.get(name)) for name in (*RENDERED, *KEPT)), *ratios]


def ratio(ours, other):
    return f"{figure(ours / other)}×" if ours and other else "–"


def measured(given):
    found = {}
    with Servers() as servers:
        sites = started(servers, given.without)
        for page in addresses.pages():
            found[page.name] = rendered(sites, page, given) | kept(sites, page, given)
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--turns", type=int, default=5, help="of each server for a page")
    parser.add_argument("--seconds", type=float, default=0.2, help="that a turn takes")
    parser.add_argument("--limit", type=float, default=20, help="seconds for a figure at most")
    parser.add_argument("--loads", type=int, default=3, help="times that wrk asks, a second each")
    parser.add_argument("--without", nargs="*", default=[], choices=["Datasette", "nginx"])
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    inside.collect_static()
    about, found = machine.about(), measured(given)
    if given.json:
        return print(json.dumps({"about": about, "pages": found}))
    rows = [row(page, taken) for page, taken in found.items()]
    print(machine.heading(about), table(HEADS, rows), sep="\n\n")


if __name__ == "__main__":
    main()
