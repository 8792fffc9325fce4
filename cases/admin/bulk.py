"""One change for many cases, in three steps: choose, preview, open the drafts."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import bulk
from cases.admin.bulk_forms import FORMS, too_many
from cases.admin.forms import laid_out
from cases.models import Case, Edition
from directions.models import Direction


class BulkChanges:
    """For the list of cases: its actions, and the pages that they lead to."""

    actions = ["add_field", "change_stage", "replace_organisation", "move"]

    @admin.action(description=gettext_lazy("Add a field…"), permissions=["edit"])
    def add_field(self, request, cases):
        return self.begin(request, "field", cases)

    @admin.action(description=gettext_lazy("Change the stage…"), permissions=["edit"])
    def change_stage(self, request, cases):
        return self.begin(request, "stage", cases)

    @admin.action(description=gettext_lazy("Replace an organisation…"), permissions=["edit"])
    def replace_organisation(self, request, cases):
        return self.begin(request, "organisation", cases)

    @admin.action(description=gettext_lazy("Move to another direction…"), permissions=["move"])
    def move(self, request, cases):
        return self.begin(request, "direction", cases)

    def has_edit_permission(self, request):
        return request.user.has_perm("cases.change_edition")

    def has_move_permission(self, request):
        return request.user.has_perm("cases.move_edition")

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("bulk/<str:kind>/", wrap(self.bulk_view), name="cases_case_bulk"),
            path("move/<int:pk>/", wrap(self.move_view), name="cases_case_move"),
            *super().get_urls(),
        ]

    def begin(self, request, kind, cases, **initial):
        """The first step, with `cases` ticked."""
        pks = list(cases.values_list("pk", flat=True)[: bulk.MOST + 1])
        if len(pks) > bulk.MOST:
            self.message_user(request, too_many(), messages.ERROR)
            return None
        form = FORMS[kind](user=request.user, initial={"cases": pks} | initial)
        return self.page(request, "bulk", kind, form)

    def move_view(self, request, pk):
        """The first step of a split or merge: all that is published under a direction."""
        direction = get_object_or_404(Direction, pk=pk)
        if not self.has_move_permission(request):
            raise PermissionDenied
        published = Edition.objects.published().filter(direction=direction)
        cases = Case.objects.filter(editions__in=published).order_by("pk")[: bulk.MOST]
        if published.count() > bulk.MOST:
            said = _("These are %d of its cases. Move the others after them.") % bulk.MOST
            self.message_user(request, said, messages.WARNING)
        return self.begin(request, "direction", cases, source=direction.pk)

    def bulk_view(self, request, kind):
        if kind not in FORMS:
            raise Http404
        if not request.user.has_perm(FORMS[kind].codename):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseRedirect(reverse("admin:cases_case_changelist"))
        form = FORMS[kind](request.POST, user=request.user)
        if not form.is_valid() or "change" in request.POST:
            return self.page(request, "bulk", kind, form)
        return (self.go if "go" in request.POST else self.preview)(request, kind, form)

    def preview(self, request, kind, form):
        change = form.change()
        proposals = bulk.proposals(change, form.cleaned_data["cases"])
        return self.page(request, "bulk_preview", kind, form, change=change, proposals=proposals)

    def go(self, request, kind, form):
        change, note = form.change(), form.cleaned_data["change_note"]
        try:
            change.prepare(request.user)
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self.page(request, "bulk", kind, form)
        done = [bulk.draft(change, c, note, request.user) for c in form.cleaned_data["cases"]]
        return self.page(request, "bulk_done", kind, form, change=change, proposals=done)

    def page(self, request, template, kind, form, proposals=(), **context):
        context |= self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": form.title,
            "kind": kind,
            "form": form,
            "adminform": laid_out(form),
            "media": self.media + form.media,
            "possible": [proposal for proposal in proposals if proposal.possible],
            "left_out": [proposal for proposal in proposals if not proposal.possible],
        }
        return TemplateResponse(request, f"admin/cases/case/{template}.html", context)
