import re
from functools import wraps

from django.contrib.admin import AdminSite
from django.core.paginator import Paginator
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _

from cases import work
from config.errors import bad_request

# A key fits 64 bits, a name in a list's address is no regular expression of the database.
KEY = re.compile(r"[0-9]{1,18}")
TOO_LONG = re.compile(r"[0-9]{19}")


class CasebookAdminSite(AdminSite):
    site_title = _("Blockchain Casebook")
    site_header = _("Blockchain Casebook: editors")
    index_title = _("What do you want to work on?")
    index_template = "admin/work.html"

    def get_urls(self):
        return [
            path("work/<slug:key>/", self.admin_view(self.work_view), name="work"),
            *super().get_urls(),
        ]

    def index(self, request, extra_context=None):
        context = {"tasks": work.front_page(request.user)}
        return super().index(request, context | (extra_context or {}))

    def work_view(self, request, key):
        """The whole of one list of work."""
        task = work.for_user(request.user).get(key)
        if task is None:
            raise Http404
        paginator = Paginator(task.records(request.user), per_page=100)
        page = paginator.get_page(request.GET.get("page"))
        context = self.each_context(request) | {
            "title": task.title,
            "task": task,
            "page": page,
            "lines": [task.line(record) for record in page],
        }
        return TemplateResponse(request, "admin/work_list.html", context)

    def admin_view(self, view, cacheable=False):
        """Refuses what no link of ours leads to and Django would answer with a 500."""
        answer = super().admin_view(view, cacheable)

        @wraps(answer)
        def answer_or_refuse(request, *args, **kwargs):
            if unanswerable(request):
                return bad_request(request)
            try:
                return answer(request, *args, **kwargs)
            except OverflowError:  # a year that is none
                return bad_request(request)

        return answer_or_refuse


def unanswerable(request):
    """Whether a crafted address or action would be an error of the database, and so a 500."""
    chosen = request.POST.getlist("_selected_action")
    return not all(KEY.fullmatch(key) for key in chosen) or any(
        "\0" in value or name.endswith("regex") or (name != "q" and TOO_LONG.search(value))
        for name, values in request.GET.lists()
        for value in values
    )
