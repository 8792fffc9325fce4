"""The production server: Granian, with the site loaded once and then forked into workers.

    python -m config.server --workers 2 --port 8000

Loaded once, the code lies in memory once, and no reader waits for it. A socket that systemd hands
over (sd_listen_fds(3)) is served in place of an address: systemd keeps it, so whoever comes while
the server restarts waits in its queue. Granian has no option for that yet (its issue 786).
"""

import argparse
import ctypes
import gc
import logging
import os
import socket
from contextlib import suppress
from pathlib import Path
from wsgiref.util import setup_testing_defaults

from granian import Granian
from granian.net import SocketHolder

HANDED_OVER = 3  # the first file descriptor after standard input, output and error
THREADS = 4  # of a worker: a page takes the processor, so more of them only take memory
# Of mallopt(3): what M_MMAP_THRESHOLD is at first, and M_ARENA_MAX. Threads that take turns with
# Python's lock need no heap each; with one together two workers take 5 MiB less.
MALLOC = {-3: 128 * 1024, -8: 1}
COLLECTED_AFTER = 20_000  # new objects: after 700, as Python has it, a page takes 6 % longer
FIRST = ("/", "/cases/", "/directions/", "/organisations/", "/about/")


class Server(Granian):
    def _init_shared_socket(self):
        if os.environ.get("LISTEN_PID") != str(os.getpid()):
            return super()._init_shared_socket()
        self._sso = socket.socket(fileno=HANDED_OVER)
        self._sfd = HANDED_OVER
        self._shd = SocketHolder(HANDED_OVER, self._sso.family == socket.AF_UNIX, self.backlog)


def give_memory_back():
    """What a search takes for a moment goes back to the system: once glibc has freed a large block,
    it would get the next ones from its heap, which cannot shrink past what is still in use.
    """
    with suppress(AttributeError):  # another C library
        for parameter, value in MALLOC.items():
            ctypes.CDLL(None).mallopt(parameter, value)


def load():
    """The site after its first pages: workers share what was made, and all templates, of which an
    update that is not finished changes none.
    """
    from django.core.cache import caches
    from django.db import connections

    from config.wsgi import application

    read_templates()
    for path in FIRST:
        visit(application, path)
    connections.close_all()  # no connection survives being shared
    for cache in caches.all(initialized_only=True):
        getattr(cache, "disconnect", cache.close)()
    gc.collect()
    gc.freeze()  # a collection would write to every object, and so copy it
    gc.set_threshold(COLLECTED_AFTER)
    return application


def read_templates():
    """One that is broken breaks its own pages, and is no reason not to start."""
    from django.conf import settings
    from django.template import TemplateSyntaxError
    from django.template.loader import get_template

    for folder in settings.TEMPLATES[0]["DIRS"]:
        for file in filter(Path.is_file, folder.rglob("*")):
            try:
                get_template(str(file.relative_to(folder)))
            except TemplateSyntaxError:
                logging.exception("%s cannot be read.", file)


def visit(application, path):
    """What goes wrong is logged like any reader's request, and is no reason not to start."""
    from django.conf import settings

    name = settings.ALLOWED_HOSTS[0].lstrip(".").replace("*", "localhost")
    environ = {"PATH_INFO": path, "QUERY_STRING": "", "HTTP_HOST": name}
    environ["HTTP_X_FORWARDED_PROTO"] = "https"
    setup_testing_defaults(environ)
    body = application(environ, lambda *given: None)
    b"".join(body)
    if hasattr(body, "close"):
        body.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    given = parser.parse_args()
    give_memory_back()
    application = load()
    server = Server(
        "config.wsgi:application",
        address=given.host,
        port=given.port,
        interface="wsgi",
        workers=given.workers,
        blocking_threads=THREADS,
        workers_kill_timeout=30,
        respawn_failed_workers=True,
    )
    server.serve(target_loader=lambda: application, wrap_loader=False)


if __name__ == "__main__":
    main()
