"""Events as they stood on a day of the past, asked of the database."""

from collections import Counter
from collections.abc import Sequence

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce, Concat, ExtractYear
from django.utils.functional import cached_property

from cases.models import Edition, Milestone
from cases.reading import batched
from cases.timeline.event import BATCH, launch, told

WHAT = Value("launch", CharField()), Value("milestone", CharField())
FIRST_OF_TWO = Concat(Value("["), F("date"), Value(","))
SECOND_OF_TWO = Concat(F("date"), Value("]"))
# The condition for event.tells_of_launch.
TELLS_OF_LAUNCH = Q(edition__launched=F("date")) | (
    Q(edition__launched__contains=",")
    & (Q(edition__launched__startswith=FIRST_OF_TWO) | Q(edition__launched__endswith=SECOND_OF_TWO))
)


class Past(Sequence):
    def __init__(self, filterset):
        self.filterset, self.year = filterset, filterset.chosen_year

    def __len__(self):
        return self.years.get(self.year, 0) if self.year else sum(self.years.values())

    def __iter__(self):
        """Each slice would have the database sort them all again."""
        for batch in batched(self.keys, BATCH):
            yield from events(batch)

    def __getitem__(self, place):
        return events(self.keys[place])

    @cached_property
    def years(self):
        return self.filterset.kept("years", lambda: years(self.filterset.matching()))

    @cached_property
    def keys(self):
        """(“launch” or “milestone”, pk, day) of all events, the first first."""
        of_year = {"day__year": self.year} if self.year else {}
        launches, milestones = (
            rows.filter(**of_year).values_list("what", "pk", "day")
            for rows in happened(self.filterset.matching())
        )
        return launches.union(milestones, all=True).order_by("day", "what", "pk")


def happened(editions):
    """Launches and milestones as two querysets of rows with a `day`."""
    of_launch = Milestone.objects.filter(TELLS_OF_LAUNCH, edition=OuterRef("pk"))
    launches = editions.order_by().exclude(launched="").exclude(Exists(of_launch))
    milestones = Milestone.objects.published().filter(edition__in=editions.values("pk"))
    return (
        launches.annotate(what=WHAT[0], day=Coalesce("launched_earliest", "launched_latest")),
        milestones.order_by().annotate(what=WHAT[1], day=Coalesce("date_earliest", "date_latest")),
    )


def years(editions):
    """{year: number of events}, for all years that have any."""
    launches, milestones = (
        rows.values_list(ExtractYear("day")).annotate(Count("pk")) for rows in happened(editions)
    )
    found = Counter()
    for year, number in launches.union(milestones, all=True):
        found[year] += number
    return dict(sorted(found.items()))


def events(keys):
    """The events that some keys name, in their order."""
    keys = list(keys)
    editions = Edition.objects.select_related("case", "direction")
    milestones = Milestone.objects.select_related("source", "edition__case", "edition__direction")
    launches = editions.in_bulk([pk for what, pk, _day in keys if what == "launch"])
    others = milestones.in_bulk([pk for what, pk, _day in keys if what == "milestone"])
    made = {("launch", pk): launch(edition) for pk, edition in launches.items()}
    made |= {("milestone", pk): told(each.edition, each) for pk, each in others.items()}
    return [made[what, pk] for what, pk, _day in keys]
