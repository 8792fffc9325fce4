"""How much a page's time grows with the register: the slope of log(ms) against log(cases).

    python -m benchmarks.growth

0 is flat, 1 grows with the cases. Without arguments it makes registers of a few sizes and keeps
them; it takes addresses of databases that `generate` filled, or a folder with 18.sqlite3,
10000.sqlite3 and so on.
"""

import argparse
import json
import math
import os
import statistics
import subprocess
import sys
from pathlib import Path

from benchmarks import machine
from benchmarks.folder import kept
from benchmarks.meter import options
from benchmarks.tables import figure, table

SIZES = [18, 1_000, 10_000]
KINDS = ["warm", "cold", "cached"]


def run(module, database, *arguments):
    """What a benchmark prints that runs on a database of its own."""
    command = [sys.executable, "-m", f"benchmarks.{module}", *arguments]
    environment = os.environ | {"DATABASE_URL": database}
    return subprocess.run(
        command, env=environment, stdout=subprocess.PIPE, text=True, check=True
    ).stdout


def registers(folder, sizes):
    """Addresses of the folder's registers of these sizes, or of all; missing ones are made,
    of the others the pages that other code drew.
    """
    folder.mkdir(parents=True, exist_ok=True)
    there = sorted(int(file.stem) for file in folder.glob("*.sqlite3") if file.stem.isdigit())
    for size in sizes or there or SIZES:
        database = f"sqlite:///{folder.resolve() / str(size)}.sqlite3"
        run("generate", database, *(["--pages"] if size in there else ["--cases", str(size)]))
        yield database


def in_turns(databases, turns, arguments):
    """What `pages` says of each register, asked one after the other, several times over.

    Others on the machine can only add to a time: the least of the turns counts.
    """
    asked = [
        [json.loads(run("pages", each, "--json", *arguments)) for each in databases]
        for _turn in range(turns)
    ]
    return [least(said) for said in zip(*asked, strict=True)]


def least(said):
    for pages in zip(*(each["pages"] for each in said), strict=True):
        times = {kind: [page[kind] for page in pages if page[kind] is not None] for kind in KINDS}
        pages[0].update({kind: min(found, default=None) for kind, found in times.items()})
    return said[0]


def exponent(cases, times):
    """Of the power of `cases` that fits `times` best; None where a time is missing."""
    if None in times or len(set(cases)) < 2:
        return None
    return statistics.linear_regression([*map(math.log, cases)], [*map(math.log, times)]).slope


def grown(results, kind):
    """A table of one kind of request: a column of milliseconds for each register."""
    cases = [result["about"]["cases"] for result in results]
    heads = [f"{kind}, ms", *(f"{n:,}" for n in cases), "exponent"]
    rows = []
    for pages in zip(*(result["pages"] for result in results), strict=True):
        times = [page[kind] for page in pages]
        slope = exponent(cases, times)
        shown = "–" if slope is None else f"{slope:.2f}"
        rows.append([pages[0]["page"], *map(figure, times), shown])
    return table(heads, rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0], parents=[options()])
    parser.add_argument("databases", nargs="*", help="as DATABASE_URL names them")
    parser.add_argument("--folder", type=Path, default=kept() / "registers")
    parser.add_argument("--sizes", type=int, nargs="*", default=[])
    parser.add_argument("--turns", type=int, default=2)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    passed_on = [f"--{name}={getattr(given, name)}" for name in vars(options().parse_args([]))]
    databases = given.databases or list(registers(given.folder, given.sizes))
    results = in_turns(databases, given.turns, passed_on)
    results.sort(key=lambda result: result["about"]["cases"])
    if given.json:
        return print(json.dumps(results))
    for result in results:
        print(machine.heading(result["about"]), end="\n\n")
    print(*(grown(results, kind) for kind in KINDS), sep="\n\n")


if __name__ == "__main__":
    main()
