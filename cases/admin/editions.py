from adminsortable2.admin import SortableAdminBase, SortableStackedInline, SortableTabularInline
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.forms.widgets import Script
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import publishing
from cases.admin.forms import EditionForm, FigureForm, PartFormSet, PlainDecimalField, Words
from cases.admin.known import KnownChoices, KnownRowForm
from cases.admin.quotes import QuotePages
from cases.admin.review import ReviewPages
from cases.models import Edition, Event, Figure, Milestone, Participation, Reference
from cases.visibility import State


def may_change(request, edition):
    """A closed edition stays as it is.

    A POST still reaches its form, which refuses it: whoever typed while somebody else
    published gets a sentence and their text back instead of a bare 403.
    """
    return edition is None or edition.is_open or request.method == "POST"


OWN_FIELDS = {
    models.TextField: {"widget": Words},
    models.DecimalField: {"form_class": PlainDecimalField},
}


class PartInline(KnownChoices):
    extra = 0
    extra_in_a_new_case = 0
    form = KnownRowForm
    formset = PartFormSet
    formfield_overrides = OWN_FIELDS

    def get_queryset(self, request):
        return super().get_queryset(request).select_related(*self.autocomplete_fields)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Of the links beside an autocomplete a row keeps "add": four are three stops too many."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in self.autocomplete_fields:
            field.widget.can_change_related = field.widget.can_view_related = False
            field.widget.can_delete_related = False
        return field

    def get_extra(self, request, edition=None, **kwargs):
        return self.extra_in_a_new_case if edition and edition.number == 1 else self.extra

    def has_add_permission(self, request, edition):
        return may_change(request, edition) and super().has_add_permission(request, edition)

    def has_change_permission(self, request, edition=None):
        return may_change(request, edition) and super().has_change_permission(request, edition)

    def has_delete_permission(self, request, edition=None):
        return may_change(request, edition) and super().has_delete_permission(request, edition)


class ParticipationInline(PartInline, SortableTabularInline):
    model = Participation
    extra_in_a_new_case = 1
    autocomplete_fields = ["organisation"]


class ReferenceInline(PartInline, SortableTabularInline):
    model = Reference
    autocomplete_fields = ["source"]
    verbose_name_plural = gettext_lazy(
        "references (sources of figures and milestones are added by themselves)"
    )


class FigureInline(PartInline, SortableStackedInline):
    model = Figure
    form = FigureForm
    extra_in_a_new_case = 1
    autocomplete_fields = ["metric", "source"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("quote", "quote_language"),
                    "metric",
                    ("comparator", "value", "upper_value"),
                    "not_in_quote",
                    ("as_of", "as_of_not_stated", "modality"),
                    ("source", "locator"),
                    "position",
                ]
            },
        ),
        (
            gettext_lazy("More: of what, stated by whom, disputed"),
            {"classes": ["collapse"], "fields": ["about", "stated_by", "dispute"]},
        ),
    ]

    class Media:
        css = {"all": ["css/quote.css"]}
        js = [Script("js/quote.js", type="module")]


class MilestoneInline(PartInline, admin.StackedInline):
    model = Milestone
    autocomplete_fields = ["source"]
    fieldsets = [
        (None, {"fields": [("date", "text"), ("source", "locator")]}),
        (
            gettext_lazy("More: stated by whom, in which words, disputed"),
            {
                "classes": ["collapse"],
                "fields": ["stated_by", ("quote", "quote_language"), "dispute"],
            },
        ),
    ]


