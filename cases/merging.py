"""Two records of one organisation become one.

Readers see it at once, as they do a change of name: who an organisation is stands outside of
editions. It cannot be undone.
"""

from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from cases.bulk import joined, paired
from cases.index import following
from cases.models import (
    Case,
    Edition,
    Event,
    Generation,
    Organisation,
    OrganisationName,
    Participation,
)


@dataclass(frozen=True)
class Merger:
    """What follows if `goes` is taken to be `stays`; its name is kept as a name of that kind."""

    stays: Organisation
    goes: Organisation
    kind: str
    language: str

    @cached_property
    def names(self):
        """Names that `stays` has not had so far, not saved yet."""
        theirs = OrganisationName(name=self.goes.name, language=self.language, kind=self.kind)
        known = {self.stays.name, *self.stays.names.values_list("name", flat=True)}
        found = {name.name: name for name in (*self.goes.names.all(), theirs)}
        return [
            OrganisationName(organisation=self.stays, name=n.name, language=n.language, kind=n.kind)
            for n in found.values()
            if n.name not in known
        ]

    @cached_property
    def pairs(self):
        """[(a participation of `goes`, the one of `stays` in the same role there or None), …]"""
        both = Participation.objects.filter(organisation__in=[self.stays, self.goes])
        both = both.select_related("edition").order_by("edition__title", "-edition__number", "pk")
        return paired(list(both), self.goes, self.stays)

    @property
    def moves(self):
        return [gone for gone, met in self.pairs if not met]

    @property
    def collisions(self):
        """[(a participation that goes, the one that stays, the note that stays), …]"""
        return [(gone, met, joined(met.note, gone.note)) for gone, met in self.pairs if met]

    @property
    def addresses(self):
        """All that lead to `goes` now."""
        return [self.goes.slug, *self.goes.former_addresses().values_list("slug", flat=True)]

    @property
    def lost(self):
        """Words about `goes` that stand nowhere afterwards."""
        return [text for text in (self.goes.place, self.goes.note) if text]


@transaction.atomic
def merge(merger, by=None):
    """Carry it out, on what stands there now; returns the organisation that stays."""
    merger = held(merger)
    stays, goes = merger.stays, merger.goes
    Event.record(Event.Kind.MERGED, by, subject=str(stays), text=account(merger))
    bulk_create_with_history(merger.names, OrganisationName, default_user=by)
    mark_as_changed(Edition.objects.open().filter(participations__organisation=goes))
    for gone, met, note in merger.collisions:
        met.note = note
        met.save()
        gone.delete()
    goes.participations.update(organisation=stays)
    stays.take_over(goes)
    goes.delete()
    following.follow(Organisation, stays)
    return stays


def mark_as_changed(editions):
    """Refuse what is typed in a form of these that was opened before, as stale."""
    editions.update(version=F("version") + 1)


def held(merger):
    """The same with both records and their cases as they stand now, held against others.

    Cases come first, then the generation, as wherever an edition or a name is saved: two who wait
    for each other would both fail.
    """
    pks = [merger.stays.pk, merger.goes.pk]
    cases = Case.objects.filter(editions__participations__organisation=merger.goes.pk)
    before = set(cases.values_list("pk", flat=True))
    list(Case.objects.select_for_update().filter(pk__in=before).order_by("pk"))
    Generation.advance(steps=0)
    both = Organisation.objects.select_for_update().order_by("pk").in_bulk(pks)
    if len(both) < 2 or set(cases.values_list("pk", flat=True)) != before:
        raise ValidationError(_("Somebody changed one of the two meanwhile. Look at it again."))
    return replace(merger, stays=both[pks[0]], goes=both[pks[1]])


def account(merger):
    """What was done, for the log: all of it, as it cannot be read off the records afterwards."""
    said = [_("“%s” was merged into it.") % merger.goes, *merger.lost]
    said += [f"/organisations/{slug}/" for slug in merger.addresses]
    said += [f"{gone.edition}: {gone.get_role_display()}" for gone in merger.moves]
    said += [
        f"{gone.edition}: {gone.get_role_display()}, “{gone.note}” + “{met.note}”"
        for gone, met, _note in merger.collisions
    ]
    return "\n".join(said)
