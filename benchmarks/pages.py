"""Milliseconds of processor time a request of each page, its queries and its bytes.

    DATABASE_URL=sqlite:////tmp/10k.sqlite3 python -m benchmarks.pages

Cold: the first in its generation, as after something was published. Warm: without kept pages,
asking for another case, organisation, search or page of the list each time. Cached: a kept page.
Each is the median of several; the site's WSGI application is asked in this process, and what
PostgreSQL's processes take for it is added.
"""

import argparse
import json
import time
from dataclasses import replace

from django.core.cache import cache

from benchmarks import addresses, inside, machine
from benchmarks.addresses import Page
from benchmarks.inside import Inside
from benchmarks.meter import Meter, options
from benchmarks.tables import figure, table
from cases.models import Generation
from config import wsgi

HEADS = ["page", "cold, ms", "warm, ms", "cached, ms", "queries", "bytes", "bytes, brotli"]


def measured(page, given):
    bare, kept = Inside(wsgi.django), Inside(wsgi.application)
    cold = first_ones(bare, page, given)
    bare.ask("/cases/")  # what all lists share is kept from here on
    last = page.addresses[-1]
    if not page.once:
        bare.ask(page.addresses[0])
    queries = bare.queries(last)
    fresh = replace(page, addresses=page.addresses[1:-1] or page.addresses)
    warm = Meter(bare, fresh, given.limit, forget=cache.clear).turns(given.seconds)
    body, short = bare.ask(last), [kept.ask(last) for _twice in range(2)][-1]
    cached = Meter(kept, Page(page.name, [last]), given.limit)
    return {
        "page": page.name,
        "cold": cold,
        "warm": warm,
        "cached": cached.turns(given.seconds, most=20, seconds=given.seconds / 10),
        "queries": queries,
        "bytes": len(body),
        "brotli": len(short),
    }


def first_ones(site, page, given):
    meter = Meter(site, page, given.limit)
    while meter.left > 0 and len(meter.taken) < given.colds:
        Generation.advance()
        time.sleep(given.pause)
        meter.turn()
    return meter.median


def row(found):
    times = [figure(found[name]) for name in ("cold", "warm", "cached")]
    return [found["page"], *times, *(f"{found[name]:,}" for name in ("queries", "bytes", "brotli"))]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0], parents=[options()])
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    inside.collect_static()
    about, found = machine.about(), [measured(page, given) for page in addresses.pages()]
    if given.json:
        return print(json.dumps({"about": about, "pages": found}))
    print(machine.heading(about), table(HEADS, map(row, found)), sep="\n\n")


if __name__ == "__main__":
    main()
