"""The life of an edition: opened, submitted, reviewed, published, withdrawn or discarded.

Every change of state happens here, in one transaction that holds the case. A step that is not
possible raises ValidationError with sentences for the person who tried it.
"""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from cases.index import writing
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
def saved(edition, by=None, text=""):
    """Note down that its text changed; what was scheduled was another text."""
    Event.record(Event.Kind.SAVED, by, edition, text=text)
    if edition.publish_at:
        unschedule(edition, by)


@transaction.atomic
def submit(edition, by=None, note="", reviewer=None):
    edition = held(edition, State.DRAFT)
    edition.state = State.SUBMITTED
    edition.reviewer = reviewer
    stamp(edition, "submitted", by)
    Event.record(Event.Kind.SUBMITTED, by, edition, text=note)
    return edition


@transaction.atomic
def take_back(edition, by=None):
    edition = to_draft(held(edition, State.SUBMITTED))
    Event.record(Event.Kind.TAKEN_BACK, by, edition)
    return edition


# Reviewing. `seen` is the version that the reviewer looked at: a later one is not theirs to judge.


@transaction.atomic
def send_back(edition, reason, by=None, name="", seen=None):
    if not reason:
        raise ValidationError(_("Say what has to change."))
    edition = to_draft(held(edition, State.SUBMITTED, seen=seen))
    Event.record(Event.Kind.RETURNED, by, edition, name=name, text=reason)
    return edition


@transaction.atomic
def approve(edition, by=None, name="", text="", seen=None):
    edition = held(edition, State.SUBMITTED, seen=seen)
    refuse_writer(edition, by)
    Event.record(Event.Kind.APPROVED, by, edition, name=name, text=text)
    return edition


def comment(edition, text, by=None, figure_key=""):
    """Say something of an edition in any state, or of one of its figures."""
    Event.record(Event.Kind.COMMENTED, by, edition, text=text, figure_key=figure_key)


@transaction.atomic
def assign(edition, reviewer, by=None):
    edition = held(edition, State.DRAFT, State.SUBMITTED)
    Edition.objects.filter(pk=edition.pk).update(reviewer=reviewer)
    Event.record(Event.Kind.ASSIGNED, by, edition, text=reviewer.get_username() if reviewer else "")


@transaction.atomic
def schedule(edition, at, by=None, seen=None):
    edition = held(edition, State.SUBMITTED, seen=seen)
    if at <= timezone.now():
        raise ValidationError(_("That time has passed. Publish now, or choose a later one."))
    refuse_unready(edition, by)
    edition.publish_at, edition.scheduled_by = at, by
    checked(edition)
    Event.record(Event.Kind.SCHEDULED, by, edition, text=formats.date_format(at, "j F Y, H:i e"))
    return edition


@transaction.atomic
def unschedule(edition, by=None, reason=""):
    edition = held(edition, State.SUBMITTED)
    Edition.objects.filter(pk=edition.pk).update(publish_at=None, scheduled_by=None)
    Event.record(Event.Kind.UNSCHEDULED, by, edition, text=reason)


@transaction.atomic
def publish(edition, by=None, seen=None):
    """Make an open edition what readers see; what they saw until now is superseded."""
    edition = held(edition, State.DRAFT, State.SUBMITTED, seen=seen)
    refuse_unready(edition, by)
    cite_sources(edition)
    now = timezone.now()
    edition.case.editions.published().update(state=State.SUPERSEDED, superseded_at=now)
    edition.state = State.PUBLISHED
    edition.publish_at = None
    stamp(edition, "published", by, now)
    Event.record(Event.Kind.PUBLISHED, by, edition)
    writing.refresh(edition.case)
    return edition


def publish_due(now=None):
    """Publish what is scheduled until now, each edition in its own transaction.

    Returns the published editions and, of those that could not be, (edition, sentence) pairs: they
    leave the schedule. Of two runs at once the second finds nothing left to do.
    """
    published, failed = [], []
    for edition in Edition.objects.due(now or timezone.now()).select_related("case"):
        done, reason = publish_scheduled(edition)
        published += [edition] if done else []
        failed += [(edition, reason)] if reason else []
    return published, failed


