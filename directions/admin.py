from django.contrib import admin

from directions.models import Direction, Field


class FieldInline(admin.TabularInline):
    model = Field
    extra = 0
    prepopulated_fields = {"slug": ["name"]}


@admin.register(Direction)
class DirectionAdmin(admin.ModelAdmin):
    list_display = ["number", "title", "colour"]
    list_display_links = ["title"]
    search_fields = ["title", "also_called"]
    prepopulated_fields = {"slug": ["title"]}
    inlines = [FieldInline]


@admin.register(Field)
class FieldAdmin(admin.ModelAdmin):
    list_display = ["name", "direction", "named_by_policy"]
    list_filter = ["direction"]
    list_select_related = ["direction"]
    search_fields = ["name", "direction__title"]
    prepopulated_fields = {"slug": ["name"]}
