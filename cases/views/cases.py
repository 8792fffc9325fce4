import re

from django.http import Http404, HttpResponse
from django.utils.cache import add_never_cache_headers
from django.views.generic import DetailView

from cases.addresses import site_of
from cases.case_page import told
from cases.changes import changes
from cases.charts import card
from cases.index import whole_pages
from cases.models import Case, Edition
from cases.reading import for_figure_rows, for_page
from cases.related import related_cases
from cases.visibility import State, on_day
from directions.addresses import AddressMixin


class CasePage(AddressMixin, DetailView):
    """What the register says of a case; of a withdrawn one, why it says nothing (410)."""

    template_name = "cases/case_detail.html"
    read = staticmethod(for_page)

    def get_queryset(self):
        return Case.objects.addressable()

    def get_edition(self):
        return self.read(self.object.editions).shown()

    def get_context_data(self, **kwargs):
        edition = self.get_edition()
        if edition.state != State.WITHDRAWN:
            kwargs |= self.page_of(edition)
        return super().get_context_data(edition=edition, **kwargs)

    def page_of(self, edition):
        slugs = [p.organisation.slug for p in edition.participations.all()]
        related = related_cases(edition.case.slug, slugs)
        return told(edition, site_of(self.request)) | {"related": related}

    def render_to_response(self, context, **kwargs):
        if context["edition"].state == State.WITHDRAWN:
            context["current"] = self.object.editions.published().first()
            return self.response_class(self.request, "cases/withdrawn.html", context, status=410)
        return super().render_to_response(context, **kwargs)


class CurrentPage(CasePage):
    """The page as it was stored when its edition was published, if it was."""

    def get(self, request, *args, slug, **kwargs):
        stored = None if on_day.get() else whole_pages.read(slug, site_of(request))
        return HttpResponse(stored) if stored else super().get(request, *args, slug=slug, **kwargs)


class CasePicture(CasePage):
    """A picture of the case for those who show a link to it."""

    read = staticmethod(for_figure_rows)

    def page_of(self, edition):
        return {"picture": card.picture(edition, site_of(self.request))}

    def render_to_response(self, context, **kwargs):
        if "picture" in context:
            return HttpResponse(context["picture"], content_type="image/png")
        return super().render_to_response(context, **kwargs)


class EditionPage(CasePage):
    """One edition on record, as readers saw it."""

    def get_edition(self):
        """The edition; if it or a later one was withdrawn, that one, which says why."""
        editions, number = self.object.editions, self.kwargs["number"]
        on_record = editions.on_record().with_standing()
        edition = self.read(on_record).filter(number=number).first()
        withdrawn = editions.filter(state=State.WITHDRAWN, number__gte=number).order_by("number")
        if edition := edition or withdrawn.first():
            return edition
        raise Http404


class History(CasePage):
    template_name = "cases/history.html"

    def get_edition(self):
        return self.object.editions.shown()

    def page_of(self, edition):
        return {"editions": self.object.editions.news().with_standing().order_by("-number")}


class Changes(EditionPage):
    """What changed in an edition since the one before it, or since any other: `?since=`."""

    template_name = "cases/changes.html"

    def comparable(self):
        return self.object.editions.on_record()

    def page_of(self, edition):
        others = self.comparable().exclude(pk=edition.pk).order_by("-number")
        earlier = self.earlier(edition, for_page(others))
        return {
            "earlier": earlier,
            "groups": changes(earlier, edition),
            "numbers": others.values_list("number", flat=True),
        }

    def earlier(self, edition, others):
        since = self.request.GET.get("since", "")
        wanted = {"number": since} if re.fullmatch("[0-9]{1,9}", since) else {}
        found = others.filter(**wanted or {"number__lt": edition.number}).first()
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
    """What an open edition says otherwise than any other, also one that readers never saw."""

    def comparable(self):
        return self.object.editions
