from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from directions import history
from directions.models import Direction, Field


class VocabularyAdmin(admin.ModelAdmin):
    """Records that editions share. Of one in use the deletion page names what uses it."""

    history_parts = []  # rows below a record whose changes its history tells too

    def change_view(self, request, object_id, form_url="", extra_context=None):
        said = _("Readers see a change here at once, also in earlier editions.")
        context = {"subtitle": said} | (extra_context or {})
        return super().change_view(request, object_id, form_url, context)

    def history_view(self, request, object_id, extra_context=None):
        """Who changed what, for whoever may read that; for others the usual list of saves."""
        if not self.may_read_history(request):
            return super().history_view(request, object_id, extra_context)
        record = self.get_object(request, unquote(object_id))
        if record is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_or_change_permission(request, record):
            raise PermissionDenied
        context = self.admin_site.each_context(request) | {
            "title": _("History: %s") % record,
            "lines": history.lines(record, self.history_parts),
            "object": record,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/record_history.html", context)

    def may_read_history(self, request):
        opts = self.model.history.model._meta
        return request.user.has_perm(f"{opts.app_label}.view_{opts.model_name}")

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
    history_parts = ["fields"]


@admin.register(Field)
class FieldAdmin(VocabularyAdmin):
    list_display = ["name", "direction", "named_by_policy"]
    list_filter = ["direction"]
    list_select_related = ["direction"]
    search_fields = ["name", "also_called", "direction__title"]
    prepopulated_fields = {"slug": ["name"]}
