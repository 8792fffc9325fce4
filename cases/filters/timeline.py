import django_filters
from django import forms
from django.utils.translation import gettext_lazy

from cases.filters.cases import CaseFilter
from cases.filters.register import LeavesAll


class YearFilter(LeavesAll, django_filters.Filter):
    """Narrows the events, not the cases."""

    field_class = forms.IntegerField

    def __init__(self):
        message = gettext_lazy("“year” has to be a year such as 2018.")
        messages = dict.fromkeys(["invalid", "min_value", "max_value"], message)
        super().__init__(min_value=1, max_value=9999, error_messages=messages)


class TimelineFilter(CaseFilter):
    """All that a list of cases can be asked, and a year."""

    year = YearFilter()

    @property
    def chosen_year(self):
        return self.form.cleaned_data.get("year")
