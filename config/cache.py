"""A Redis that may be down, silent or damaged: what it does not answer is a miss.

After a failure it is left alone for some seconds: a silent one costs a tenth of a second each time
that it is asked, and a page asks several times.
"""

import logging

from django.core.cache.backends.redis import RedisCache
from redis import exceptions

from config.breaker import Breaker

logger = logging.getLogger(__name__)
PATIENCE = {"socket_timeout": 0.1, "socket_connect_timeout": 0.1}
breaker = Breaker(rest=5)  # one for all threads, each of which has a cache object of its own


class ForgivingRedis(RedisCache):
    def __init__(self, server, params):
        super().__init__(server, params)
        self._options = PATIENCE | self._options

    def get(self, key, default=None, version=None):
        return attempt(super().get, key, default, version, otherwise=default)

    def set(self, key, *args, **kwargs):
        return attempt(super().set, key, *args, **kwargs)

    def disconnect(self):
        """For a process that forks; `close()` keeps connections for the next request."""
        for pool in self._cache._pools.values():
            pool.disconnect()


def attempt(ask, *args, otherwise=None, **kwargs):
    if breaker.is_open:
        return otherwise
    try:
        return ask(*args, **kwargs)
    except (exceptions.ConnectionError, exceptions.TimeoutError) as error:
        logger.warning("Redis does not answer: %s", error)
        breaker.trip()
    except Exception:  # whatever an entry that cannot be read is called
        logger.warning("Redis has nothing that can be used.", exc_info=True)
    return otherwise
