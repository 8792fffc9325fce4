"""Questions of two things at once. Links ask them; they have no box to tick."""

from functools import reduce
from operator import or_

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from pyroaring import BitMap

from cases.facets.facet import Facet
from cases.index.bits import in_any
from cases.models import Edition, Entry, Organisation, Participation

BETWEEN = ":"  # in a value: no slug has one


class PairFacet(Facet):
    def __init__(self, **kwargs):
        super().__init__(path="", **kwargs)

    def matches(self, values):
        """The condition that an edition has any of these pairs."""
        return reduce(or_, (self.match(*value.split(BETWEEN)) for value in values), Q())

    def known(self, values):
        pairs = [value.split(BETWEEN) for value in values if value.count(BETWEEN) == 1]
        slugs = {slug for pair in pairs for slug in pair}
        found = Organisation.objects.published().filter(slug__in=slugs).order_by()
        names = dict(found.values_list("slug", "name"))
        labels = {BETWEEN.join(pair): self.label_of(names, *pair) for pair in pairs}
        return {value: label for value, label in labels.items() if label}


class TogetherFacet(PairFacet):
    """Two organisations in one case: “tencent:webank”."""

    def among_entries(self, index, values):
        pairs = [value.split(BETWEEN) for value in values]
        return in_any(self.in_both(index, *pair) for pair in pairs)

    def in_both(self, index, one, other):
        return index.having("organisation", [one]) & index.having("organisation", [other])

    def match(self, one, other):
        taking_part = Participation.objects.filter
        return Q(pk__in=taking_part(organisation__slug=one).values("edition")) & Q(
            pk__in=taking_part(organisation__slug=other).values("edition")
        )

    def label_of(self, names, one, other):
        if one in names and other in names:
            return _("%(one)s and %(other)s") % {"one": names[one], "other": names[other]}
        return ""


class PartFacet(PairFacet):
    """An organisation in a role: “tencent:technology”. Two facets could be met by two of them."""

    def among_entries(self, index, values):
        entries = Entry.objects.filter(edition__in=Edition.objects.filter(self.matches(values)))
        return BitMap(entries.values_list("serial", flat=True).iterator())

    def match(self, organisation, role):
        parts = Participation.objects.filter(organisation__slug=organisation, role=role)
        return Q(pk__in=parts.values("edition"))

    def label_of(self, names, organisation, role):
        if organisation in names and role in Participation.Role:
            return f"{names[organisation]} ({Participation.Role(role).label})"
        return ""


PAIRS = [
    TogetherFacet(name="together", label=_("Together"), noun=_("two organisations")),
    PartFacet(name="part", label=_("Part"), noun=_("organisation in a role")),
]
