"""What the filters of all lists are made of."""

from copy import copy
from dataclasses import dataclass
from urllib.parse import urlencode

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.kept import kept
from cases.search.words import LONGEST

FEW = 2_000  # ids that stand for a list in each of its questions
SEEN_EVERYWHERE = ("utm_", "fbclid", "gclid", "mc_")  # what others hang on links to us


def shown(text, most=40):
    """What a reader typed, short and harmless enough to show again."""
    text = "".join(character for character in text if character.isprintable())
    return text if len(text) <= most else f"{text[:most]}…"


def harmless(values):
    """Those of them that the database can be asked for."""
    return [value for value in values if "\0" not in value and len(value) <= LONGEST]


def as_query(encoded):
    """Django’s own ends a link to what has no query in “?”."""
    return f"?{encoded}" if encoded else ""


class Light:
    """A filter of which each request gets a copy that shares all it holds: none of it changes."""

    def __deepcopy__(self, memo):
        return copy(self)


class LeavesAll(Light):
    """A filter that leaves all rows: what it asks for, the page does."""

    def filter(self, queryset, value):
        return queryset


class SeveralField(forms.MultipleChoiceField):
    def to_python(self, values):
        """A form may send an empty one."""
        return [value for value in super().to_python(values) if value]


class FacetField(SeveralField):
    """Values of a facet; cleaned, they are {value: label}."""

    def __init__(self, facet):
        self.facet = facet
        super().__init__(required=False, label=facet.label)

    def clean(self, values):
        values = self.to_python(values)
        possible = harmless(values)
        known = self.facet.known(possible) if possible else {}
        for value in values:
            if value not in known:
                raise ValidationError(
                    _("We know no %(noun)s “%(value)s”.")
                    % {"noun": self.facet.noun, "value": shown(value)}
                )
        return known


class FacetFilter(Light, django_filters.Filter):
    def __init__(self, facet):
        self.facet = facet
        super().__init__()

    @property
    def field(self):
        return FacetField(self.facet)

    def filter(self, queryset, chosen):
        return queryset.filter(self.facet.matches(list(chosen))) if chosen else queryset


class PageFilter(LeavesAll, django_filters.Filter):
    """The page is validated with the rest; the paginator does the filtering."""

    field_class = forms.IntegerField

    def __init__(self):
        message = gettext_lazy("“page” has to be a whole number from 1 on.")
        super().__init__(
            min_value=1,
            max_value=1_000_000,
            error_messages=dict.fromkeys(["invalid", "min_value", "max_value"], message),
        )


class ChoiceFilter(LeavesAll, django_filters.ChoiceFilter):
    """One of a few named ways to show the list; it leaves the same cases."""

    def __init__(self, choices, refusal):
        super().__init__(
            choices=list(choices), empty_label=None, error_messages={"invalid_choice": refusal}
        )


class Fields(dict):
    """Fields that keep nothing of a request: all its forms share them."""

    def __deepcopy__(self, memo):
        return dict(self)


class QueryForm(forms.Form):
    def clean(self):
        for name, field in self.fields.items():
            several = isinstance(field, SeveralField)
            if not several and len(self.data.getlist(name)) > 1:
                self.add_error(name, _("“%s” is given more than once.") % name)
        return super().clean()


@dataclass(frozen=True)
class Chip:
    """A chosen value, and the address of the list without it."""

    label: str
    without: str


class RegisterFilter(django_filters.FilterSet):
    """A list's filters, and sentences for what its URL says beside them."""

    page = PageFilter()

    class Meta:
        form = QueryForm
        fields = []

    def get_form_class(self):
        """Made once: the fields are the same for every request."""
        if "form_class" not in type(self).__dict__:
            type(self).form_class = super().get_form_class()
            self.form_class.base_fields = Fields(self.form_class.base_fields)
        return self.form_class

    @property
    def refusals(self):
        messages = [message for errors in self.form.errors.values() for message in errors]
        return [shown(message, 120) for message in messages]

    @property
    def unknown(self):
        """The names in the address that we know nothing of."""
        return self.data.keys() - self.filters.keys()

    @property
    def ignored(self):
        unknown = (name for name in self.unknown if not name.startswith(SEEN_EVERYWHERE))
        return sorted(shown(name) for name in unknown)[:10]

    def renamed(self):
        """The query with today's values in place of former ones; "" if it has none of those."""
        return ""

    def address(self, **changes):
        """The query string of exactly this list, all pages of it, but for `changes`."""
        asked = dict(self.data.lists()) | {"page": []} | changes
        return as_query(urlencode(asked, doseq=True))  # a name without values is not in it


