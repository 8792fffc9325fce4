"""Cases moved from one direction to another, and what becomes of the fields they are filed under.

A field that the cases left behind do not use moves with them. Where the new direction has a field
of that name, it takes its place. Any other is dropped: it belongs to the direction it stands in.
"""

from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from cases.bulk import ChangeOfCases, named
from cases.changes import Change
from cases.models import Edition, Event
from cases.visibility import OPEN, State
from directions.models import Direction, Field


@dataclass(frozen=True)
class MoveTo(ChangeOfCases):
    direction: Direction
    fates: dict = field(default_factory=dict)  # {field used elsewhere: what it becomes, or None}
    closing: Direction | None = None  # the direction that is merged into the other

    def __str__(self):
        return _("Cases were moved to “%s” together.") % self.direction

    @property
    def moving(self):
        return [field for field, fate in self.fates.items() if fate == field]

    @property
    def dropped(self):
        return [field for field, fate in self.fates.items() if fate is None]

    @property
    def replaced(self):
        return [(old, new) for old, new in self.fates.items() if new not in (None, old)]

    def effects(self, edition):
        fields = edition.fields.all()
        return [
            Change(_("Direction"), str(edition.direction), str(self.direction)),
            Change(_("Fields"), named(fields), named(self.fields_after(fields))),
        ]

    def fields_after(self, fields):
        return {fate for each in fields if (fate := self.fates.get(each, each))}

    @transaction.atomic
    def prepare(self, by):
        """Fields and the direction itself stand outside of editions: readers see it at once."""
        for each in self.moving:
            each.direction = self.direction
            each.save()
        if self.closing:
            self.closing.merge_into(self.direction)
            said = _("Merged into “%s”.") % self.direction
            Event.record(Event.Kind.MERGED, by, subject=str(self.closing), text=said)

    def apply(self, draft):
        draft.direction = self.direction
        draft.fields.set(self.fields_after(draft.fields.all()))


def planned(cases, direction, take_fields, closing=None):
    """The move of `cases` to a direction."""
    leaving = movable(cases)
    affected = Q(editions__in=leaving)
    if closing and take_fields:
        affected |= Q(direction=closing)  # a field without cases is a finding that goes along
    used = Field.objects.filter(affected).exclude(direction=direction)
    used = list(used.select_related("direction").distinct())
    staying = fields_of_others(leaving, used) if take_fields else {each.pk for each in used}
    there = {each.name.casefold(): each for each in direction.fields.all()}
    fates = {}
    for each in used:
        if each.pk not in staying:
            there.setdefault(each.name.casefold(), each)
        fates[each] = there.get(each.name.casefold())
    return MoveTo(direction, fates, closing)


def movable(cases):
    """Published editions of those cases that nobody has an open edition of."""
    being_edited = Edition.objects.open().filter(case=OuterRef("case"))
    return Edition.objects.published().filter(~Exists(being_edited), case__in=list(cases))


def fields_of_others(leaving, fields):
    """The ids of those `fields` that other editions of today are filed under too."""
    standing = Edition.objects.filter(state__in=[State.PUBLISHED, *OPEN])
    others = standing.exclude(pk__in=leaving.values("pk")).filter(fields__in=fields)
    return set(others.values_list("fields", flat=True))
