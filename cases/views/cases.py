from django.shortcuts import get_object_or_404
from django.utils.cache import add_never_cache_headers
from django.views.generic import DetailView

from cases.filters import CaseFilter
from cases.models import Case, Edition, Organisation
from cases.reading import for_cards, for_page
from cases.related import related_cases
from cases.views.lists import RegisterList
from cases.views.register import directions_with_counts
from cases.visibility import CLOSED, State
from directions.addresses import AddressMixin


class CaseList(RegisterList):
    template_name = "cases/case_list.html"
    filterset_class = CaseFilter
    queryset = for_cards(Edition.objects.published())

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            directions=directions_with_counts(),
            organisations=Organisation.objects.published(),
            chosen=self.filterset.chosen,
            chips=self.filterset.chips(),
            sort=self.filterset.form.cleaned_data.get("sort") or "newest",
            **kwargs,
        )


class CasePage(AddressMixin, DetailView):
    """What the register says of a case; of a withdrawn one, why it says nothing (410)."""

    queryset = Case.objects.addressable()
    template_name = "cases/case_detail.html"

    def get_edition(self):
        return self.standing(for_page(self.object.editions))

    def standing(self, editions):
        """Of a case's editions the published one, or the one withdrawn last."""
        states = [State.PUBLISHED, State.WITHDRAWN]
        return editions.filter(state__in=states).order_by("state", "-withdrawn_at").first()

    def get_context_data(self, **kwargs):
        edition = self.get_edition()
        if edition.state != State.WITHDRAWN:
            kwargs |= self.page_of(edition)
        return super().get_context_data(edition=edition, **kwargs)

    def page_of(self, edition):
        return {
            "numbers": {r.source_id: n for n, r in enumerate(edition.references.all(), start=1)},
            "related": related_cases(edition),
        }

    def render_to_response(self, context, **kwargs):
        if context["edition"].state == State.WITHDRAWN:
            return self.response_class(self.request, "cases/withdrawn.html", context, status=410)
        return super().render_to_response(context, **kwargs)


class EditionPage(CasePage):
    """One edition on record, as readers saw it."""

    def get_edition(self):
        standing = self.standing(self.object.editions)
        if standing.state == State.WITHDRAWN:
            return standing
        editions = for_page(self.object.editions.filter(state__in=CLOSED))
        return get_object_or_404(editions, number=self.kwargs["number"])


class History(CasePage):
    template_name = "cases/history.html"

    def get_edition(self):
        return self.standing(self.object.editions)

    def page_of(self, edition):
        return {"editions": self.object.editions.filter(state__in=CLOSED).order_by("-number")}


class Preview(CasePage):
    """The open edition on the real page, for those who may edit; for others there is no page."""

    def get_queryset(self):
        may_edit = self.request.user.has_perm("cases.change_edition")
        return (
            Case.objects.filter(editions__in=Edition.objects.open())
            if may_edit
            else Case.objects.none()
        )

    def get_edition(self):
        return for_page(self.object.editions.open()).get()

    def render_to_response(self, context, **kwargs):
        response = super().render_to_response(context | {"preview": True}, **kwargs)
        add_never_cache_headers(response)
        response["X-Robots-Tag"] = "noindex"
        return response
