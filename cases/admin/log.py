from django.contrib import admin
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import Event


@admin.register(Event)
class EventAdmin(admin.ModelAdmin):
    """The log, to read: nobody adds to it, changes it or deletes from it by hand."""

    list_display = ["at", "kind", "who", "subject", "words"]
    list_filter = ["kind", ("by", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["by"]
    date_hierarchy = "at"
    search_fields = ["subject"]
    search_help_text = gettext_lazy("Search what it was about")
    show_full_result_count = False
    fields = ["at", "kind", "who", "subject", "version", "figure_key", "text"]

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"title": _("Log")} | (extra_context or {}))

    @admin.display(description=gettext_lazy("who"), ordering="by__username")
    def who(self, event):
        return event.who

    @admin.display(description=gettext_lazy("words"))
    def words(self, event):
        return Truncator(event.text).chars(160)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
