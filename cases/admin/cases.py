from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Prefetch
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from cases import publishing
from cases.admin.bulk import BulkChanges
from cases.admin.forms import NewCaseForm, WithdrawForm, laid_out
from cases.models import Case, Edition
from cases.visibility import OPEN, State


def edition_url(edition):
    return reverse("admin:cases_edition_change", args=[edition.pk])


class StateFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return State.choices

    def queryset(self, request, queryset):
        if self.value() not in State.values:
            return queryset
        return queryset.filter(pk__in=Edition.objects.filter(state=self.value()).values("case"))


@admin.register(Case)
class CaseAdmin(BulkChanges, admin.ModelAdmin):
    """Cases with their state; from here an editor opens the draft or starts a new edition."""

    change_form_template = "admin/cases/case/change_form.html"
    list_display = ["title", "states", "direction", "work"]
    list_filter = [StateFilter]
    search_fields = ["slug", "editions__title"]
    search_help_text = gettext_lazy("Search titles and addresses")
    ordering = ["slug"]
    fields = ["slug"]

    def get_queryset(self, request):
        editions = Edition.objects.order_by("-number").select_related("direction")
        cases = super().get_queryset(request).with_title()
        return cases.prefetch_related(Prefetch("editions", editions))

    def view_on_site(self, case):
        return case.get_absolute_url() if Case.objects.addressable().contains(case) else None

    def has_delete_permission(self, request, obj=None):
        return False  # a draft is discarded, a published case withdrawn

    def get_list_display(self, request):
        may_edit = request.user.has_perm("cases.change_edition")
        return [name for name in self.list_display if may_edit or name != "work"]

    # Columns

    @admin.display(description=gettext_lazy("case"), ordering="title")
    def title(self, case):
        return case.title

    @admin.display(description=gettext_lazy("state"))
    def states(self, case):
        shown = [e for e in case.editions.all() if e.state != State.SUPERSEDED]
        return ", ".join(
            _("edition %(number)d %(state)s") % {"number": e.number, "state": e.get_state_display()}
            for e in shown
        )

    @admin.display(description=gettext_lazy("direction"))
    def direction(self, case):
        return next((edition.direction for edition in case.editions.all()), "")

    @admin.display(description=gettext_lazy("work on it"))
    def work(self, case):
        if draft := open_of(case):
            return format_html('<a href="{}">{}</a>', edition_url(draft), _("Open the draft"))
        start = reverse("admin:cases_case_start", args=[case.pk])
        return format_html(
            '<button type="submit" class="button" formaction="{}">{}</button>',
            start,
            _("Start a new edition"),
        )

    # Beginning a case

    def get_form(self, request, obj=None, **kwargs):
        if obj is None:
            kwargs |= {"form": NewCaseForm, "fields": ["slug"]}
        return super().get_form(request, obj, **kwargs)

    def get_fields(self, request, obj=None):
        return self.fields if obj else ["title", "direction", "slug"]

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if not change:
            title, direction = form.cleaned_data["title"], form.cleaned_data["direction"]
            publishing.begin(obj, title, direction, request.user)

    def response_add(self, request, obj, post_url_continue=None):
        return HttpResponseRedirect(f"{edition_url(obj.editions.get())}#id_summary")

    # Pages of its own

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/start/", wrap(self.start_view), name="cases_case_start"),
            path("<int:pk>/withdraw/", wrap(self.withdraw_view), name="cases_case_withdraw"),
            *super().get_urls(),
        ]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        case = self.get_object(request, object_id)
        context = {
            "may_withdraw": request.user.has_perm("cases.withdraw_edition"),
            "may_edit": request.user.has_perm("cases.change_edition"),
            "show_save_and_add_another": False,
        }
        if case:
            published = any(edition.state == State.PUBLISHED for edition in case.editions.all())
            context |= {"editions": case.editions.all(), "draft": open_of(case)}
            context |= {"published": published, "subtitle": case.title}
        return super().change_view(request, object_id, form_url, context | (extra_context or {}))

    @method_decorator(require_POST)
    def start_view(self, request, pk):
        case = get_object_or_404(Case, pk=pk)
        if not request.user.has_perm("cases.change_edition"):
            raise PermissionDenied
        like = request.POST.get("like")
        original = next((each for each in case.editions.all() if str(each.number) == like), None)
        edition = publishing.open_edition(case, request.user, original)
        return HttpResponseRedirect(edition_url(edition))

    def withdraw_view(self, request, pk):
        case = get_object_or_404(Case, pk=pk)
        if not request.user.has_perm("cases.withdraw_edition"):
            raise PermissionDenied
        if case.withdrawn():
            self.message_user(request, _("The case is withdrawn already."), messages.WARNING)
            return HttpResponseRedirect(reverse("admin:cases_case_change", args=[pk]))
        return self.withdraw_form_view(request, get_object_or_404(case.editions.published()))

    def withdraw_form_view(self, request, edition):
        form = WithdrawForm(request.POST or None)
        if form.is_valid():
            return self.withdraw(request, edition, form.cleaned_data["reason"])
        context = self.admin_site.each_context(request) | {
            "edition": edition,
            "form": form,
            "adminform": laid_out(form),
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/cases/case/withdraw.html", context)

    def withdraw(self, request, edition, reason):
        try:
            publishing.withdraw(edition, reason, request.user)
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
        else:
            self.log_change(request, edition.case, _("Withdrawn: %s") % reason)
            self.message_user(request, _("Withdrawn: its page says why."), messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:cases_case_change", args=[edition.case_id]))


def open_of(case):
    """The open edition among a case's prefetched ones."""
    return next((edition for edition in case.editions.all() if edition.state in OPEN), None)
