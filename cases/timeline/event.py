"""What an event is, and which of them an edition tells of."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date

from cases.models import Edition

BATCH = 500  # events read at a time, where all are wanted
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


def events_of(edition):
    """Its launch and its milestones; a milestone that tells of the launch stands for it."""
    milestones = [told(edition, milestone) for milestone in edition.milestones.all()]
    if not edition.launched or any(event.is_launch for event in milestones):
        return milestones
    return [launch(edition), *milestones]


def tells_of_launch(milestone, edition):
    """Whether it has the date of the launch, or one of two: [2018-09-30,2018-10-26]."""
    days = edition.launched.strip("[]").split(",")
    return milestone.date in {edition.launched, *map(str.strip, days)}


def launch(edition):
    earliest, latest = edition.launched_earliest, edition.launched_latest
    return Event(edition, edition.launched, earliest, latest, is_launch=True)


def told(edition, milestone):
    return Event(
        edition,
        milestone.date,
        milestone.date_earliest,
        milestone.date_latest,
        is_launch=tells_of_launch(milestone, edition),
        text=milestone.text,
        dispute=milestone.dispute,
        anchor=f"#milestone-{milestone.key}",
        source=milestone.source.publisher,
    )


class EventDays:
    """What the index keeps of an edition: “2018-09-30:2” are two events of a day."""

    kept_as = "event:day"

    def values_of(self, edition):
        days = Counter(str(event.day) for event in events_of(edition))
        return {f"{day}:{number}": "" for day, number in days.items()}
