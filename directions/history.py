"""Who changed a shared record, and what it said before and after."""

from dataclasses import dataclass

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import ForeignKey
from django.db.models.signals import pre_save
from django.utils.translation import gettext as _
from simple_history.models import HistoricalChanges, HistoricalRecords

MOST = 500  # lines of one model on a page


class History(HistoricalRecords):
    """Keeps a record as each change leaves it, and as the first one found it.

    Fixtures leave no line of their own: without this, the first change after them would show
    no “before”.
    """

    def contribute_to_class(self, cls, name):
        super().contribute_to_class(cls, name)
        pre_save.connect(self.begin, sender=cls, weak=False)

    def create_history_model(self, model, inherited):
        """Stands in the module of its record, where `manage.py shell` looks for it."""
        made = super().create_history_model(model, inherited)
        made.__module__ = self.module
        return made

    def begin(self, instance, raw=False, **kwargs):
        if raw or instance._state.adding or instance.history.exists():
            return
        if found := type(instance)._base_manager.filter(pk=instance.pk).first():
            found._history_user = None
            found._change_reason = _("as the first change found it")
            self.create_historical_record(found, "+")


@dataclass(frozen=True)
class Change:
    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Line:
    record: HistoricalChanges
    changes: list[Change]

    @property
    def kind(self):
        return self.record.instance_type._meta.verbose_name


def lines(thing, parts=()):
    """What happened to `thing` and to its rows of the related names `parts`, newest first."""
    found = [*told(thing.history.all())]
    for name in parts:
        relation = thing._meta.get_field(name)
        rows = relation.related_model.history.filter(**{relation.field.name: thing.pk})
        found += told(rows)
    return sorted(found, key=lambda line: line.record.history_date, reverse=True)


def told(records):
    """Each of the newest records with what differs from the one before, newest first."""
    said, found = {}, []
    for record in reversed(with_names(records)[:MOST]):
        before, said[record.id] = said.get(record.id), in_words(record)
        changes = [*differences(before, said[record.id])] if before else []
        if changes or not before or record.history_type == "-":  # a save may change nothing
            found.append(Line(record, changes))
    return found[::-1]


def with_names(records):
    model = records.model
    keys = [field.name for field in model.tracked_fields if isinstance(field, ForeignKey)]
    many = [
        f"{rows_of(field)}__{field.m2m_reverse_field_name()}" for field in model._history_m2m_fields
    ]
    found = records.select_related("history_user", *keys).prefetch_related(*many)
    return found.order_by("-history_date", "-history_id")


def rows_of(field):
    """Where a historical record keeps the rows of a field to many."""
    return f"{HistoricalRecords.m2m_models[field]._meta.model_name}_set"


def differences(before, after):
    for field, words in after.items():
        if words != before[field]:
            yield Change(field, before[field], words)


def in_words(record):
    """What an editor can read in each field of `record`."""
    said = {
        field.verbose_name: value_in_words(record, field)
        for field in record.tracked_fields
        if field.editable and not field.primary_key
    }
    for field in record._history_m2m_fields:
        rows = getattr(record, rows_of(field)).all()
        said[field.verbose_name] = ", ".join(
            sorted(str(getattr(row, field.m2m_reverse_field_name())) for row in rows)
        )
    return said


def value_in_words(record, field):
    if isinstance(field, ForeignKey):
        try:
            return str(getattr(record, field.name))
        except ObjectDoesNotExist:
            return _("deleted since")
    shown = getattr(record, f"get_{field.name}_display", lambda: getattr(record, field.attname))()
    if isinstance(shown, bool):
        return _("yes") if shown else _("no")
    return "" if shown is None else str(shown)
