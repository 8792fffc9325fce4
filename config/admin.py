from functools import update_wrapper

from django.contrib.admin import AdminSite
from django.core.paginator import Paginator
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _

from cases import work
from config.errors import bad_request


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
