"""Whole pages of cases as the index stores them, finished for the reader who asks.

Finding one takes a fifth of the time of drawing it. What depends on the day, on the site's name
and on other cases is put in when it is read: ages, addresses, related cases.
"""

import re
import zlib
from datetime import date

from django.db import transaction
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import resolve

from cases import wording
from cases.case_page import told
from cases.index.cards import AGE, aged
from cases.index.entries import TEMPLATES, draw_parts, stamp
from cases.models import Edition, Entry, Figure, Generation, WholePage
from cases.origins import deriving
from cases.reading import for_page
from cases.related import related_cases
from cases.visibility import published_q, today

SITE = "http://this-site.invalid"
SINCE = re.compile(r"<!--since ([0-9-]{10})-->")
RELATED = "<!--related-->"
AT_ONCE = 20  # pages drawn in a transaction, while which nobody can publish


def read(slug, site):
    """The page of the case at `slug`, for a site with this address; None if it has to be drawn."""
    pages = WholePage.objects.filter(
        published_q("entry__edition__"), entry__edition__case__slug=slug, stamp=stamp()
    )
    row = pages.values_list("html", "entry__values").first()
    if row is None:
        return None
    html, values = row
    slugs = [value for facet, value in values if facet == "organisation"]
    return finished(zlib.decompress(html).decode(), site, related_cases(slug, slugs))


def finished(html, site, related):
    related = render_to_string("includes/related.html", {"related": related})
    html = SINCE.sub(since, AGE.sub(aged, html))
    return html.replace(SITE, site).replace(RELATED, related)


def since(match):
    return wording.old_by(date.fromisoformat(match[1]), today())


def drawn(edition):
    """The page of a published edition that is read `for_page`, not saved yet."""
    request = Anywhere(edition.case.get_absolute_url())
    edition.stands = True
    said = {"case": edition.case, "edition": edition, "stored": True, **told(edition, SITE)}
    html = render_to_string("cases/case_detail.html", said, request)
    return WholePage(entry_id=edition.pk, stamp=stamp(), html=zlib.compress(html.encode()))


class Anywhere(HttpRequest):
    """What a reader of whatever site asks with."""

    def __init__(self, path):
        super().__init__()
        self.path = self.path_info = path
        self.resolver_match = resolve(path)
        self.META["QUERY_STRING"] = ""

    def get_host(self):
        return SITE.partition("//")[2]


def draw_missing():
    """Store what has to be drawn when it is read, the latest first; returns how many pages."""
    current = Entry.objects.filter(stamp=stamp(), page__stamp=stamp())
    missing = Entry.objects.exclude(pk__in=current.values("pk")).order_by("-serial")
    pks = list(missing.values_list("pk", flat=True))
    for first in range(0, len(pks), AT_ONCE):
        draw_again(pks[first : first + AT_ONCE])
    return len(pks)


@transaction.atomic
def draw_again(pks):
    Generation.advance(steps=0)  # who is publishing meanwhile ends first, or waits for this
    entries = Entry.objects.in_bulk(pks)
    editions = list(for_page(Edition.objects.filter(pk__in=entries)))
    for edition in editions:
        draw_parts(entries[edition.pk], edition)
    Entry.objects.bulk_update(entries.values(), ["stamp", *TEMPLATES])
    WholePage.objects.filter(pk__in=entries).delete()
    WholePage.objects.bulk_create(map(drawn, editions))


def forget(sources):
    """Pages that may say of what these sources state how sure it is."""
    Generation.advance()
    figures = Figure.objects.filter(source__in=deriving(sources))
    WholePage.objects.filter(entry__in=figures.values("edition")).delete()
