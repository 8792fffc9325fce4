"""Two records of one organisation become one.

Readers see it at once, as they do a change of name: who an organisation is stands outside of
editions. It cannot be undone.
"""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from cases.bulk import joined, paired
from cases.models import Case, Edition, Event, Organisation, OrganisationName, Participation
from cases.search import following
from directions.models import FormerSlug


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
            OrganisationName(
                organisation=self.stays, name=n.name, language=n.language, kind=n.kind
            )
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
        kind = FormerSlug.objects.filter(
            content_type__app_label="cases", content_type__model="organisation"
        )
        return [self.goes.slug, *kind.filter(object_id=self.goes.pk).values_list("slug", flat=True)]

    @property
    def lost(self):
        """Words about `goes` that stand nowhere afterwards."""
        return [text for text in (self.goes.place, self.goes.note) if text]


@transaction.atomic
def merge(stays, goes, kind, language, by=None):
    merger = Merger(*held(stays, goes), kind, language)
    done = account(merger)
    editions = Edition.objects.filter(participations__organisation=merger.goes)
    editions.open().update(version=F("version") + 1)  # forms opened before are refused as stale
    for gone, met, note in merger.collisions:
        met.note = note
        met.save()
        gone.delete()
    merger.goes.participations.update(organisation=merger.stays)
    Event.record(Event.Kind.MERGED, by, subject=str(merger.stays), text=done)
    OrganisationName.objects.bulk_create(merger.names)
    merger.stays.take_over(merger.goes)
    merger.goes.delete()
    following.follow(Organisation, merger.stays)
    return merger.stays


def held(stays, goes):
    """Both as they stand now, with the cases of the one that goes, held against others.

    Cases come first, as wherever an edition is saved: two who wait for each other would both fail.
    """
    if stays.pk == goes.pk:
        raise ValidationError(_("An organisation cannot be merged with itself."))
    cases = Case.objects.filter(editions__participations__organisation=goes.pk).order_by("pk")
    pks = set(cases.values_list("pk", flat=True))
    list(Case.objects.select_for_update().filter(pk__in=pks).order_by("pk"))
    both = Organisation.objects.select_for_update().order_by("pk").in_bulk([stays.pk, goes.pk])
    if len(both) < 2 or set(cases.values_list("pk", flat=True)) != pks:
        raise ValidationError(_("Somebody changed one of the two meanwhile. Look at it again."))
    return both[stays.pk], both[goes.pk]


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
