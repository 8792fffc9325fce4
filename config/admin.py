from functools import update_wrapper

from django.contrib.admin import AdminSite
from django.utils.translation import gettext_lazy as _

from config.errors import bad_request


class CasebookAdminSite(AdminSite):
    site_title = _("Blockchain Casebook")
    site_header = _("Blockchain Casebook: editors")
    index_title = _("What do you want to work on?")

    def admin_view(self, view, cacheable=False):
        """Refuses addresses that no link leads to, and that Django answers with a 500."""
        inner = super().admin_view(view, cacheable)

        def guarded(request, *args, **kwargs):
            if "%00" in request.META["QUERY_STRING"]:  # a value that PostgreSQL cannot take
                return bad_request(request)
            try:
                return inner(request, *args, **kwargs)
            except OverflowError:  # a year of thirty digits
                return bad_request(request)

        return update_wrapper(guarded, view)
