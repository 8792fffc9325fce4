"""Who works with whom: pairs of organisations that take part in the same published cases."""

from dataclasses import dataclass

from django.db.models import Count, F, Max, Min

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

    @property
    def address(self):
        return cases(together=f"{self.one.slug}:{self.other.slug}")


def pairs(editions):
    """Rows of every pair, those with most cases in common first."""
    return (
        Participation.objects.published()
        .filter(edition__in=editions.order_by().values("pk"))
        .annotate(partner=F("edition__participations__organisation"))
        .filter(organisation__lt=F("partner"))
        .order_by()
        .values("organisation", "partner")
        .annotate(
            cases=Count("edition", distinct=True),
            least=Min("edition__direction"),
            most=Max("edition__direction"),
        )
        .order_by("-cases", "organisation", "partner")
    )


def strongest(rows):
    """Of `rows` in their order, what makes no more than so many organisations and pairs."""
    chosen, known = [], set()
    for row in rows:
        ends = {row["organisation"], row["partner"]}
        if len(known | ends) <= ORGANISATIONS and len(chosen) < PAIRS:
            chosen.append(row)
            known |= ends
    return chosen


def named(rows, directions):
    """The rows as pairs, each with the earlier name first; `directions` are {pk: direction}."""
    ends = [row[end] for row in rows for end in ("organisation", "partner")]
    names = Organisation.objects.in_bulk(ends)
    found = []
    for row in rows:
        both = names[row["organisation"]], names[row["partner"]]
        one, other = sorted(both, key=lambda organisation: organisation.name)
        direction = directions[row["least"]] if row["least"] == row["most"] else None
        found.append(Pair(one, other, row["cases"], direction))
    return sorted(found, key=lambda pair: (-pair.cases, pair.one.name, pair.other.name))


def partners(editions, directions):
    """(the strongest pairs, how many there are in all)"""
    found = pairs(editions)
    return named(strongest(found[:LOOKED_AT]), directions), found.count()
