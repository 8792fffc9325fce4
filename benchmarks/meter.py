"""Asks for a page again and again and notes what each request took."""

import argparse
import statistics
import time
from itertools import islice

from benchmarks.processor import cancel, milliseconds
from config.page_cache import FRESH

LEAST = 9
AT_ONCE = 5  # new questions at most: there are few, and the first after a pause is the slowest


class Meter:
    """Milliseconds that a page takes of a site, which has a `pid` and answers `ask(address)`.

    What came so far counts when the `limit` of seconds is reached, or one request takes too long.
    What the site keeps it is to `forget` before it is asked the same questions anew.
    """

    def __init__(self, site, page, limit, forget=lambda: None):
        self.site, self.once = site, page.once
        self.addresses = iter(page.addresses) if page.once else rounds(page.addresses, forget)
        self.taken, self.left = [], limit

    def turn(self, seconds=0):
        """Asks once, or as often as fits into `seconds`, and notes the mean."""
        started = time.monotonic()
        try:
            self.taken.append(milliseconds(self.site.pid, lambda: self.ask(seconds)))
            self.left -= time.monotonic() - started
        except (TimeoutError, ZeroDivisionError):
            self.left = 0
            cancel()

    def ask(self, seconds):
        asked, until = 0, time.monotonic() + seconds
        for address in islice(self.addresses, AT_ONCE if self.once else None):
            self.site.ask(address)
            asked += 1
            if time.monotonic() >= until:
                break
        return asked

    def turns(self, processor, most=200, seconds=0):
        """LEAST turns or more, as pages differ, until they took so many seconds of `processor`."""
        while self.left > 0 and len(self.taken) < most:
            self.turn(seconds)
            if len(self.taken) >= LEAST and sum(self.taken) >= processor * 1000:
                break
        return self.median

    @property
    def median(self):
        return statistics.median(self.taken) if self.taken else None


def rounds(addresses, forget):
    while True:
        yield from addresses
        if len(addresses) > 1:
            forget()


def options():
    """How long to measure, for the commands that ask the site itself."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--seconds", type=float, default=0.3, help="of processor time a figure")
    parser.add_argument("--limit", type=float, default=30, help="seconds for a figure at most")
    parser.add_argument("--colds", type=int, default=3, help="cold requests a page")
    parser.add_argument(
        "--pause", type=float, default=FRESH * 1.1, help="until a generation is known"
    )
    return parser
