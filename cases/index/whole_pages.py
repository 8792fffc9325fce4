"""Whole pages of cases as the index stores them, finished for the reader who asks.

Finding one takes a sixth of the time of drawing it. What depends on the day, on the site's name
and on other cases is put in when it is read: ages, addresses, related cases.
"""

import re
import zlib
from datetime import date

from django.db import transaction
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import get_script_prefix, resolve

from cases import wording
from cases.case_page import told
from cases.index import long_values
from cases.index.cards import aging
from cases.index.drawings import drawing_of
from cases.index.version import SITE, stamp
from cases.models import Drawing, Edition, Entry, Figure, Generation
from cases.models.prepared import prepared
from cases.origins import deriving
from cases.reading import for_page, with_names
from cases.related import related_cases
from cases.visibility import published_now_q, today

SINCE = re.compile(r"<!--since ([0-9-]{10})-->")
RELATED = "<!--related-->"
AT_ONCE = 20  # pages drawn in a transaction, during which nobody can publish


def read(slug, site):
    """The page of the case at `slug`, for a site with this address; None if it has to be drawn."""
    found = page_of(slug=slug, stamp=stamp())
    if not found:
        return None
    [[page, values]] = found
    slugs = [value for facet, value in long_values.read(values) if facet == "organisation"]
    related = related_cases(slug, slugs)
    return finished(zlib.decompress(page).decode(), site, related)


@prepared
def page_of(slug, stamp):
    current = Drawing.objects.filter(stamp=stamp, page__isnull=False)
    found = current.filter(published_now_q("entry__edition__"), entry__slug=slug)
    return found.values_list("page", "entry__long_values")


def finished(html, site, related):
    related = render_to_string("includes/related.html", {"related": related})
    html = SINCE.sub(since, aging()(html))
    return html.replace(SITE, site).replace(RELATED, related)


def since(match):
    return wording.old_by(date.fromisoformat(match[1]), today())


def deflated_page(edition):
    """The page of a published edition that is read `for_page`, as it is stored."""
    request = Anywhere(edition.case.get_absolute_url())
    edition.stands = True
    said = {"case": edition.case, "edition": edition, "stored": True, **told(edition, SITE)}
    html = render_to_string("cases/case_detail.html", said, request)
    return zlib.compress(html.encode(), level=1)


class Anywhere(HttpRequest):
    """What a reader of whatever site asks with."""

    def __init__(self, path):
        super().__init__()
        self.path = path
        self.path_info = f"/{path.removeprefix(get_script_prefix())}"
        self.resolver_match = resolve(self.path_info)
        self.META["QUERY_STRING"] = ""

    def get_host(self):
        return SITE.partition("//")[2]


def draw_missing():
    """Store what has to be drawn when it is read, the latest first; returns of how many cases."""
    current = Drawing.objects.filter(stamp=stamp(), page__isnull=False)
    missing = Entry.objects.exclude(pk__in=current.values("pk")).order_by("-serial")
    serials = list(missing.values_list("serial", flat=True))
    for first in range(0, len(serials), AT_ONCE):
        draw_again(serials[first : first + AT_ONCE])
    return len(serials)


@transaction.atomic
def draw_again(serials):
    Generation.advance(steps=0)  # who is publishing meanwhile ends first, or waits for this
    editions = Edition.objects.filter(entry__in=serials).select_related("entry")
    editions = with_names(for_page(editions))
    Drawing.objects.filter(pk__in=serials).delete()
    Drawing.objects.bulk_create(map(whole_drawing_of, editions))


def whole_drawing_of(edition):
    drawing = drawing_of(edition)
    drawing.page = deflated_page(edition)
    return drawing


def drop_citing(sources):
    """Drop pages that may say of what these sources state how sure it is."""
    Generation.advance()
    figures = Figure.objects.filter(source__in=deriving(sources))
    Drawing.objects.filter(entry__edition__in=figures.values("edition")).update(page=None)