class FacetedFilter(RegisterFilter):
    """A list with facets, each a filter that counts what its values would leave, and orders."""

    SORTS = {}
    SORT_NEEDS = {}  # what to choose before an order makes sense
    facets = []
    unboxed = []  # facets that only links choose
    question = chosen_sort = ""
    searched = False  # whether the search at the head of each page asks for this list
    index = None  # the database counts

    @classmethod
    def get_filters(cls):
        asked = {facet.name: FacetFilter(facet) for facet in cls.all_facets()}
        return super().get_filters() | asked

    @classmethod
    def all_facets(cls):
        return [*cls.facets, *cls.unboxed]

    @property
    def refusals(self):
        refusals = super().refusals
        if not refusals and self.SORTS and self.chosen_sort not in self.sorts:
            refusals.append(str(self.SORT_NEEDS[self.chosen_sort]))
        return refusals

    def renamed(self):
        query = self.data.copy()
        for facet in self.all_facets():
            values = query.getlist(facet.name)
            if today := facet.renamed(harmless(values)):
                query.setlist(facet.name, [today.get(value, value) for value in values])
        return query.urlencode() if query != self.data else ""

    @property
    def sorts(self):
        """The orders that make sense for this list, by name."""
        return dict(self.SORTS)

    @cached_property
    def chosen(self):
        """{facet's name: {value: label}} of what the address chooses."""
        values = self.form.cleaned_data
        names = [facet.name for facet in self.all_facets()]
        return {name: values[name] for name in names if values.get(name)}

    @property
    def choices(self):
        """(name, value) of each."""
        return [(name, value) for name, labels in self.chosen.items() for value in labels]

    @property
    def metric(self):
        """The slug of the metric, if exactly one is chosen."""
        slugs = list(self.chosen.get("metric", ()))
        return slugs[0] if len(slugs) == 1 else None

    def matching(self):
        """What all filters leave, in no order."""
        return self.without(None)

    def without(self, name):
        """What all filters but one leave, in no order."""
        queryset = self.queryset
        for other, value in self.form.cleaned_data.items():
            if other != name:
                queryset = self.filters[other].filter(queryset, value)
        return queryset

    def counted(self, facet):
        """What a facet counts its values among.

        Where its own choice is not to be left out, a short list is named by its ids: each facet
        would ask for it anew otherwise.
        """
        if facet in self.chosen or len(self.few) > FEW:
            return self.without(facet)
        return self.queryset.filter(pk__in=self.few)

    @cached_property
    def few(self):
        return list(self.matching().order_by().values_list("pk", flat=True)[: FEW + 1])

    def counted_in_index(self, facet):
        """Rows of a facet's values with their counts; None if the database has to count them."""

    def kept(self, what, make, but=None):
        """What `make` says of this list, kept for who asks for the same of the same list.

        Lists that only differ by what is chosen in the facet called `but` count as the same.
        """
        chosen = sorted((name, *labels) for name, labels in self.chosen.items() if name != but)
        return kept(f"{type(self).__name__} {what} {chosen} {self.question}", make)

    def chips(self):
        chips = [
            Chip(f"{self.filters[name].field.label}: {label}", self.address_without(name, value))
            for name, labels in self.chosen.items()
            for value, label in labels.items()
        ]
        if self.question:
            chips.insert(0, Chip(f"“{self.question}”", self.address_without("q", self.question)))
        return chips

    def address_without(self, name, value):
        kept = [each for each in self.data.getlist(name) if each.strip() != value]
        return self.address(**{name: kept})
