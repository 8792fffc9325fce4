"""The site's own WSGI application, asked in this process."""

import fcntl
import os
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote

from django.conf import settings
from django.core.management import call_command
from django.db import connections

REQUEST = {
    "REQUEST_METHOD": "GET",
    "SCRIPT_NAME": "",
    "SERVER_NAME": "localhost",
    "SERVER_PORT": "80",
    "SERVER_PROTOCOL": "HTTP/1.1",
    "HTTP_HOST": "localhost",
    "HTTP_ACCEPT_ENCODING": "br",
    "REMOTE_ADDR": "127.0.0.1",
    "wsgi.version": (1, 0),
    "wsgi.url_scheme": "http",
    "wsgi.multithread": True,
    "wsgi.multiprocess": True,
    "wsgi.run_once": False,
}


class Inside:
    """Answers as a server would let it, without the server's own share."""

    pid = os.getpid()

    def __init__(self, application):
        self.application = application

    def ask(self, address):
        """The body; anything but 200 is an error."""
        path, _mark, query = address.partition("?")
        given = {"PATH_INFO": unquote(path), "QUERY_STRING": query, "wsgi.input": BytesIO()}
        said = []
        response = self.application(REQUEST | given, lambda *start: said.append(start))
        try:
            body = b"".join(response)
        finally:
            getattr(response, "close", lambda: None)()  # as a server does: it ends the request
        if not said[0][0].startswith("200"):
            raise ValueError(f"{address} answers {said[0][0]}")
        return body

    def queries(self, address):
        asked = []

        def note(execute, *given):
            asked.append(given)
            return execute(*given)

        wrappers = [connection.execute_wrappers for connection in connections.all()]
        for each in wrappers:
            each.append(note)
        self.ask(address)
        for each in wrappers:
            each.remove(note)
        return len(asked)


def collect_static():
    """As on a real site, unless nothing changed since it was last done."""
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    files = [file for folder in settings.STATICFILES_DIRS for file in Path(folder).rglob("*")]
    newest = max(file.stat().st_mtime for file in files)
    with one_at_a_time(settings.BASE_DIR / "static"):
        if not manifest.exists() or manifest.stat().st_mtime < newest:
            call_command("collectstatic", interactive=False, verbosity=0)


@contextmanager
def one_at_a_time(folder):
    lock = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)
