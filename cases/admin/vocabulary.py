from django.contrib import admin
from django.db import models

from cases.admin.merging import Mergeable
from cases.models import Metric, Organisation, OrganisationName, Source
from directions.admin import VocabularyAdmin


class OrganisationNameInline(admin.TabularInline):
    model = OrganisationName
    extra = 0


@admin.register(Organisation)
class OrganisationAdmin(Mergeable, VocabularyAdmin):
    change_form_template = "admin/cases/organisation/change_form.html"
    list_display = ["name", "kind", "place"]
    list_filter = ["kind"]
    search_fields = ["name", "names__name"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [OrganisationNameInline]


@admin.register(Source)
class SourceAdmin(VocabularyAdmin):
    list_display = ["title", "publisher", "published", "kind"]
    list_filter = ["kind"]
    search_fields = ["title", "publisher", "url"]
    prepopulated_fields = {"slug": ["publisher", "title"]}
    autocomplete_fields = ["derived_from"]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}


@admin.register(Metric)
class MetricAdmin(VocabularyAdmin):
    list_display = ["name", "unit", "kind", "measures", "recheck_months"]
    list_filter = ["measures", "kind"]
    search_fields = ["name", "unit", "definition"]
    prepopulated_fields = {"slug": ["name"]}
