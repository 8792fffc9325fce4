from django.db.models import Q
from django.views.generic import TemplateView

from cases.filters import CaseFilter
from cases.models import Edition, Organisation
from directions.models import Direction

MOST = 5  # of each group


class Suggest(TemplateView):
    """What a search box offers while a reader types: cases, organisations, directions."""

    template_name = "cases/suggestions.html"

    def get_context_data(self, **kwargs):
        filterset = CaseFilter(self.request.GET, Edition.objects.published())
        question = "" if filterset.refusals else filterset.question
        return super().get_context_data(
            cases=filterset.qs.select_related("case")[:MOST] if question else [],
            organisations=organisations(question)[:MOST] if question else [],
            directions=directions(question)[:MOST] if question else [],
            **kwargs,
        )


def organisations(question):
    named = Q(name__icontains=question) | Q(names__name__icontains=question)
    matching = Organisation.objects.filter(named).values("pk")
    return Organisation.objects.published().filter(pk__in=matching).order_by("-case_count", "name")


def directions(question):
    return Direction.objects.filter(
        Q(title__icontains=question) | Q(also_called__icontains=question)
    )
