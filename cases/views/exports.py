from tempfile import TemporaryFile

from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from cases import exports
from cases.filters import CaseFilter
from cases.models import Edition
from cases.reading import for_page

BATCH = 500  # editions read at a time
NEWEST = 50  # entries of a feed


class Data(TemplateView):
    template_name = "cases/data.html"
    extra_context = {"cases": exports.CASE_COLUMNS, "figures": exports.FIGURE_COLUMNS}


class Export(View):
    """Exactly the filtered list, all pages of it, in the form that its address names."""

    def get(self, request, form):
        write = {"csv": self.csv, "json": self.json, "xlsx": self.xlsx, "atom": self.atom}.get(form)
        if not write:
            raise Http404
        self.filterset = CaseFilter(request.GET, Edition.objects.published(), request=request)
        if self.filterset.refusals:
            refusals = "\n".join(self.filterset.refusals)
            return HttpResponse(refusals, status=400, content_type="text/plain; charset=utf-8")
        return write()

    def csv(self):
        return self.attached("csv", exports.as_csv(self.rows()), "text/csv; charset=utf-8")

    def json(self):
        return self.attached("json", exports.as_json(self.rows()), "application/json")

    def xlsx(self):
        file = TemporaryFile()  # noqa: SIM115
        exports.as_xlsx(self.rows(), file)
        file.seek(0)
        return FileResponse(file, as_attachment=True, filename=self.filename("xlsx"))

    def atom(self):
        site = self.request.build_absolute_uri("/")[:-1]
        feed = Atom1Feed(
            title=self.title(),
            link=site + reverse("cases") + self.filterset.address(),
            description=_("Cases as they are published"),
            feed_url=self.request.build_absolute_uri(),
            language="en",
        )
        for edition in for_page(self.filterset.qs).order_by("-published_at", "-pk")[:NEWEST]:
            feed.add_item(
                title=edition.title,
                link=site + edition.case.get_absolute_url(),
                unique_id=site + edition.get_absolute_url(),
                description=edition.change_note or edition.summary,
                pubdate=edition.published_at,
                updateddate=edition.published_at,
            )
        return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)

    def rows(self):
        columns = exports.CASE_COLUMNS if self.rows_are() == "cases" else exports.FIGURE_COLUMNS
        editions = for_page(self.filterset.qs).iterator(chunk_size=BATCH)
        return exports.rows(editions, columns, self.request.build_absolute_uri("/")[:-1])

    def rows_are(self):
        return self.filterset.form.cleaned_data.get("rows") or "cases"

    def attached(self, form, chunks, content_type):
        response = StreamingHttpResponse(chunks, content_type=content_type)
        response["Content-Disposition"] = f'attachment; filename="{self.filename(form)}"'
        return response

    def filename(self, form):
        chosen = [value for values in self.filterset.chosen.values() for value in values]
        chosen += [self.filterset.question] if self.filterset.question else []
        what = slugify(" ".join([self.rows_are(), *chosen]))[:80].strip("-")
        return f"casebook-{what}-{timezone.localdate()}.{form}"

    def title(self):
        chips = ", ".join(chip.label for chip in self.filterset.chips())
        return f"{_('Blockchain Casebook')}: {chips}" if chips else _("Blockchain Casebook: cases")
