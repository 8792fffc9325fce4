"""Pages about the register as a whole."""

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_control
from django.views.generic import TemplateView

from cases import matrix, news
from cases.directions import directions_with_counts
from cases.models import Edition, Figure
from cases.models.vocabulary import CURRENCIES
from cases.views.lists import RegisterList
from directions.models import Direction


class Home(TemplateView):
    template_name = "cases/home.html"

    def get_context_data(self, **kwargs):
        directions = directions_with_headlines()
        view = matrix.VIEWS["direction"]
        columns = list(view.columns(directions))
        rows = matrix.rows(view, columns)
        return super().get_context_data(
            directions=directions,
            columns=columns,
            rows=rows[:14],
            organisation_count=len(rows),
            case_count=sum(direction.case_count for direction in directions),
            figure_count=Figure.objects.published().count(),
            money=money()[:10],
            news=Edition.objects.news().select_related("case", "direction")[:3],
            **kwargs,
        )


def directions_with_headlines():
    """Directions with counts, each with the reported figure of the latest date among its cases."""
    newest = (
        Figure.objects.published()
        .filter(edition__direction=OuterRef("pk"), modality=Figure.Modality.REPORTED)
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


def money():
    """The leading amount of each case; amounts of different metrics are not ranked."""
    leading = (
        Figure.objects.filter(edition=OuterRef("edition"), metric__unit__in=CURRENCIES)
        .order_by("position", "pk")
        .values("pk")[:1]
    )
    return (
        Figure.objects.published()
        .filter(pk=Subquery(leading))
        .select_related("metric", "edition__case", "edition__direction")
        .order_by("edition__direction__number", "edition__title", "pk")
    )


class Updates(RegisterList):
    template_name = "cases/updates.html"
    paginate_by = 50

    def records(self):
        return Edition.objects.news()

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {"days": news.by_day(news.entries(context["page_obj"].object_list))}


class About(TemplateView):
    template_name = "cases/about.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(contact=settings.CONTACT_EMAIL, **kwargs)


class Robots(TemplateView):
    template_name = "robots.txt"
    content_type = "text/plain; charset=utf-8"


class Method(TemplateView):
    """How sure a figure is, told as cases/verification.py decides it."""

    template_name = "cases/method.html"


@method_decorator(cache_control(max_age=300), name="dispatch")
class DirectionColours(TemplateView):
    """The colours that stewards chose, as a style sheet: the pages allow no inline style."""

    template_name = "directions/colours.css"
    content_type = "text/css"

    def get_context_data(self, **kwargs):
        return super().get_context_data(directions=Direction.objects.all(), **kwargs)
