"""What the front page shows of the whole register.

Where the index knows the few entries that can be meant, only their figures are looked at; of a past
day, all.
"""

from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce

from cases.directions import directions_with_counts
from cases.index.bits import Index
from cases.index.pages import Newest, editions_of
from cases.models import Edition, Figure
from cases.models.vocabulary import CURRENCIES
from cases.visibility import on_day

AMOUNTS = 10  # that are shown
TIED = 100  # entries of one day that are looked at


def figure_count():
    if on_day.get():
        return Figure.objects.published().count()
    counted = Index.now().values("figures").items()
    return sum(int(figures) * held.cases for figures, held in counted)


def directions_with_headlines():
    """Directions with counts, each with the reported figure of the latest date among its cases."""
    figures = Figure.objects.published()
    return with_headlines(figures if on_day.get() else of_entries(latest_reported()))


def with_headlines(figures):
    newest = (
        figures.filter(edition__direction=OuterRef("pk"), modality=Figure.Modality.REPORTED)
        .annotate(day=Coalesce("as_of_earliest", "as_of_latest"))
        .filter(day__isnull=False)
        .order_by("-day", "position", "pk")
    )
    directions = directions_with_counts().annotate(newest=Subquery(newest.values("pk")[:1]))
    figures = Figure.objects.select_related("metric", "edition__case").in_bulk(
        [direction.newest for direction in directions]
    )
    for direction in directions:
        direction.headline = figures.get(direction.newest)
    return list(directions)


def of_entries(serials):
    return Figure.objects.published().filter(edition__in=editions_of(list(serials)))


def latest_reported():
    """The entries of each direction with a figure of its latest day."""
    index = Index.now()
    days = sorted(index.values("reported-day").items(), reverse=True)
    for direction in index.values("direction").values():
        tied = (found for _day, held in days if (found := held.bits & direction.bits))
        yield from Newest(next(tied, []))[:TIED]


def money():
    """The leading amounts of the latest cases; amounts of different metrics are not ranked."""
    if on_day.get():
        return leading_amounts(Figure.objects.filter(edition__in=latest_with_amount()))
    return leading_amounts(of_entries(Newest(Index.now().having("amount", ["yes"]))[:AMOUNTS]))


def latest_with_amount():
    having = Edition.objects.published().filter(Exists(amounts_of("pk")))
    return having.order_by("-published_at", "-pk").values("pk")[:AMOUNTS]


def amounts_of(edition):
    """The amounts of the edition whose key the query around this has there."""
    return Figure.objects.filter(edition=OuterRef(edition), metric__unit__in=CURRENCIES)


def leading_amounts(figures):
    leading = amounts_of("edition").order_by("position", "pk").values("pk")[:1]
    return (
        figures.filter(pk=Subquery(leading))
        .select_related("metric", "edition__case", "edition__direction")
        .order_by("edition__direction__number", "edition__title", "pk")
    )
