"""What search engines and archives are told of: published pages only."""

from django.contrib.sitemaps import Sitemap
from django.db.models import Max
from django.urls import reverse

from cases.directions import standing_directions
from cases.models import Edition, Figure, Organisation, Source


class Section(Sitemap):
    limit = 5_000
    moment = None  # the path to when a record changed last, if it has one

    def get_latest_lastmod(self):
        """Asked of the database: Django's own reads every record."""
        if self.moment:
            return self.items().aggregate(last=Max(self.moment))["last"]


class Pages(Section):
    def items(self):
        return [
            *("home", "cases", "directions", "organisations", "who-does-what", "together"),
            *("figures", "timeline", "sources", "updates", "about", "method", "data"),
        ]

    def location(self, name):
        return reverse(name)


class Directions(Section):
    def items(self):
        return standing_directions()


class Organisations(Section):
    def items(self):
        return Organisation.objects.published()


class Sources(Section):
    def items(self):
        return Source.objects.on_record().order_by("pk")


class Cases(Section):
    moment = "published_at"

    def items(self):
        return Edition.objects.published().select_related("case").order_by("pk")

    def location(self, edition):
        return edition.case.get_absolute_url()

    def lastmod(self, edition):
        return edition.published_at


class Figures(Section):
    moment = "edition__published_at"

    def items(self):
        return Figure.objects.published().select_related("edition__case").order_by("pk")

    def lastmod(self, figure):
        return figure.edition.published_at


class Editions(Section):
    """For archives; the index leaves them out, as search engines are led to current editions."""

    moment = "published_at"

    def items(self):
        return Edition.objects.on_record().select_related("case").order_by("pk")

    def lastmod(self, edition):
        return edition.published_at


INDEXED = {
    "pages": Pages,
    "directions": Directions,
    "cases": Cases,
    "figures": Figures,
    "organisations": Organisations,
    "sources": Sources,
}
ALL = INDEXED | {"editions": Editions}
