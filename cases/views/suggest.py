import unicodedata

from django.db.models import Q
from django.views.generic import TemplateView

from cases.directions import standing_directions
from cases.filters import CaseFilter
from cases.index.cards import in_order_of
from cases.models import Edition, Organisation

MOST = 5  # of each group


class Suggest(TemplateView):
    """What a search box offers while a reader types: cases, organisations, directions."""

    template_name = "cases/suggestions.html"

    def get_context_data(self, **kwargs):
        filterset = CaseFilter(self.request.GET, Edition.objects.published())
        question = "" if filterset.refusals else filterset.question
        return super().get_context_data(
            cases=cases(filterset) if question else [],
            organisations=organisations(question)[:MOST] if question else [],
            directions=directions(question)[:MOST] if question else [],
            **kwargs,
        )


def cases(filterset):
    found = filterset.in_order
    if found is None:
        return filterset.qs.select_related("case")[:MOST]
    return in_order_of(found[:MOST], lambda editions: editions.select_related("case"))


def organisations(question):
    matching = Organisation.objects.all()
    for word in unicodedata.normalize("NFKC", question).split():
        matching = matching.filter(Q(name__icontains=word) | Q(names__name__icontains=word))
    found = Organisation.objects.published().filter(pk__in=matching.values("pk"))
    return found.order_by("-case_count", "name")


def directions(question):
    return standing_directions().filter(
        Q(title__icontains=question) | Q(also_called__icontains=question)
    )
