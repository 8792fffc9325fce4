"""A PostgreSQL that may fall silent, as when its machine hangs: Django’s check waits for ever."""

import select

from django.db.backends.postgresql import base
from psycopg import OperationalError
from psycopg.pq import ConnStatus

PATIENCE = 1000  # ms


class DatabaseWrapper(base.DatabaseWrapper):
    def is_usable(self):
        return self.connection is not None and answers(self.connection.pgconn)


def answers(pgconn):
    """Whether it says anything to an empty query."""
    try:
        pgconn.send_query(b"")
        pgconn.flush()
        poll = select.poll()
        poll.register(pgconn.socket, select.POLLIN)
        heard = poll.poll(PATIENCE)
        while heard and pgconn.get_result():
            pass
    except OperationalError:
        return False
    return bool(heard) and pgconn.status == ConnStatus.OK
