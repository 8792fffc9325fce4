import unicodedata

from django.db.models import Q
from django.views.generic import TemplateView

from cases.directions import standing_directions
from cases.filters import CaseFilter
from cases.index.cards import in_order_of
from cases.models import Edition, Organisation, OrganisationName
from cases.search.words import MOST_TERMS

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
    found = Organisation.objects.published()
    words = unicodedata.normalize("NFKC", question).split()
    for word in list(dict.fromkeys(words))[:MOST_TERMS]:
        others = OrganisationName.objects.filter(name__icontains=word)
        found = found.filter(Q(name__icontains=word) | Q(pk__in=others.values("organisation")))
    return found.order_by("-case_count", "name")


def directions(question):
    return standing_directions().filter(
        Q(title__icontains=question) | Q(also_called__icontains=question)
    )
