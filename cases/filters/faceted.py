"""Lists with facets: what is chosen of each, and what is left without one."""

from dataclasses import dataclass

import django_filters
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from cases.filters.register import Light, RegisterFilter, SeveralField, harmless, shown
from cases.kept import kept

FEW = 2_000  # ids that stand for a list in each of its questions


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


@dataclass(frozen=True)
class Chip:
    """A chosen value, and the address of the list without it."""

    label: str
    without: str


class FacetedFilter(RegisterFilter):
    """A list with facets, each a filter that counts what its values would leave, and orders."""

    SORTS = {}
    SORT_NEEDS = {}  # what to choose before an order makes sense
    facets = []
    unboxed = []  # facets that only links choose
    question = chosen_sort = ""
    searched = False  # whether the search at the head of each page asks for this list

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
