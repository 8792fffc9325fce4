"""Pages about the register as a whole."""

from django.conf import settings
from django.template.loader import render_to_string
from django.views.generic import TemplateView

from cases import front, matrix, news
from cases.index.bits import noted
from cases.kept import kept
from cases.models import Edition
from cases.views.lists import RegisterList
from directions.models import Direction


class Home(TemplateView):
    template_name = "cases/home.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(front=noted("front page", self.draw), **kwargs)

    def draw(self):
        directions = front.directions_with_headlines()
        columns = list(matrix.VIEWS["direction"].columns(directions))
        rows = matrix.rows(matrix.VIEWS["direction"], columns)
        context = {
            "directions": directions,
            "columns": columns,
            "rows": rows[:14],
            "organisation_count": len(rows),
            "case_count": sum(direction.case_count for direction in directions),
            "figure_count": front.figure_count(),
            "money": front.money(),
            "news": Edition.objects.news().select_related("case", "direction")[:3],
        }
        return render_to_string("cases/front.html", context, self.request)


class Updates(RegisterList):
    template_name = "cases/updates.html"
    paginate_by = 50

    def records(self):
        return Edition.objects.news()

    def get_paginator(self, found, page_size):
        paginator = super().get_paginator(found, page_size)
        if not self.refusals:
            paginator.count = kept("number of updates", found.count)
        return paginator

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


class DirectionColours(TemplateView):
    """The colours that stewards chose, as a style sheet: the pages allow no inline style."""

    template_name = "directions/colours.css"
    content_type = "text/css"

    def get_context_data(self, **kwargs):
        return super().get_context_data(directions=Direction.objects.all(), **kwargs)
