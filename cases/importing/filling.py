"""A row's texts set into a record, and what the record's own model says to them."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cases.importing.known import SEVERAL
from cases.models import ImportRow

NOT_FOUND = object()
NEAREST = 3  # names that an editor is asked about


def fill(record, row, sheet):
    """Set every text of the row; an empty one is the field's default. Absent columns stay."""
    for column in sheet.texts:
        if column.name in row.values:
            name = column.field or column.name
            text = choice(column.choices, row.values[column.name])
            setattr(record, name, text or record._meta.get_field(name).get_default())


def choice(choices, text):
    """The value of a choice that is given by its value or by its label."""
    if choices is None:
        return text
    keys = {str(label).casefold(): value for value, label in choices.choices}
    keys |= {value: value for value in choices.values}
    return keys.get(text.casefold(), text)


def complain(row, sheet, record, *also):
    """Refuse the row for what the model and its constraints refuse, at the columns it names.

    As in a form, only fields that the row fills are asked about: its texts and the fields `also`.
    """
    filled = {column.field or column.name for column in sheet.texts} | {*also}
    try:
        record.full_clean({field.name for field in record._meta.fields} - filled)
    except ValidationError as error:
        for field, errors in error.error_dict.items():
            for each in errors:
                row.refuse(sheet.column_of(field), sentence(each, record, field))


def sentence(error, record, field):
    if error.code != "invalid_choice":
        return " ".join(error.messages)
    choices = [value for value, _label in record._meta.get_field(field).choices if value]
    return none_of(getattr(record, field), choices)


def none_of(text, choices):
    return _("“%(text)s” is none of: %(choices)s.") % {
        "text": text[:40],
        "choices": ", ".join(choices),
    }


def look_up(row, column, names, name):
    """What `name` leads to in `names`; where it leads nowhere, the row is refused."""
    record = names.get(name.casefold(), NOT_FOUND)
    if record is SEVERAL:
        row.refuse(column, _("“%s” leads to more than one. Write its address.") % name[:60])
    elif record is NOT_FOUND:
        row.refuse(column, _("“%s” is not known.") % name[:60])
    return record


def ask_or_take(row, known, names, name):
    """Take the row for new, unless its name looks like one of `names` and nobody said otherwise.

    Asked about are names of the register and of rows above, the nearest ones.
    """
    if row.answer != ImportRow.Answer.OTHER:
        near = getattr(known, names).near(name)
        likely = [(pk, label) for pk, label in near if pk > 0 or -pk < row.number]
        row.likely = [said(pk, label) for pk, label in likely[:NEAREST]]
    row.verdict = ImportRow.Verdict.ASKED if row.likely else ImportRow.Verdict.NEW


def said(pk, label):
    """What the page offers as “the same as”; a row of the file can only be named."""
    return [pk, label] if pk > 0 else [None, _("row %d: ") % -pk + label]
