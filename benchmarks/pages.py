"""Milliseconds and queries of the list's pages, beside a plain Django list on the same data.

    DATABASE_URL=sqlite:////tmp/10k.sqlite3 python -m benchmarks.pages

Milliseconds are this process's processor time, the median of several requests, in turn: ours,
plain, ours, plain. On PostgreSQL the server's own time is not in them; the wall clock is beside.
"""

import argparse
import os
import statistics
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

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
    """(processor ms, wall ms) of one request."""
    processor, wall = time.process_time(), time.perf_counter()
    assert ask().status_code == 200
    return (time.process_time() - processor) * 1000, (time.perf_counter() - wall) * 1000


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
    print(f"{cases:,} cases on {connection.vendor}; median of {runs}, ms processor (ms wall)\n")
    print(
        f"{'page':22} {'ours':>17} {'queries':>8} {'plain Django':>19} {'queries':>8} {'ratio':>7}"
    )
    client, factory = Client(headers={"host": "localhost"}), RequestFactory()
    for page, query in questions(cases).items():
        sides = [
            lambda query=query: client.get(f"/cases/?{query}"),
            lambda query=query: plain_list(factory.get(f"/?{query}")),
        ]
        counts = [queries(ask) for ask in sides]
        taken = [[timed(ask) for ask in sides] for _run in range(runs)]
        (ours, ours_wall), (plain, plain_wall) = (
            [statistics.median(run[side][clock] for run in taken) for clock in (0, 1)]
            for side in (0, 1)
        )
        print(
            f"{page:22} {ours:8.1f} ({ours_wall:6.1f}) {counts[0]:8} "
            f"{plain:10.1f} ({plain_wall:6.1f}) {counts[1]:8} {plain / ours:6.1f}×"
        )


if __name__ == "__main__":
    main()