@transaction.atomic
def publish_scheduled(edition):
    """(Whether it was published, what kept it from that); neither if it is no longer due."""
    hold(edition.case_id)
    still_due = Edition.objects.filter(pk=edition.pk, publish_at=edition.publish_at)
    due = still_due.select_related("scheduled_by").first()
    if due is None:
        return False, ""
    try:
        with transaction.atomic():
            refuse_dismissed(due.scheduled_by)
            publish(due, by=due.scheduled_by)
    except ValidationError as error:
        reason = " ".join(error.messages)
        unschedule(due, reason=reason)
        return False, reason
    return True, ""


def refuse_dismissed(by):
    """Whose account was closed between scheduling and the day publishes nothing any more."""
    if by and not by.has_perm("cases.publish_edition"):
        raise ValidationError(_("Whoever scheduled it may no longer publish."))


@transaction.atomic
def withdraw(edition, reason, by=None):
    edition = held(edition, State.PUBLISHED)
    edition.state = State.WITHDRAWN
    edition.withdrawal_reason = reason.strip()
    stamp(edition, "withdrawn", by)
    Event.record(Event.Kind.WITHDRAWN, by, edition, text=edition.withdrawal_reason)
    for scheduled in edition.case.editions.open().filter(publish_at__isnull=False):
        unschedule(scheduled, by, reason=_("The case was withdrawn."))
    writing.refresh(edition.case)
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


def refuse_unready(edition, by):
    if missing := problems(edition, by):
        raise ValidationError(missing)


def problems(edition, by=None):
    """What keeps `by` from publishing an open edition, as sentences."""
    found = []
    if not edition.summary:
        found.append(_("It has no summary."))
    if edition.number > 1 and not edition.change_note:
        found.append(_("It has no change note: say for readers what changed."))
    if not edition.references.exists():
        found.append(_("It has no source."))
    if edition.chain != Edition.Chain.NOT_STATED and not edition.chain_source_id:
        found.append(_("No source is named for what the chain does."))
    if settings.TWO_PAIRS_OF_EYES and not seen_by_another(edition, by):
        found.append(_("Nobody but its writers has looked at it: somebody else has to approve it."))
    return found


def writers(edition):
    """The accounts that wrote an edition: who began it and everybody who saved it."""
    saves = edition.events.filter(kind=Event.Kind.SAVED)
    return {edition.created_by_id, *saves.values_list("by", flat=True)}


def refuse_writer(edition, by):
    """Where two pairs of eyes are asked for, whoever wrote an edition is not the second."""
    if by and settings.TWO_PAIRS_OF_EYES and by.pk in writers(edition):
        raise ValidationError(_("You wrote this edition; somebody else has to approve it."))


def seen_by_another(edition, by):
    """Whether `by`, or whoever approved the text as it stands, is none of its writers."""
    wrote = writers(edition)
    if by and by.pk not in wrote:
        return True
    return any(
        approval.by_id is None or approval.by_id not in wrote for approval in approvals(edition)
    )


def approvals(edition):
    """Approvals of the text as it stands: a later save makes them void."""
    last_save = edition.events.filter(kind=Event.Kind.SAVED).order_by("-pk").first()
    given = edition.events.filter(kind=Event.Kind.APPROVED)
    return given.filter(pk__gt=last_save.pk) if last_save else given


def cite_sources(edition):
    """List every source that an edition, a figure or a milestone names among its references."""
    stated = [each.source_id for each in (*edition.figures.all(), *edition.milestones.all())]
    stated += [edition.chain_source_id] if edition.chain_source_id else []
    listed = set(edition.references.values_list("source_id", flat=True))
    missing = dict.fromkeys(source_id for source_id in stated if source_id not in listed)
    position = edition.references.aggregate(last=Max("position"))["last"] or 0
    Reference.objects.bulk_create(
        Reference(edition=edition, source_id=source_id, position=position)
        for position, source_id in enumerate(missing, position + 1)
    )


def hold(case_id):
    """Let one change of a case's state happen at a time."""
    Case.objects.select_for_update().filter(pk=case_id).first()


def hold_all(case_ids):
    list(Case.objects.select_for_update().filter(pk__in=case_ids).values_list("pk"))


def held(edition, *states, seen=None):
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
    if seen not in (None, edition.version):
        raise ValidationError(
            _("Somebody changed this edition after you opened it. Read it again.")
        )
    return edition


def to_draft(edition):
    edition.state = State.DRAFT
    edition.submitted_at = edition.submitted_by = edition.publish_at = None
    return checked(edition)


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
