"""A worker of the production server, as a browser would see it."""

from django.core.wsgi import get_wsgi_application
from django.test import RequestFactory

from config.page_cache import FRESH, PageCache


class Counted:
    """Django, counting the pages that it has to make."""

    def __init__(self):
        self.django, self.made = get_wsgi_application(), []

    def __call__(self, environ, start_response):
        self.made.append(environ["PATH_INFO"])
        return self.django(environ, start_response)


class Site:
    """What a browser would see of a worker."""

    def __init__(self, most=2**20):
        self.counted = Counted()
        self.cache = PageCache(self.counted, most)

    def __call__(self, path, method="GET", **headers):
        named = {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        return self.answer(RequestFactory().generic(method, path, **named).environ)

    def answer(self, environ):
        started = []
        answer = self.cache(
            environ, lambda status, headers, exc=None: started.append((status, headers))
        )
        body = b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
        status, given = started[0][:2]
        return int(status[:3]), dict(given), body

    @property
    def made(self):
        return len(self.counted.made)

    def wait(self):
        generation, read_at = self.cache.believed
        self.cache.believed = generation, read_at - FRESH - 1
