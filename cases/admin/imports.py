"""Imports: a file is uploaded, checked, asked about, imported as drafts, and undone as one."""

from functools import wraps

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from cases.importing import reading, template, work
from cases.importing.columns import EXAMPLE, SHEETS
from cases.importing.limits import MEGABYTE, MOST_BYTES, MOST_ROWS
from cases.models import ImportBatch, ImportRow

ROWS = 50  # of the table on one page
NAMED = 20  # records that the page about undoing names
State, Verdict, Answer = ImportBatch.State, ImportRow.Verdict, ImportRow.Answer


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV or XLSX, at most %(rows)s rows and %(size)d MB.")
        % {"rows": f"{MOST_ROWS:,}", "size": MOST_BYTES // MEGABYTE},
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_file(self):
        tables, read_as = reading.read(self.cleaned_data["file"])
        brings = any(table.sheet.name == "organisations" for table in tables)
        if brings and not self.user.has_perm("cases.add_organisation"):
            raise ValidationError(_("You may not add organisations."))
        self.tables, self.read_as = tables, read_as
        return self.cleaned_data["file"]

    def take_up(self):
        name = self.cleaned_data["file"].name
        return work.take_up(name, self.tables, self.read_as, self.user)


def page_of(batch):
    return reverse("admin:cases_importbatch_change", args=[batch.pk])


def refusals_told(view):
    """A step that is not possible leads back to the batch's page, which says why."""

    @wraps(view)
    def told(self, request, pk):
        batch = get_object_or_404(ImportBatch, pk=pk)
        try:
            return view(self, request, batch)
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
            return HttpResponseRedirect(page_of(batch))

    return told


@admin.register(ImportBatch)
class ImportBatchAdmin(admin.ModelAdmin):
    list_display = ["file_name", "state", "by", "created_at"]
    list_select_related = ["by"]
    list_filter = ["state"]

    # Who may: whoever writes drafts

    def may_import(self, request):
        return request.user.has_perms(["cases.add_case", "cases.change_edition"])

    def has_module_permission(self, request):
        return self.may_import(request)

    def has_view_permission(self, request, obj=None):
        return self.may_import(request)

    def has_add_permission(self, request):
        return self.may_import(request)

    def has_change_permission(self, request, obj=None):
        return self.may_import(request)

    def has_delete_permission(self, request, obj=None):
        return False  # thrown away before the import, undone after it

    # Pages

    def get_urls(self):
        pages = {
            "columns/": ("columns", self.columns_view),
            "template/<str:name>": ("template", self.template_view),
            "<int:pk>/step/": ("step", self.step_view),
            "<int:pk>/answer/": ("answer", self.answer_view),
            "<int:pk>/begin/": ("begin", self.begin_view),
            "<int:pk>/undo/": ("undo", self.undo_view),
            "<int:pk>/throw-away/": ("throw_away", self.throw_away_view),
        }
        own = [
            path(route, self.own_view(view), name=f"cases_importbatch_{name}")
            for route, (name, view) in pages.items()
        ]
        return [*own, *super().get_urls()]

    def own_view(self, view):
        @wraps(view)
        def permitted(request, *args, **kwargs):
            if not self.may_import(request):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return self.admin_site.admin_view(permitted)

    def page(self, request, name, **context):
        context = self.admin_site.each_context(request) | {"opts": self.opts} | context
        return TemplateResponse(request, f"admin/cases/importbatch/{name}.html", context)

    def add_view(self, request, form_url="", extra_context=None):
        if not self.may_import(request):
            raise PermissionDenied
        form = UploadForm(request.POST or None, request.FILES or None, user=request.user)
        if request.method == "POST" and form.is_valid():
            batch = work.go_on(form.take_up().pk, request.user)
            return HttpResponseRedirect(page_of(batch))
        return self.page(request, "upload", form=form)

    def columns_view(self, request):
        return self.page(request, "columns", sheets=SHEETS.values(), example=EXAMPLE)

    def template_view(self, request, name):
        if name == "casebook.xlsx":
            response = HttpResponse(
                content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
            )
            template.write_workbook(response)
        elif sheet := SHEETS.get(name.removesuffix(".csv")):
            response = HttpResponse(template.csv_of(sheet), content_type="text/csv; charset=utf-8")
        else:
            raise Http404
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if not self.may_import(request):
            raise PermissionDenied
        batch = self.get_object(request, object_id)
        if batch is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return self.page(request, "batch", **batch_context(batch, request.GET))

    # Steps

    @method_decorator(require_POST)
    @refusals_told
    def step_view(self, request, batch):
        batch = work.go_on(batch.pk, request.user)
        if request.accepts("text/html"):
            return HttpResponseRedirect(page_of(batch))
        return JsonResponse(progress(batch))

    @method_decorator(require_POST)
    @refusals_told
    def answer_view(self, request, batch):
        answers = answers_of(batch.rows.asked(), request.POST)
        if not answers:
            raise ValidationError(_("No row was answered."))
        work.answer(batch.pk, answers)
        work.go_on(batch.pk, request.user)
        return HttpResponseRedirect(page_of(batch))

    @method_decorator(require_POST)
    @refusals_told
    def begin_view(self, request, batch):
        work.begin(batch.pk)
        return HttpResponseRedirect(page_of(batch))

    @method_decorator(require_POST)
    @refusals_told
    def throw_away_view(self, request, batch):
        work.throw_away(batch.pk)
        self.message_user(request, _("Thrown away. Nothing of it is in the register."))
        return HttpResponseRedirect(reverse("admin:cases_importbatch_changelist"))

    @refusals_told
    def undo_view(self, request, batch):
        if request.method == "POST":
            work.undo(batch.pk, request.user, also_changed="also_changed" in request.POST)
            self.message_user(request, _("The import is undone."), messages.SUCCESS)
            return HttpResponseRedirect(page_of(batch))
        return self.page(request, "undo", **undo_context(batch))


def batch_context(batch, query):
    counts = dict(batch.rows.values_list("verdict").annotate(Count("pk")).order_by())
    asked = counts.get(Verdict.ASKED, 0) if batch.state == State.CHECKED else 0
    show = query.get("show", Verdict.ASKED if asked else "all")
    show = show if show in counts else "all"
    rows = batch.rows.all() if show == "all" else batch.rows.filter(verdict=show)
    return {
        "batch": batch,
        "State": State,
        "verdicts": [(v, label, counts[v]) for v, label in Verdict.choices if v in counts],
        "show": show,
        "total": sum(counts.values()),
        "asked": asked,
        "questions": asked and show in (Verdict.ASKED, "all"),
        "wanted": sum(counts.get(verdict, 0) for verdict in ImportRow.WANTED),
        "refused": counts.get(Verdict.REFUSED, 0),
        "progress": progress(batch),
        "rows": Paginator(rows, ROWS).get_page(query.get("p")),
        "tally": work.tally(batch),
    }


def undo_context(batch):
    undoing = work.Undoing(batch)
    named = ("editions", "organisations", "kept")
    return {
        "batch": batch,
        "published": undoing.published[:NAMED],
        "more_published": max(0, undoing.published.count() - NAMED),
        "changed": undoing.changed[:NAMED],
        "more_changed": max(0, undoing.changed.count() - NAMED),
        **{name: getattr(undoing, name).count() for name in named},
    }


def progress(batch):
    """How many rows the work of a batch has done, and of how many."""
    importing = batch.state == State.IMPORTING
    rows = batch.rows.wanted() if importing else batch.rows
    left = Q(written=False) if importing else Q(verdict=Verdict.UNCHECKED)
    counts = rows.aggregate(of=Count("pk"), left=Count("pk", filter=left))
    return {"state": batch.state, "done": counts["of"] - counts["left"], "of": counts["of"]}


def answers_of(rows, data):
    """What was answered, by the row's pk: an Answer and the pk of the record it means, if any.

    With the button “rest”, what the page showed and nobody answered is a different one.
    """
    shown = set(data.getlist("shown")) if "rest" in data else set()
    answers = {}
    for row in rows:
        rest = Answer.OTHER.value if str(row.pk) in shown else ""
        possible = {Answer.OTHER.value: (Answer.OTHER, None), Answer.OUT.value: (Answer.OUT, None)}
        possible |= {f"same-{pk}": (Answer.SAME, pk) for pk, _label in row.likely if pk}
        if answer := possible.get(data.get(f"row-{row.pk}") or rest):
            answers[row.pk] = answer
    return answers
