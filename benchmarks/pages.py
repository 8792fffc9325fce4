"""Milliseconds and queries of the list's pages, beside a plain Django list on the same data.

    DATABASE_URL=sqlite:////tmp/10k.sqlite3 python -m benchmarks.pages

Milliseconds are the median of several requests, in turn: ours, plain, ours, plain. They are of the
wall clock, for PostgreSQL's own time is in no process of ours. “First” is ours with an empty cache,
as after something was published.
"""

import argparse
import os
import statistics
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.core.cache import cache  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client, RequestFactory  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from benchmarks.plain import plain_list  # noqa: E402
from cases.models import Edition, Organisation  # noqa: E402
from directions.models import Direction  # noqa: E402


def questions(cases):
    """What is asked, as {page: query string}."""
    organisation = Organisation.objects.published().order_by("-case_count")[0].slug
    direction = Direction.objects.first().slug
    return {
        "list": "",
        "filtered": f"direction={direction}&organisation={organisation}",
        "deep page": f"page={max(1, cases // 20 // 2)}",
        "search, common word": "q=bank+loan",
        "search, rare word": "q=quincunx",
    }


def timed(ask):
    """Milliseconds of one request."""
    started = time.perf_counter()
    assert ask().status_code == 200
    return (time.perf_counter() - started) * 1000


def first(ask):
    cache.clear()
    return timed(ask)


def queries(ask):
    with CaptureQueriesContext(connection) as asked:
        ask()
    return len(asked)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=7)
    runs = parser.parse_args().runs
    call_command("collectstatic", interactive=False, verbosity=0)  # as on a real site
    cases = Edition.objects.published().count()
    print(f"{cases:,} cases on {connection.vendor}; ms, median of {runs}\n")
    heads = ("first", "ours", "queries", "plain", "queries", "ratio")
    print("page".ljust(22), *(head.rjust(8) for head in heads))
    client, factory = Client(headers={"host": "localhost"}), RequestFactory()
    for page, query in questions(cases).items():
        sides = [
            lambda query=query: client.get(f"/cases/?{query}"),
            lambda query=query: plain_list(factory.get(f"/?{query}")),
        ]
        cold = statistics.median(first(sides[0]) for _run in range(runs))
        taken = [[timed(ask) for ask in sides] for _run in range(runs)]
        ours, plain = (statistics.median(run[side] for run in taken) for side in (0, 1))
        cache.clear()
        counts = [queries(ask) for ask in sides]
        print(
            f"{page:22} {cold:8.1f} {ours:8.1f} {counts[0]:8} {plain:8.1f} {counts[1]:8} "
            f"{plain / ours:7.1f}×"
        )


if __name__ == "__main__":
    main()