@admin.register(Edition)
class EditionAdmin(QuotePages, ReviewPages, KnownChoices, SortableAdminBase, admin.ModelAdmin):
    form = EditionForm
    formfield_overrides = OWN_FIELDS
    change_form_template = "admin/cases/edition/change_form.html"
    view_on_site = False  # its template links to the preview or the page, whichever there is
    inlines = [ParticipationInline, FigureInline, MilestoneInline, ReferenceInline]
    list_display = ["title", "number", "state", "direction", "submitted_at", "published_at"]
    list_filter = ["state", "direction"]
    list_select_related = ["direction"]
    search_fields = ["title", "case__slug"]
    ordering = ["-pk"]
    autocomplete_fields = ["fields", "chain_source"]
    fieldsets = [
        (
            gettext_lazy("What readers see first"),
            {
                "fields": [
                    "title",
                    "summary",
                    ("direction", "fields"),
                    ("launched", "place"),
                    ("stage", "stage_as_of"),
                ]
            },
        ),
        (
            gettext_lazy("How it works"),
            {"fields": ["body", "chain", "chain_part", ("chain_source", "chain_locator")]},
        ),
        (gettext_lazy("This edition"), {"fields": ["change_note", "review_by", "note", "seen"]}),
    ]

    # Who may do what

    def has_add_permission(self, request):
        return False  # an edition begins from its case

    def has_change_permission(self, request, obj=None):
        return may_change(request, obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return False  # drafts are discarded; what was published stays

    def may_publish(self, request):
        return request.user.has_perm("cases.publish_edition")

    # Saving, and what its buttons do after it

    def save_model(self, request, obj, form, change):
        obj.version += 1
        obj.asked = form.cleaned_data["note"], form.cleaned_data["review_by"]
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        publishing.cite_sources(form.instance)
        if form.says_something_new() or any(formset.has_changed() for formset in formsets):
            publishing.saved(form.instance, request.user)

    def response_change(self, request, obj):
        steps = {
            "_submit": (self.submit, _("Submitted: a publisher can now review it.")),
            "_take_back": (self.take_back, _("Back to a draft.")),
            "_publish": (self.publish, _("Published: readers see it now.")),
        }
        for button, (step, done) in steps.items():
            if button in request.POST:
                return self.take(request, obj, step, done)
        return super().response_change(request, obj)

    def take(self, request, edition, step, done):
        """Take a step in the edition's life; what was typed is saved, whether it succeeds."""
        try:
            edition = step(request, edition)
        except ValidationError as error:
            intro = _("Saved, but not done yet:")
            self.message_user(request, f"{intro} {' '.join(error.messages)}", messages.ERROR)
            return HttpResponseRedirect(request.path)
        self.log_change(request, edition, done)
        self.message_user(request, done, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:cases_case_change", args=[edition.case_id]))

    def submit(self, request, edition):
        return publishing.submit(edition, request.user, *edition.asked)

    def take_back(self, request, edition):
        return publishing.take_back(edition, request.user)

    def publish(self, request, edition):
        if not self.may_publish(request):
            raise PermissionDenied
        return publishing.publish(edition, request.user)

    # Pages of its own

    def get_urls(self):
        discard = self.admin_site.admin_view(self.discard_view)
        return [
            path("<int:pk>/discard/", discard, name="cases_edition_discard"),
            *super().get_urls(),
        ]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        context = {"may_publish": self.may_publish(request), "State": State}
        return super().change_view(request, object_id, form_url, context | (extra_context or {}))

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        """Tell the browser which of the texts that it keeps have arrived: see draft.js."""
        saved = Event.objects.filter(kind=Event.Kind.SAVED, by=request.user, edition=obj)
        context["saved_versions"] = saved.order_by("-pk").values_list("version", flat=True)[:100]
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def discard_view(self, request, pk):
        edition = get_object_or_404(Edition.objects.open().select_related("case"), pk=pk)
        if not self.has_change_permission(request, edition):
            raise PermissionDenied
        if request.method == "POST":
            return self.discard(request, edition)
        context = self.admin_site.each_context(request) | {"edition": edition, "opts": self.opts}
        return TemplateResponse(request, "admin/cases/edition/discard.html", context)

    def discard(self, request, edition):
        try:
            publishing.discard(edition, request.user)
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
        else:
            self.message_user(request, _("The draft is discarded."), messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:cases_case_changelist"))
