"""The register as it stood at the end of a day: /on/2026-11-30/cases/ beside /cases/.

A date in the query (`?on=2026-11-30`) leads to that address. The middleware makes its beginning the
script's prefix, so that every address on the page carries the date on.
"""

import re
from contextlib import contextmanager
from datetime import date
from functools import partial
from urllib.parse import quote

from django.db.models import Min
from django.shortcuts import redirect, render
from django.urls import get_script_prefix, set_script_prefix
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from cases.models import Edition
from cases.visibility import on_day

ADDRESS = re.compile(r"/on/([^/]+)(/.*)", re.DOTALL)
UNDATED = ("/admin/", "/review/", "/static/", "/on/")


class AsItStood:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        match = ADDRESS.fullmatch(request.path_info)
        path = match[2] if match else request.path_info
        if path.startswith(UNDATED):
            return self.get_response(request)
        if "on" in request.GET:
            return redirect(address(path, request.GET))
        if match is None:
            return self.get_response(request)
        if refusal := refuse(match[1]):
            return render(request, "as_it_stood.html", {"refusal": refusal}, status=404)
        return self.respond(request, match[1], path)

    def respond(self, request, words, path):
        request.path_info = path
        during = partial(standing, words)
        with during():
            response = self.get_response(request)
        if response.streaming:
            response.streaming_content = within(during, iter(response.streaming_content))
        response["X-Robots-Tag"] = "noindex"
        return response


@contextmanager
def standing(words):
    """While it lasts, the register is what it was on that day, and its addresses say so."""
    prefix = get_script_prefix()
    set_script_prefix(f"{prefix}on/{words}/")
    asked = on_day.set(date.fromisoformat(words))
    try:
        yield
    finally:
        on_day.reset(asked)
        set_script_prefix(prefix)


def within(during, pieces):
    """The pieces of a download, which are made after the view has answered."""
    while True:
        with during():
            piece = next(pieces, None)
        if piece is None:
            return
        yield piece


@contextmanager
def undated_addresses():
    """While it lasts, addresses are those of today: for what must be the same on every day."""
    prefix = get_script_prefix()
    set_script_prefix(re.sub(r"on/[^/]+/$", "", prefix) if on_day.get() else prefix)
    try:
        yield
    finally:
        set_script_prefix(prefix)


def address(path, query):
    """The address that a date in the query leads to; an empty date leads to today's."""
    query = query.copy()
    words = query.pop("on")[-1].strip()
    day = f"on/{quote(words, safe='')}/" if words else ""
    return of_site(f"{day}{path.lstrip('/')}", query.urlencode())


def of_site(path, query):
    address = get_script_prefix() + path.lstrip("/")  # “//host/” would lead to another site
    return f"{address}?{query}" if query else address


def refuse(words):
    """Why there is nothing to show of a day, or None."""
    try:
        day = date.fromisoformat(words) if re.fullmatch(r"\d{4}-\d\d-\d\d", words) else None
    except ValueError:
        day = None
    if day is None:
        return _("“%s” is not a day. Write it as 2026-11-30.") % words[:40]
    if day > timezone.localdate():
        return _("What the register will say on %s nobody knows yet.") % date_format(day, "j F Y")
    first = Edition.objects.on_record().aggregate(first=Min("published_at"))["first"]
    if first is None or day < timezone.localdate(first):
        return _("The register said nothing yet on %(day)s. Its first edition is of %(first)s.") % {
            "day": date_format(day, "j F Y"),
            "first": date_format(timezone.localdate(first), "j F Y") if first else "–",
        }
    return None


def context(request):
    """The day for templates, the address of the same today, and what else it is asked.

    Neither has the number of a page: on another day other cases stand there.
    """
    asked = request.GET.lists()
    also = [(name, value) for name, values in asked if name != "page" for value in values]
    undated = partial(address_of_today, request.path_info, also)
    return {"on_day": on_day.get(), "undated": undated, "also_asked": also}


def address_of_today(path, query):
    with undated_addresses():
        return of_site(path, urlencode(query))
