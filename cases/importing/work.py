"""A batch's way: taken up, checked and imported a slice at a time, undone as one.

Each step holds the batch, so that two windows never take the same rows.
"""

from itertools import takewhile
from time import monotonic

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext as _

from cases import publishing
from cases.importing.columns import EXAMPLE, SHEETS
from cases.importing.editions import Cases
from cases.importing.figures import Figures
from cases.importing.organisations import Organisations
from cases.models import Event, ImportBatch, ImportRow, OrganisationName, Participation
from cases.visibility import OPEN

SECONDS = 1  # that one request works, about: others wait for what it writes
SLICE = 500  # rows that share their look-ups
NAMED = 5  # published editions that a refusal names
KINDS = {"organisations": Organisations, "cases": Cases, "figures": Figures}
State, Verdict, Answer = ImportBatch.State, ImportRow.Verdict, ImportRow.Answer


@transaction.atomic
def take_up(file_name, tables, read_as, by):
    """A batch of the tables' rows, none of them checked yet."""
    batch = ImportBatch.objects.create(file_name=file_name[:200], read_as=read_as, by=by)
    rows = (new_row(batch, table.sheet, *row) for table in tables for row in table.rows)
    ImportRow.objects.bulk_create(rows, batch_size=500)
    return batch


def new_row(batch, sheet, number, values):
    row = ImportRow(batch=batch, sheet=sheet.name, number=number, values=values)
    if values.get(sheet.names[0], "").casefold() == EXAMPLE:
        row.verdict, row.notes = Verdict.LEFT_OUT, [["", _("The template’s example.")]]
    return row


def held(pk, *states):
    """The batch, held against others; refused unless in one of `states`."""
    batch = ImportBatch.objects.select_for_update().filter(pk=pk).first()
    if batch is None:
        raise ValidationError(_("Somebody threw this file away meanwhile."))
    if batch.state not in states:
        raise ValidationError(_("This import is %s now.") % batch.get_state_display())
    return batch


@transaction.atomic
def go_on(pk, by):
    """Check or import as many rows as fit into one request; nothing if that is done."""
    batch, until = held(pk, *State), monotonic() + SECONDS
    step = {State.CHECKING: check_slice, State.IMPORTING: import_slice}.get(batch.state)
    while step and step(batch, by, until):
        if monotonic() > until:
            return batch
    if step:
        finish(batch, by)
    return batch


def finish(batch, by):
    if batch.state == State.IMPORTING:
        batch.state = State.IMPORTED
        Event.record(Event.Kind.IMPORTED, by, subject=batch.file_name, text=tally(batch))
    else:
        batch.state = State.CHECKED
    batch.save()


def tally(batch):
    """What the batch has written: “cases: 12, figures: 3”."""
    written = batch.rows.filter(written=True)
    counts = {name: written.filter(sheet=name).count() for name in SHEETS}
    return ", ".join(f"{SHEETS[name].label}: {n}" for name, n in counts.items() if n)


# Checking


def check_slice(batch, by, until):
    """Check the next rows; False if there were none."""
    rows = same_sheet(batch.rows.unchecked())
    if rows:
        checked, kind = [], KINDS[rows[0].sheet](batch, rows, by)
        for row in rows:
            check(row, kind)
            checked.append(row)
            if monotonic() > until:
                break
        save(checked, "verdict", "notes", "changes", "likely")
    return bool(rows)


def check(row, kind):
    if row.answer == Answer.OUT:
        row.verdict = Verdict.LEFT_OUT
    else:
        kind.check(row)


def same_sheet(rows):
    """The next slice of rows, as far as they are of one sheet."""
    rows = list(rows[:SLICE])
    return list(takewhile(lambda row: row.sheet == rows[0].sheet, rows))


def save(rows, *names):
    ImportRow.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["id"], update_fields=names
    )


@transaction.atomic
def answer(pk, answers):
    """`answers` are an Answer and the pk it means, or None, by the pk of a row that asked."""
    batch = held(pk, State.CHECKED)
    rows = list(batch.rows.asked().filter(pk__in=answers))
    for row in rows:
        row.answer, row.same_as = answers[row.pk]
        row.unread()
    save(rows, "verdict", "notes", "changes", "likely", "answer", "same_as")
    if rows:
        check_again(batch, rows[0].sheet)
        batch.state = State.CHECKING
        batch.save()
    return batch


def check_again(batch, sheet):
    """Rows of later sheets may name what was answered about."""
    later = list(SHEETS)[list(SHEETS).index(sheet) + 1 :]
    rows = batch.rows.filter(sheet__in=later).exclude(verdict=Verdict.LEFT_OUT)
    rows.update(verdict=Verdict.UNCHECKED, notes=[], changes=[], likely=[])


# Importing


@transaction.atomic
def begin(pk):
    batch = held(pk, State.CHECKED)
    if batch.rows.asked().exists():
        raise ValidationError(_("Answer first which rows are duplicates."))
    if not batch.rows.wanted().exists():
        raise ValidationError(_("There is nothing to import: no row is new or changes anything."))
    batch.state = State.IMPORTING
    batch.save()
    return batch


def import_slice(batch, by, until):
    """Write the next rows as drafts; False if there were none."""
    rows = same_sheet(batch.rows.wanted().filter(written=False))
    if rows:
        KINDS[rows[0].sheet](batch, rows, by).write(rows)
        save(rows, "verdict", "notes", "written", "edition")
    return bool(rows)


# Undoing


class Undoing:
    """What goes if a batch is undone, and what speaks against it."""

    def __init__(self, batch):
        self.editions = batch.editions.open()
        self.published = batch.editions.exclude(state__in=OPEN).order_by("title")
        # Whatever a person does to a draft counts its version up.
        self.changed = self.editions.filter(version__gt=1).order_by("title")
        self.organisations = unused(batch.organisations)
        self.kept = batch.organisations.exclude(pk__in=self.organisations.values("pk"))


@transaction.atomic
def undo(pk, by, also_changed=False):
    batch = held(pk, State.IMPORTING, State.IMPORTED)
    undoing = Undoing(batch)
    publishing.hold_all(batch.editions.values("case"))
    if published := ", ".join(map(str, undoing.published[:NAMED])):
        raise ValidationError(
            _("Something of this import was published, so it cannot be undone: %s.") % published
        )
    if undoing.changed.exists() and not also_changed:
        raise ValidationError(_("Somebody changed drafts of this import. Say that they may go."))
    text = tally(batch)
    publishing.remove(undoing.editions)
    unused(batch.organisations).delete()
    batch.state = State.UNDONE
    batch.save()
    Event.record(Event.Kind.UNDONE, by, subject=batch.file_name, text=text)
    return batch


def unused(organisations):
    """Those that only this batch's drafts name and nobody has worked on."""
    elsewhere = Participation.objects.filter(organisation=OuterRef("pk")).exclude(
        edition__batch=F("organisation__batch"), edition__state__in=OPEN
    )
    other_names = OrganisationName.objects.filter(organisation=OuterRef("pk"))
    free = organisations.filter(~Exists(elsewhere), ~Exists(other_names))
    return free.exclude(pk__in=worked_on(organisations))


def worked_on(organisations):
    """Those that a person saved since, as the admin wrote down."""
    log = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(organisations.model),
        action_flag=CHANGE,
        object_id__in=[str(pk) for pk in organisations.values_list("pk", flat=True)],
    )
    return [int(pk) for pk in log.values_list("object_id", flat=True)]


@transaction.atomic
def throw_away(pk):
    """Delete a file that was only checked."""
    held(pk, State.CHECKING, State.CHECKED).delete()
