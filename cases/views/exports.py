from tempfile import TemporaryFile

from django.http import (
    FileResponse,
    Http404,
    HttpResponse,
    HttpResponsePermanentRedirect,
    StreamingHttpResponse,
)
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from cases import exports, feeds, linked_data
from cases.addresses import site_of
from cases.filters import CaseFilter
from cases.index.pages import Newest, editions_of
from cases.models import Edition
from cases.visibility import today


class Data(TemplateView):
    template_name = "cases/data.html"
    extra_context = {
        "events": exports.EVENT_COLUMNS,
        "pairs": exports.PAIR_COLUMNS,
        **{name: sheet.columns for name, sheet in exports.SHEETS.items()},
    }

    def get_context_data(self, **kwargs):
        files = [
            ("text/csv", reverse("export", args=["csv"]) + "?rows=figures"),
            ("application/json", reverse("export", args=["json"]) + "?rows=figures"),
        ]
        linked = linked_data.whole(site_of(self.request), reverse("data"), files)
        return super().get_context_data(linked=[linked], **kwargs)


def attached(response, name):
    """The response as a file of that name, to keep."""
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response


class Download(View):
    """What a page with the same query string shows, in the form that the address names."""

    filterset_class = CaseFilter
    forms = []  # names of methods

    def records(self):
        return Edition.objects.published()

    def get(self, request, form):
        if form not in self.forms:
            raise Http404
        self.filterset = self.filterset_class(request.GET, self.records(), request=request)
        refusals = self.refusals()
        if refusals and (query := self.filterset.renamed()):
            return HttpResponsePermanentRedirect(f"{request.path}?{query}")
        if refusals:
            text = "\n".join(refusals)
            return HttpResponse(text, status=400, content_type="text/plain; charset=utf-8")
        return getattr(self, form)()

    def refusals(self):
        """Also what a page would pass over: nobody looks at a download before they use it."""
        ignored = [_("We do not know “%s”.") % name for name in self.filterset.ignored]
        return self.filterset.refusals + ignored

    def csv(self):
        return self.streamed("csv", exports.as_csv(self.rows()), "text/csv; charset=utf-8")

    @property
    def site(self):
        return site_of(self.request)

    def streamed(self, form, chunks, content_type):
        response = StreamingHttpResponse(chunks, content_type=content_type)
        return attached(response, self.filename(form))

    def filename(self, form):
        chosen = [value for values in self.filterset.chosen.values() for value in values]
        chosen += [self.filterset.question] if self.filterset.question else []
        what = slugify(" ".join([self.kind_of_rows(), *chosen]), allow_unicode=True)[:80].strip("-")
        return f"casebook-{what}-{today()}.{form}"


class Export(Download):
    """Exactly the filtered list of cases, all pages of it."""

    forms = ["csv", "json", "xlsx", "atom"]

    def json(self):
        return self.streamed("json", exports.as_json(self.rows()), "application/json")

    def xlsx(self):
        file = TemporaryFile()  # noqa: SIM115
        exports.as_xlsx(self.rows(), file)
        file.seek(0)
        return FileResponse(file, as_attachment=True, filename=self.filename("xlsx"))

    def atom(self):
        """What happened to the cases that the filters leave now."""
        link = reverse("cases") + self.filterset.address()
        news = Edition.objects.news().filter(case__in=self.latest().values("case"))
        return feeds.answer(self.request, self.title(), link, news)

    def latest(self):
        """Editions of as many cases as the feed has entries: nothing newer happened to others."""
        if self.filterset.index is None:
            return self.filterset.matching()
        entries = Newest(self.filterset.entries)[: feeds.NEWEST]
        return Edition.objects.filter(pk__in=editions_of(entries))

    def rows(self):
        sheet = exports.SHEETS[self.kind_of_rows()]
        return sheet.rows(self.filterset.qs, self.site)

    def kind_of_rows(self):
        return self.filterset.form.cleaned_data.get("rows") or "cases"

    def title(self):
        chips = ", ".join(chip.label for chip in self.filterset.chips())
        return f"{_('Blockchain Casebook')}: {chips}" if chips else _("Blockchain Casebook: cases")
