"""What happened when: launches and milestones of cases in the order of their dates."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce, Concat, ExtractYear

from cases.models import Edition, Milestone

WHAT = Value("launch", CharField()), Value("milestone", CharField())
BATCH = 500  # events read at a time
FIRST_OF_TWO = Concat(Value("["), F("date"), Value(","))
SECOND_OF_TWO = Concat(F("date"), Value("]"))
# A milestone of the date of the launch, or of one of two: [2018-09-30,2018-10-26].
TELLS_OF_LAUNCH = Q(edition__launched=F("date")) | (
    Q(edition__launched__contains=",")
    & (Q(edition__launched__startswith=FIRST_OF_TWO) | Q(edition__launched__endswith=SECOND_OF_TWO))
)
DOUBT = re.compile(r"[?~%\[]")  # in EDTF: unsure, about, or one of several


@dataclass(frozen=True)
class Event:
    """A launch has no text of its own; a milestone may be the launch."""

    edition: Edition
    date: str  # EDTF
    earliest: date | None
    latest: date | None
    is_launch: bool
    text: str = ""
    dispute: str = ""
    anchor: str = ""
    source: str = ""  # whose word it is

    @property
    def day(self):
        """The day that it is filed under."""
        return self.earliest or self.latest

    @property
    def address(self):
        return f"{self.edition.case.get_absolute_url()}{self.anchor}"

    @property
    def is_doubtful(self):
        return bool(self.dispute or DOUBT.search(self.date))


def happened(editions):
    """Launches and milestones as two querysets of rows with a `day`.

    A milestone that tells of the launch stands for it.
    """
    told = Milestone.objects.filter(TELLS_OF_LAUNCH, edition=OuterRef("pk"))
    launches = editions.order_by().exclude(launched="").exclude(Exists(told))
    milestones = Milestone.objects.published().filter(edition__in=editions.values("pk"))
    return (
        launches.annotate(what=WHAT[0], day=Coalesce("launched_earliest", "launched_latest")),
        milestones.order_by().annotate(what=WHAT[1], day=Coalesce("date_earliest", "date_latest")),
    )


def keys(editions, year=None):
    """(“launch” or “milestone”, pk, day) of all that happened in these cases, the first first."""
    of_year = {"day__year": year} if year else {}
    launches, milestones = (
        rows.filter(**of_year).values_list("what", "pk", "day") for rows in happened(editions)
    )
    return launches.union(milestones, all=True).order_by("day", "what", "pk")


def events(found):
    """The events that some of `keys` name, in their order."""
    found = list(found)
    editions = Edition.objects.select_related("case", "direction")
    milestones = Milestone.objects.annotate(tells_of_launch=TELLS_OF_LAUNCH)
    milestones = milestones.select_related("source", "edition__case", "edition__direction")
    launches = editions.in_bulk([pk for what, pk, _day in found if what == "launch"])
    others = milestones.in_bulk([pk for what, pk, _day in found if what == "milestone"])
    made = {("launch", pk): launch(edition) for pk, edition in launches.items()}
    made |= {("milestone", pk): told(milestone) for pk, milestone in others.items()}
    return [made[what, pk] for what, pk, _day in found]


def launch(edition):
    earliest, latest = edition.launched_earliest, edition.launched_latest
    return Event(edition, edition.launched, earliest, latest, is_launch=True)


def told(milestone):
    return Event(
        milestone.edition,
        milestone.date,
        milestone.date_earliest,
        milestone.date_latest,
        is_launch=milestone.tells_of_launch,
        text=milestone.text,
        dispute=milestone.dispute,
        anchor=f"#milestone-{milestone.key}",
        source=milestone.source.publisher,
    )


def all_events(found):
    """Every event, read in batches."""
    rows = iter(found)
    while batch := list(islice(rows, BATCH)):
        yield from events(batch)


def years(editions):
    """{year: number of events}, for all years that have any."""
    launches, milestones = (
        rows.values_list(ExtractYear("day")).annotate(Count("pk")) for rows in happened(editions)
    )
    found = Counter()
    for year, number in launches.union(milestones, all=True):
        found[year] += number
    return dict(sorted(found.items()))
