"""Atom feeds of what changed, answered with 304 to who has it already."""

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import etag

from cases.addresses import site_of
from cases.exports import printable
from cases.models import Generation
from cases.news import Kind, entries

NEWEST = 50  # entries of a feed


def answer(request, title, link, news):
    """A feed of `news`, editions as Edition.objects.news() has them; `link` is a path.

    What readers see changes with the generation, and so does the ETag. No date tells as much: that
    of the newest entry goes back when it is withdrawn, and a renamed organisation has none.
    """
    unchanged = etag(lambda request: f'"{Generation.current()}-{get_language()}"')
    return unchanged(lambda request: written(request, title, link, news))(request)


def written(request, title, link, news):
    site = site_of(request)
    feed = Atom1Feed(
        title=printable(title),
        link=site + link,
        description=_("What was added, corrected, disputed and withdrawn, and why"),
        feed_url=request.build_absolute_uri(),
        language=get_language(),
        author_name=_("Blockchain Casebook"),
    )
    for entry in entries(news[:NEWEST]):
        feed.add_item(**item(entry, site))
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)


def item(entry, site):
    edition, withdrawn = entry.edition, entry.kind == Kind.WITHDRAWN
    address = site + edition.get_absolute_url()
    return {
        "title": printable(f"{entry.kind.label}: {edition.title}"),
        "link": address,
        "unique_id": f"{address}#withdrawn" if withdrawn else address,
        "description": printable(
            render_to_string("cases/feed_entry.html", {"entry": entry, "site": site})
        ),
        "pubdate": edition.published_at,
        "updateddate": edition.happened_at,
    }
