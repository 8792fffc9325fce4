"""Who works with whom: pairs of organisations that take part in the same published cases."""

from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from django.db.models import Count, F, Max, Min

from cases.facets import DIRECTION, ORGANISATION
from cases.matrix import cases
from cases.models import Organisation, Participation
from directions.models import Direction

PAIRS, ORGANISATIONS = 100, 40  # that a picture can hold
LOOKED_AT = 1_000  # pairs, for those among the same organisations


@dataclass(frozen=True)
class Pair:
    one: Organisation
    other: Organisation
    cases: int
    direction: Direction | None  # if all these cases are of one
    within: tuple = ()  # slugs of the directions that these cases are of, if not of any

    @property
    def address(self):
        return cases(together=f"{self.one.slug}:{self.other.slug}", direction=self.within)


class Row(NamedTuple):
    """A pair by its slugs."""

    one: str
    other: str
    cases: int
    direction: str | None


def strongest_in_index(index, within):
    """(rows of the strongest pairs in these entries, how many pairs there are)

    Of an index that does not hold all organisations the commonest are looked at, and None is said
    for the number: to count the pairs of a million cases takes the database ten seconds.
    """
    held = index.held(ORGANISATION.kept_as)
    bits = {slug: each.bits & within for slug, each in held.values.items()}
    found = [
        (one, other, bits[one].intersection_cardinality(bits[other]))
        for one, other in combinations(bits, 2)
    ]
    found = sorted((row for row in found if row[2]), key=lambda row: -row[2])
    rows = [
        Row(one, other, number, only_direction(index, bits[one] & bits[other]))
        for one, other, number in strongest(found)
    ]
    return rows, None if held.rest else len(found)


def only_direction(index, entries):
    """The direction of all these entries, if that is one."""
    for slug, held in index.values(DIRECTION.kept_as).items():
        if entries.issubset(held.bits):
            return slug
    return None


def strongest_counted(editions):
    """The same of some editions, as the database counts it."""
    found = pairs(editions)
    rows = [
        Row(one, other, number, least if least == most else None)
        for one, other, number, least, most in strongest(found[:LOOKED_AT])
    ]
    return rows, found.count()


def pairs(editions):
    """(slug, slug, cases, least and greatest direction) of every pair, the strongest first."""
    taking_part = Participation.objects.published()
    return (
        taking_part.filter(edition__in=editions.order_by().values("pk"))
        .annotate(
            partner=F("edition__participations__organisation"),
            one=F("organisation__slug"),
            other=F("edition__participations__organisation__slug"),
        )
        .filter(organisation__lt=F("partner"))
        .order_by()
        .values("one", "other")
        .annotate(
            cases=Count("edition", distinct=True),
            least=Min("edition__direction__slug"),
            most=Max("edition__direction__slug"),
        )
        .order_by("-cases", "one", "other")
        .values_list("one", "other", "cases", "least", "most")
    )


def strongest(rows):
    """Of `rows` in their order, what makes no more than so many organisations and pairs."""
    chosen, known = [], set()
    for row in rows:
        ends = set(row[:2])
        if len(known | ends) <= ORGANISATIONS and len(chosen) < PAIRS:
            chosen.append(row)
            known |= ends
    return chosen


def named(rows, within=()):
    """The rows as pairs, each with the earlier name first."""
    slugs = {slug for row in rows for slug in row[:2]}
    names = Organisation.objects.in_bulk(slugs, field_name="slug")
    directions = Direction.objects.in_bulk(field_name="slug")
    found = []
    for row in rows:
        both = names[row.one], names[row.other]
        one, other = sorted(both, key=lambda organisation: organisation.name)
        found.append(Pair(one, other, row.cases, directions.get(row.direction), within))
    return sorted(found, key=lambda pair: (-pair.cases, pair.one.name, pair.other.name))
