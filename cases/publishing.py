"""The life of an edition: opened, submitted, published, superseded, withdrawn or discarded.

Every change of state happens here, in one transaction that holds the case. A step that is not
possible raises ValidationError with sentences for the person who tried it.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import search
from cases.models import Case, Edition, Event, Figure, Milestone, Participation, Reference
from cases.visibility import State

PARTS = [Participation, Figure, Milestone, Reference]


@transaction.atomic
def open_edition(case, by=None, like=None):
    """The open edition, or a new draft: a copy of `like`, or of what the register said last."""
    hold(case.pk)
    if edition := case.editions.open().first():
        return edition
    last = last_number(case)
    original = like or case.editions.get(number=last)
    edition = copied(original, number=last + 1, by=by)
    edition.save()
    edition.fields.set(original.fields.all())
    for part in PARTS:
        part.objects.bulk_create(copies(part.objects.filter(edition=original), edition))
    Event.record(Event.Kind.OPENED, by, edition)
    return edition


@transaction.atomic
def begin(case, title, direction, by=None):
    """The first draft of a new case."""
    edition = Edition.objects.create(
        case=case, number=1, title=title, direction=direction, created_by=by
    )
    Event.record(Event.Kind.OPENED, by, edition)
    return edition


@transaction.atomic
def begin_all(editions, by=None):
    """The first drafts of many new cases, none of them saved yet, in a few statements."""
    Case.objects.bulk_create(edition.case for edition in editions)
    for edition in editions:
        edition.number, edition.created_by = 1, by
    Edition.objects.bulk_create(editions)
    Event.record_all(Event.Kind.OPENED, by, editions)


@transaction.atomic
def submit(edition, by=None):
    edition = held(edition, State.DRAFT)
    edition.state = State.SUBMITTED
    stamp(edition, "submitted", by)
    Event.record(Event.Kind.SUBMITTED, by, edition)
    return edition


@transaction.atomic
def take_back(edition, by=None):
    edition = held(edition, State.SUBMITTED)
    edition.state = State.DRAFT
    edition.submitted_at = edition.submitted_by = None
    checked(edition)
    Event.record(Event.Kind.TAKEN_BACK, by, edition)
    return edition


@transaction.atomic
def publish(edition, by=None):
    """Make an open edition what readers see; what they saw until now is superseded."""
    edition = held(edition, State.DRAFT, State.SUBMITTED)
    if missing := problems(edition):
        raise ValidationError(missing)
    now = timezone.now()
    edition.case.editions.published().update(state=State.SUPERSEDED, superseded_at=now)
    edition.state = State.PUBLISHED
    stamp(edition, "published", by, now)
    Event.record(Event.Kind.PUBLISHED, by, edition)
    search.refresh(edition.case)
    return edition


@transaction.atomic
def withdraw(edition, reason, by=None):
    edition = held(edition, State.PUBLISHED)
    edition.state = State.WITHDRAWN
    edition.withdrawal_reason = reason.strip()
    stamp(edition, "withdrawn", by)
    Event.record(Event.Kind.WITHDRAWN, by, edition, text=edition.withdrawal_reason)
    search.refresh(edition.case)
    return edition


@transaction.atomic
def discard(edition, by=None):
    """Delete an open edition; with it the case, if nothing else was ever said of it."""
    edition = held(edition, State.DRAFT, State.SUBMITTED)
    Event.record(Event.Kind.DISCARDED, by, edition)
    remove(Edition.objects.filter(pk=edition.pk))


def remove(editions):
    """Delete open editions with all that stands under them, and cases of which nothing is left."""
    found = dict(editions.open().values_list("pk", "case"))
    pks, cases = list(found), list(found.values())
    for part in PARTS:
        part.objects.filter(edition__in=pks).delete()
    Edition.objects.filter(pk__in=pks).delete()
    Case.objects.filter(pk__in=cases, editions=None).delete()


def problems(edition):
    """What keeps an open edition from being published, as sentences."""
    found = []
    if not edition.summary:
        found.append(_("It has no summary."))
    if edition.number > 1 and not edition.change_note:
        found.append(_("It has no change note: say for readers what changed."))
    if not edition.references.exists():
        found.append(_("It has no source."))
    return found


def cite_sources(edition):
    """List every source that a figure or milestone names among the edition's references."""
    stated = [*edition.figures.select_related("source"), *edition.milestones.all()]
    listed = set(edition.references.values_list("source_id", flat=True))
    position = edition.references.aggregate(last=Max("position"))["last"] or 0
    for statement in stated:
        if statement.source_id not in listed:
            position += 1
            listed.add(statement.source_id)
            Reference.objects.create(
                edition=edition, source_id=statement.source_id, position=position
            )


def hold(case_id):
    """Let one change of a case's state happen at a time."""
    Case.objects.select_for_update().filter(pk=case_id).first()


def hold_all(case_ids):
    list(Case.objects.select_for_update().filter(pk__in=case_ids).values_list("pk"))


def held(edition, *states):
    """The edition as it stands now, held against others; refused unless in one of `states`."""
    hold(edition.case_id)
    edition = Edition.objects.select_related("case").filter(pk=edition.pk).first()
    if edition is None:
        raise ValidationError(_("Somebody discarded this draft meanwhile."))
    if edition.state not in states:
        raise ValidationError(
            _("Edition %(number)s is %(state)s now. Look at it again before you go on.")
            % {"number": edition.number, "state": edition.get_state_display()}
        )
    return edition


def stamp(edition, done, by, at=None):
    setattr(edition, f"{done}_at", at or timezone.now())
    setattr(edition, f"{done}_by", by)
    return checked(edition)


def checked(edition):
    """Save an edition whose state changed, after asking the constraints for their sentences."""
    edition.version += 1
    edition.validate_constraints()
    edition.save()
    return edition


def last_number(case):
    return case.editions.aggregate(last=Max("number"))["last"]


def copied(original, number, by):
    """A draft, not saved, of what `original` says; who did what, when and why starts anew."""
    kept = [
        field.attname
        for field in Edition._meta.concrete_fields
        if field.editable or field.attname.endswith(("_earliest", "_latest"))
    ]
    values = {name: getattr(original, name) for name in kept if name != "id"}
    values["change_note"] = ""
    return Edition(**values, case_id=original.case_id, number=number, created_by=by)


def copies(parts, edition):
    for part in parts:
        part.pk, part.edition = None, edition
        part._state.adding = True
        yield part
