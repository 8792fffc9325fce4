"""What the address of “who does what” can say."""

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import Filter

from cases import matrix
from cases.filters.register import ChoiceFilter, LeavesAll, RegisterFilter, shown


class ColumnFilter(LeavesAll, Filter):
    """The column that sorts the table: which there are depends on the view."""

    field_class = forms.CharField


class MatrixFilter(RegisterFilter):
    VIEWS = {"direction": gettext_lazy("by direction"), "role": gettext_lazy("by role")}
    OWN_SORTS = ("breadth", "name", "total")

    by = ChoiceFilter(VIEWS.items(), gettext_lazy("We cannot show it by “%(value)s”."))
    sort = ColumnFilter()

    @property
    def refusals(self):
        refusals = super().refusals
        sorts = {*self.OWN_SORTS, *(column.name for column in self.columns)}
        if not refusals and self.chosen_sort not in sorts:
            message = _("We do not know how to sort by “%(value)s”.")
            refusals.append(message % {"value": shown(self.chosen_sort)})
        return refusals

    @property
    def chosen_by(self):
        return self.form.cleaned_data.get("by") or "direction"

    @property
    def chosen_sort(self):
        return self.form.cleaned_data.get("sort") or "breadth"

    @cached_property
    def columns(self):
        return list(matrix.VIEWS[self.chosen_by].columns())

    def rows(self):
        return matrix.rows(matrix.VIEWS[self.chosen_by], self.columns, self.chosen_sort)
