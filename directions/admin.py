from django.contrib import admin
from django.utils.translation import gettext as _

from directions.models import Direction, Field


class VocabularyAdmin(admin.ModelAdmin):
    """Records that editions share. Of one in use the deletion page names what uses it."""

    def change_view(self, request, object_id, form_url="", extra_context=None):
        said = _("Readers see a change here at once, also in earlier editions.")
        context = {"subtitle": said} | (extra_context or {})
        return super().change_view(request, object_id, form_url, context)

    def get_fields(self, request, obj=None):
        """The address comes last: it is made from what is typed above it."""
        return sorted(super().get_fields(request, obj), key=lambda name: name == "slug")

    def get_deleted_objects(self, objs, request):
        deleted, counts, lacking, protected = super().get_deleted_objects(objs, request)
        return deleted, counts, set() if protected else lacking, protected


class FieldInline(admin.TabularInline):
    model = Field
    extra = 0
    prepopulated_fields = {"slug": ["name"]}


@admin.register(Direction)
class DirectionAdmin(VocabularyAdmin):
    list_display = ["number", "title", "colour"]
    list_display_links = ["title"]
    search_fields = ["title", "also_called"]
    prepopulated_fields = {"slug": ["title"]}
    inlines = [FieldInline]


@admin.register(Field)
class FieldAdmin(VocabularyAdmin):
    list_display = ["name", "direction", "named_by_policy"]
    list_filter = ["direction"]
    list_select_related = ["direction"]
    search_fields = ["name", "also_called", "direction__title"]
    prepopulated_fields = {"slug": ["name"]}
