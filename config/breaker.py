import time


class Breaker:
    """Leaves alone for `rest` seconds what did not answer: waiting for it costs too much."""

    def __init__(self, rest):
        self.rest, self.until = rest, 0.0

    @property
    def is_open(self):
        return time.monotonic() < self.until

    def trip(self):
        self.until = time.monotonic() + self.rest
