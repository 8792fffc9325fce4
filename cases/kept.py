"""What costs much to make and stays the same until something is published.

A common word takes 0.2 s to look up in a register of a million cases, and 1 ms to find again. A
cache that is down or damaged is a miss (`config/cache.py`).
"""

import hashlib
from contextlib import suppress

from django.core.cache import cache

from cases.index.bits import Index
from cases.index.version import stamp
from cases.visibility import on_day, today

HOUR = 3600


def kept(name, make, pack=None, unpack=None):
    """What `make` of the same code returned in this generation and on this day, or returns now.

    What `unpack` cannot read counts as not found.
    """
    about = stamp(), on_day.get(), today(), name
    key = f"{Index.now().generation}:{hashlib.sha256(str(about).encode()).hexdigest()}"
    found = cache.get(key)
    if found is not None:
        with suppress(TypeError, ValueError, IndexError):
            return unpack(found) if unpack else found
    made = make()
    cache.set(key, pack(made) if pack else made, HOUR)
    return made
