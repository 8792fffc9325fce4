from django.contrib import admin
from django.db import models
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.admin.known import KnownChoices
from cases.admin.merging import Mergeable
from cases.models import Metric, Organisation, OrganisationName, Source, SourceCheck
from config.formsets import SentRows
from directions.admin import VocabularyAdmin

CHECKS_SHOWN = 5


class OrganisationNameInline(admin.TabularInline):
    model = OrganisationName
    formset = SentRows
    extra = 0


@admin.register(Organisation)
class OrganisationAdmin(Mergeable, VocabularyAdmin):
    change_form_template = "admin/cases/organisation/change_form.html"
    list_display = ["name", "kind", "place"]
    list_filter = ["kind"]
    search_fields = ["name", "names__name"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [OrganisationNameInline]
    history_parts = ["names"]


class AnsweringFilter(admin.SimpleListFilter):
    title = gettext_lazy("last check")
    parameter_name = "check"

    def lookups(self, request, model_admin):
        return [
            ("silent", _("no longer answers")),
            ("failing", _("no longer answers, or quoted words gone")),
        ]

    def queryset(self, request, queryset):
        checks = {"silent": SourceCheck.objects.failed(), "failing": SourceCheck.objects.troubled()}
        if self.value() not in checks:
            return queryset
        return queryset.filter(pk__in=checks[self.value()].newest().values("source"))


@admin.register(Source)
class SourceAdmin(KnownChoices, VocabularyAdmin):
    list_display = ["title", "publisher", "published", "kind", "last_check"]
    list_filter = ["kind", AnsweringFilter]
    search_fields = ["title", "publisher", "url"]
    prepopulated_fields = {"slug": ["publisher", "title"]}
    autocomplete_fields = ["derived_from"]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def get_queryset(self, request):
        return super().get_queryset(request).with_last_check()

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), *(["checks"] if obj else [])]

    @admin.display(description=gettext_lazy("last check"), empty_value=gettext_lazy("not yet"))
    def last_check(self, source):
        return source.last_check

    @admin.display(description=gettext_lazy("last checks"))
    def checks(self, source):
        newest = source.checks.finished()[:CHECKS_SHOWN]
        lines = ((date_format(check.at, "j M Y, H:i"), check.in_full()) for check in newest)
        return format_html_join(mark_safe("<br>"), "{}: {}", lines) or _("Not asked yet.")


@admin.register(Metric)
class MetricAdmin(VocabularyAdmin):
    list_display = ["name", "unit", "kind", "measures", "recheck_months"]
    list_filter = ["measures", "kind"]
    search_fields = ["name", "unit", "definition"]
    prepopulated_fields = {"slug": ["name"]}
