import re
from functools import wraps

from django.contrib.admin import AdminSite
from django.utils.translation import gettext_lazy as _

from config.errors import bad_request

# A key fits 64 bits, a name in a list's address is no regular expression of the database.
KEY = re.compile(r"[0-9]{1,18}")
TOO_LONG = re.compile(r"[0-9]{19}")


class CasebookAdminSite(AdminSite):
    site_title = _("Blockchain Casebook")
    site_header = _("Blockchain Casebook: editors")
    index_title = _("What do you want to work on?")

    def admin_view(self, view, cacheable=False):
        answer = super().admin_view(view, cacheable)

        @wraps(answer)
        def answer_or_refuse(request, *args, **kwargs):
            if unanswerable(request):
                return bad_request(request)
            return answer(request, *args, **kwargs)

        return answer_or_refuse


def unanswerable(request):
    """Whether a crafted address or action would be an error of the database, and so a 500."""
    chosen = request.POST.getlist("_selected_action")
    return not all(KEY.fullmatch(key) for key in chosen) or any(
        "\0" in value or name.endswith("regex") or (name != "q" and TOO_LONG.search(value))
        for name, values in request.GET.lists()
        for value in values
    )
