import re

from django.http import Http404
from django.utils.cache import add_never_cache_headers
from django.views.generic import DetailView

from cases import citing, linked_data, search
from cases.addresses import site_of
from cases.changes import changes
from cases.filters import CaseFilter
from cases.models import Case, Edition
from cases.origins import origins
from cases.reading import for_cards, for_page, with_names
from cases.related import related_cases
from cases.verification import verifications
from cases.views.lists import RegisterList
from cases.visibility import State
from directions.addresses import AddressMixin


class CaseList(RegisterList):
    template_name = "cases/case_list.html"
    filterset_class = CaseFilter
    queryset = Edition.objects.published()

    def get_queryset(self):
        editions = for_cards(super().get_queryset())
        return with_names(editions) if self.filterset.question else editions

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        question = self.filterset.question
        if not self.refusals:
            context |= {
                "boxes": self.filterset.boxes(),
                "chips": self.filterset.chips(),
                "asked": self.filterset.asked.terms,
                "left_out": self.filterset.asked.left_out,
                "query": self.filterset.address(),
            }
        if question and not context["page_obj"].paginator.count:
            context["nearest"] = search.nearest(question)
            context["partly"] = with_names(for_cards(self.filterset.partly_found()))
        if len(metrics := list(self.filterset.chosen.get("metric", ()))) == 1:
            for edition in context["page_obj"]:
                edition.metric_asked_for = metrics[0]
        return context


def verified(figures):
    return verifications(figures, origins({figure.source_id for figure in figures}))


class CasePage(AddressMixin, DetailView):
    """What the register says of a case; of a withdrawn one, why it says nothing (410)."""

    queryset = Case.objects.addressable()
    template_name = "cases/case_detail.html"
    read = staticmethod(for_page)

    def get_edition(self):
        return self.standing(self.read(self.object.editions))

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
            "verifications": verified(edition.figures.all()),
        } | self.for_machines(edition)

    def for_machines(self, edition):
        """How to cite an edition, and its linked data; one that is not published has neither."""
        if edition.is_open:
            return {}
        site = site_of(self.request)
        current = edition.state == State.PUBLISHED
        return {
            "citation": citing.plain(citing.of_edition(edition, site)),
            "forms": citing.FORMS,
            "linked": current and linked_data.case_page(edition, site),
        }

    def render_to_response(self, context, **kwargs):
        if context["edition"].state == State.WITHDRAWN:
            context["current"] = self.object.editions.published().first()
            return self.response_class(self.request, "cases/withdrawn.html", context, status=410)
        return super().render_to_response(context, **kwargs)


class EditionPage(CasePage):
    """One edition on record, as readers saw it."""

    def get_edition(self):
        """The edition; if it or a later one was withdrawn, that one, which says why."""
        editions, number = self.object.editions, self.kwargs["number"]
        edition = self.read(editions.on_record()).filter(number=number).first()
        withdrawn = editions.filter(state=State.WITHDRAWN, number__gte=number).order_by("number")
        if edition := edition or withdrawn.first():
            return edition
        raise Http404


class History(CasePage):
    template_name = "cases/history.html"

    def get_edition(self):
        return self.standing(self.object.editions)

    def page_of(self, edition):
        return {"editions": self.object.editions.news().order_by("-number")}


class Changes(EditionPage):
    """What changed in an edition since an earlier one: the one before it, or `?since=`."""

    template_name = "cases/changes.html"

    def page_of(self, edition):
        earlier = self.earlier(edition, for_page(self.object.editions.on_record()))
        return {"earlier": earlier, "groups": changes(earlier, edition)}

    def earlier(self, edition, editions):
        since = self.request.GET.get("since", "")
        wanted = {"number": int(since)} if re.fullmatch("[0-9]{1,9}", since) else {}
        found = editions.filter(number__lt=edition.number, **wanted).order_by("-number").first()
        if found is None or (since and not wanted):
            raise Http404
        return found


class Unpublished:
    """The open edition of a case, for those who may edit; for others there is no page."""

    def get_queryset(self):
        may_edit = self.request.user.has_perm("cases.change_edition")
        cases = Case.objects.filter(editions__in=Edition.objects.open())
        return cases if may_edit else cases.none()

    def get_edition(self):
        return for_page(self.object.editions.open()).get()

    def render_to_response(self, context, **kwargs):
        response = super().render_to_response(context | {"preview": True}, **kwargs)
        add_never_cache_headers(response)
        response["X-Robots-Tag"] = "noindex"
        return response


class Preview(Unpublished, CasePage):
    pass


class PreviewChanges(Unpublished, Changes):
    """What publishing the open edition would change for readers."""
