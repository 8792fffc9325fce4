"""One change for many cases: what it would do to each, and the drafts that say it.

A change is a small record; as text it is what the log keeps. Readers see nothing of it before a
draft is published, and a case that somebody has an open edition of is left to them.
"""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from cases import publishing, wording
from cases.changes import Change
from cases.models import Case, Edition, Organisation, Participation
from cases.reading import PARTICIPATIONS
from cases.visibility import OPEN, State
from directions.models import Field

MOST = 300  # cases at once: a draft takes some 30 ms, and who waits should not give up


class ChangeOfCases:
    def prepare(self, by):
        """What is done once for all cases, before their drafts are opened."""

    def problem(self, edition):
        """Why it does nothing to an edition, as a sentence; "" if nothing is against it."""
        return ""

    def effects(self, edition):
        """What would be different in the draft after it, as [Change, …]."""
        raise NotImplementedError

    def apply(self, draft):
        raise NotImplementedError


@dataclass(frozen=True)
class AddField(ChangeOfCases):
    field: Field

    def __str__(self):
        return _("The field “%s” was added to many cases at once.") % self.field

    def problem(self, edition):
        if self.field.direction_id == edition.direction_id:
            return ""
        return _("“%(field)s” is not a field of its direction, %(direction)s.") % {
            "field": self.field,
            "direction": edition.direction,
        }

    def effects(self, edition):
        fields = edition.fields.all()
        return [Change(_("Fields"), named(fields), named({*fields, self.field}))]

    def apply(self, draft):
        draft.fields.add(self.field)


@dataclass(frozen=True)
class ChangeStage(ChangeOfCases):
    stage: str
    as_of: str

    def __str__(self):
        stage = Edition.Stage(self.stage).label
        return _("The stage of many cases was changed at once: %s.") % stage

    def effects(self, edition):
        before, after = (edition.stage, edition.stage_as_of), (self.stage, self.as_of)
        return [Change(_("Stage"), wording.stage(*before), wording.stage(*after))]

    def apply(self, draft):
        draft.stage, draft.stage_as_of = self.stage, self.as_of


@dataclass(frozen=True)
class ReplaceOrganisation(ChangeOfCases):
    """Another organisation in every role of one; where it has the role, the notes are joined."""

    old: Organisation
    new: Organisation

    def __str__(self):
        names = {"old": self.old, "new": self.new}
        return _("“%(old)s” was replaced by “%(new)s” in many cases at once.") % names

    def problem(self, edition):
        if any(p.organisation_id == self.old.pk for p in edition.participations.all()):
            return ""
        return _("“%s” does not take part in it.") % self.old

    def effects(self, edition):
        return [
            Change(gone.get_role_display(), taking_part(self.old, gone.note), self.after(gone, met))
            for gone, met in paired(edition.participations.all(), self.old, self.new)
        ]

    def after(self, gone, met):
        return taking_part(self.new, joined(met.note, gone.note) if met else gone.note)

    def apply(self, draft):
        participations = Participation.objects.filter(edition=draft)
        for gone, met in paired(participations, self.old, self.new):
            if met:
                met.note = joined(met.note, gone.note)
                met.save()
                gone.delete()
            else:
                gone.organisation = self.new
                gone.save()


def paired(participations, old, new):
    """[(a row of `old`, the row that `new` has in the same role of that edition or None), …]"""
    there = {(p.edition_id, p.role): p for p in participations if p.organisation_id == new.pk}
    return [
        (gone, there.get((gone.edition_id, gone.role)))
        for gone in participations
        if gone.organisation_id == old.pk
    ]


def joined(*notes):
    """Different notes in one, as long as the column is."""
    most = Participation._meta.get_field("note").max_length
    together = "; ".join(dict.fromkeys(filter(None, notes)))
    return together if len(together) <= most else f"{together[: most - 1]}…"


def taking_part(organisation, note):
    return ": ".join(filter(None, [organisation.name, note]))


def named(records):
    return ", ".join(sorted(map(str, records)))


@dataclass(frozen=True)
class Proposal:
    """What a change would do to one case, or why it does nothing to it."""

    case: Case
    title: str
    problem: str
    effects: tuple = ()
    draft: Edition | None = None  # once it is there

    @property
    def possible(self):
        return not self.problem


def proposals(change, cases):
    """A proposal for each of `cases`, in a fixed number of queries."""
    return [proposed(change, case) for case in with_editions(cases)]


def with_editions(cases):
    """Cases with the editions that decide whether they can be changed, the newest first."""
    editions = (
        Edition.objects.exclude(state=State.SUPERSEDED)
        .order_by("-number")
        .select_related("direction", "created_by")
        .prefetch_related(PARTICIPATIONS, "fields")
    )
    return cases.prefetch_related(Prefetch("editions", editions))


def proposed(change, case):
    edition = case.editions.all()[0]
    problem = obstacle(edition) or change.problem(edition)
    if problem:
        return Proposal(case, edition.title, problem)
    effects = tuple(each for each in change.effects(edition) if each.before != each.after)
    problem = "" if effects else _("It is so already: nothing to do.")
    return Proposal(case, edition.title, problem, effects)


def obstacle(edition):
    """Why no draft is opened beside a case's newest edition; "" if one can be."""
    if edition.state in OPEN:
        said = {"number": edition.number, "state": edition.get_state_display()}
        if edition.created_by:
            who = {"who": edition.created_by.get_username()}
            return _("Edition %(number)d by %(who)s is open: %(state)s.") % (said | who)
        return _("Edition %(number)d is open: %(state)s.") % said
    return _("It is withdrawn.") if edition.state == State.WITHDRAWN else ""


@transaction.atomic
def draft(change, case, note, by):
    """The proposal for one case as it stands now, with its draft if there is nothing against it."""
    publishing.hold(case.pk)
    proposal = proposed(change, with_editions(Case.objects.filter(pk=case.pk)).get())
    if proposal.problem:
        return proposal
    edition = publishing.open_edition(case, by)
    change.apply(edition)
    edition.change_note = note
    edition.version += 1
    edition.save()
    publishing.saved(edition, by, text=str(change))
    return Proposal(case, edition.title, "", proposal.effects, edition)
