"""What a facet is: its values, which of them readers know, and how a database counts them."""

import re
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from django.db.models import CharField, Count, F, Q, Value
from django.db.models.functions import Cast
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cases.models import Edition
from directions.addresses import renamed

NOT_STATED = "not-stated"
MOST = 40  # values of a long facet that are shown, the commonest first
COLUMNS = "facet", "facet_value", "facet_label"  # of what facets count


@dataclass(frozen=True, eq=False)
class Facet:
    """Values at a `path` from a row of the list, labelled by the text at another or by `choices`.

    The rows are editions, or what `among` returns: all that readers can see of them.
    """

    name: str
    label: str
    noun: str
    path: str
    text: str = ""
    choices: dict = field(default_factory=dict)
    vocabulary: type = None  # a model that is public as a whole: its values without cases show too
    addressed: type = None  # a model whose slugs are its values, and may have been others before
    absent: Q = None  # what “not stated” means, if the facet offers that
    rows: type = None  # where an edition may have several: the model of the rows that hold them,
    key: str = ""  # and the path from such a row
    among: object = Edition.objects.published

    @property
    def long(self):
        """Whether there may be too many values to fetch them all."""
        return False

    def most(self, index):
        """How many are shown then; `index` is None where the database counts."""
        return MOST

    def matches(self, values):
        """The condition that an edition has any of `values`."""
        if self.rows:
            having = self.rows.objects.filter(**{f"{self.key}__in": values})
            return Q(pk__in=having.values("edition"))
        found = Q(**{f"{self.path}__in": [value for value in values if value != NOT_STATED]})
        return found | self.absent if NOT_STATED in values else found

    def counts(self, editions):
        """Querysets of (facet's name, value, label, cases) for the values among `editions`."""
        rows = editions.order_by().annotate(
            facet=Value(self.name, CharField()),
            facet_value=Cast(F(self.path), CharField()),
            facet_label=Cast(F(self.text), CharField()) if self.text else Value("", CharField()),
        )
        rows = rows.values(*COLUMNS).annotate(cases=Count("pk", distinct=True))
        return [rows.values_list(*COLUMNS, "cases")]

    def known(self, values):
        """Those of `values` that readers can choose, with their labels."""
        if self.choices:
            return {value: self.choices[value] for value in values if value in self.choices}
        if self.vocabulary:
            found = self.vocabulary.objects.filter(slug__in=values)
            return {each.slug: str(each) for each in found}
        return self.found_in_published(values)

    def renamed(self, values):
        """{former value: today's} of those of `values` under which readers knew a record."""
        former = self.leading_to(values) if self.addressed else {}
        known = self.known(list(former.values())) if former else {}
        return {value: today for value, today in former.items() if today in known}

    def leading_to(self, values):
        """{value: the value of the record that its address leads to}"""
        return renamed(self.addressed, values)

    def found_in_published(self, values):
        """Looked up in what is published only: that others exist is nobody's business."""
        rows = self.among().filter(self.matches(self.possible(values)))
        found = rows.order_by().values_list(self.path, self.text or self.path).distinct()
        return self.not_stated(values) | {
            str(v): str(label) for v, label in found if str(v) in values
        }

    def not_stated(self, values):
        return {NOT_STATED: _("Not stated")} if self.absent and NOT_STATED in values else {}

    def stated(self, values):
        return [value for value in values if value != NOT_STATED]

    def possible(self, values):
        """Those of them that the database can be asked for."""
        return self.stated(values)

    def labels(self, rows):
        """{value: label} of the values that `rows` counted."""
        found = {value or NOT_STATED: label or value for _name, value, label, _cases in rows}
        if self.choices:
            choices = words_for(self, get_language()).choices
            return {value: choices[value] for value in found if value in choices}
        if NOT_STATED in found:
            found |= {NOT_STATED: _("Not stated")}
        return {value: found[value] for value in found if value != NOT_STATED or self.absent}

    def order(self, value):
        """Sorts the commonest first, “not stated” last."""
        return value.value == NOT_STATED, -value.cases, value.label


class YearFacet(Facet):
    def order(self, value):
        return value.value == NOT_STATED, -int(value.value) if value.value.isdigit() else 0

    def possible(self, values):
        return [int(value) for value in values if re.fullmatch("[0-9]{4}", value)]


class Words(NamedTuple):
    label: str
    choices: dict


@cache
def words_for(facet, language):
    """What a facet and its values are called. Asked for one by one they took 1 ms of a page."""
    choices = {value: str(label) for value, label in facet.choices.items()}
    return Words(str(facet.label), choices)


def choices(enumeration):
    return {value or NOT_STATED: capfirst(label) for value, label in enumeration.choices}
