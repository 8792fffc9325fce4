"""A Redis that may be down or silent: what it does not answer is a miss.

After a failure it is left alone for some seconds: a silent one costs a tenth of a second each time
that it is asked, and a page asks several times.
"""

import logging

from django.core.cache.backends.redis import RedisCache
from redis import exceptions

from config.breaker import Breaker

logger = logging.getLogger(__name__)
REST = 5
breaker = Breaker(REST)  # for all threads of a worker, each of which has its own cache object


class ForgivingRedis(RedisCache):
    def get(self, key, default=None, version=None):
        return attempt(default, super().get, key, default, version)

    def set(self, key, value, *args, **kwargs):
        return attempt(None, super().set, key, value, *args, **kwargs)


def attempt(otherwise, ask, *args, **kwargs):
    if breaker.is_open:
        return otherwise
    try:
        return ask(*args, **kwargs)
    except (exceptions.ConnectionError, exceptions.TimeoutError) as error:
        logger.warning("Redis does not answer: %s", error)
        breaker.trip()
    except Exception:  # whatever a damaged entry is called
        logger.warning("Redis has a damaged entry.", exc_info=True)
    return otherwise
