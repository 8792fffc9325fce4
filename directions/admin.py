from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import models
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.formsets import SentRows
from directions import history
from directions.colours import contrast_with_white
from directions.models import Direction, Enquiry, Field

# Its colour is an attribute: the admin's pages allow no inline style.
SWATCH = (
    '<svg width="14" height="14" aria-hidden="true"><rect width="14" height="14" fill="{0}"/></svg>'
    " {0}, {1}"
)


class VocabularyAdmin(admin.ModelAdmin):
    """Records that editions share. Of one in use the deletion page names what uses it."""

    history_parts = []  # rows below a record whose changes its history tells too

    def change_view(self, request, object_id, form_url="", extra_context=None):
        said = _("Readers see a change here at once, also in earlier editions.")
        may_change = self.has_change_permission(request)
        context = ({"subtitle": said} if may_change else {}) | (extra_context or {})
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
    formset = SentRows
    extra = 0
    prepopulated_fields = {"slug": ["name"]}
    formfield_overrides = {models.CharField: {"widget": forms.TextInput(attrs={"size": 22})}}


@admin.register(Direction)
class DirectionAdmin(VocabularyAdmin):
    change_form_template = "admin/directions/direction/change_form.html"
    list_display = ["number", "title", "contrast", "successor"]
    list_display_links = ["title"]
    list_select_related = ["successor"]
    search_fields = ["title", "also_called"]
    prepopulated_fields = {"slug": ["title"]}
    inlines = [FieldInline]
    history_parts = ["fields"]

    @admin.display(description=gettext_lazy("colour, and its contrast on white"), ordering="colour")
    def contrast(self, direction):
        contrast = f"{contrast_with_white(direction.colour):.1f}"
        return format_html(SWATCH, direction.colour, contrast)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Offered is what is not merged itself."""
        if db_field.name == "successor":
            kwargs["queryset"] = Direction.objects.filter(successor=None)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Field)
class FieldAdmin(VocabularyAdmin):
    list_display = ["name", "direction", "named_by_policy"]
    list_filter = ["direction"]
    list_select_related = ["direction"]
    search_fields = ["name", "also_called", "direction__title"]
    prepopulated_fields = {"slug": ["name"]}

    def get_deleted_objects(self, objs, request):
        """What keeps a field are the editions filed under it: the rows between have no name."""
        *found, protected = super().get_deleted_objects(objs, request)
        editions = (edition for field in objs for edition in field.editions.order_by("pk"))
        return *found, list(dict.fromkeys(map(str, editions))) if protected else []


@admin.register(Enquiry)
class EnquiryAdmin(admin.ModelAdmin):
    """A page of its own, not rows of a direction: editors may add to it and not to directions."""

    list_display = ["where", "direction", "looked_on", "words", "by"]
    list_filter = ["direction"]
    list_select_related = ["direction", "by"]
    search_fields = ["where", "words", "found"]
    date_hierarchy = "looked_on"
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def save_model(self, request, obj, form, change):
        obj.by = obj.by or request.user
        super().save_model(request, obj, form, change)
