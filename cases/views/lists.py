from django.core.paginator import EmptyPage
from django.http import HttpResponsePermanentRedirect
from django.utils.translation import gettext as _
from django.views.generic import ListView

from cases.filters import RegisterFilter


class RegisterList(ListView):
    """A filtered, paged list that says what of its URL it could not understand.

    A value that means nothing empties the list and answers 400: a reader who mistyped a filter
    must not take everything for what they asked.
    """

    paginate_by = 20
    filterset_class = RegisterFilter

    def get(self, request, *args, **kwargs):
        self.filterset = self.filterset_class(request.GET, self.records(), request=request)
        self.refusals = self.filterset.refusals
        if self.refusals and (query := self.filterset.renamed()):
            return HttpResponsePermanentRedirect(f"{request.path}?{query}")
        response = super().get(request, *args, **kwargs)
        response.status_code = 400 if self.refusals else 200
        response.understood = self.filterset.filters.keys()  # for config.page_cache
        return response

    def records(self):
        """All that the list could show; asked for at each request, for the day it is about."""
        raise NotImplementedError

    def get_queryset(self):
        return self.filterset.queryset.none() if self.refusals else self.filterset.qs

    def paginate_queryset(self, queryset, page_size):
        paginator = self.get_paginator(queryset, page_size)
        number = self.filterset.form.cleaned_data.get("page") or 1
        try:
            page = paginator.page(number)
        except EmptyPage:
            self.refusals.append(
                _("There is no page %(page)d; the last is page %(last)d.")
                % {"page": number, "last": paginator.num_pages}
            )
            page = self.get_paginator(queryset[:0], page_size).page(1)
        return paginator, page, page.object_list, page.has_other_pages()

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            filterset=self.filterset,
            refusals=self.refusals,
            ignored=self.filterset.ignored,
            **kwargs,
        )
