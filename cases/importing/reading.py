"""An upload as tables of text. What cannot be read for certain is refused whole, in a sentence."""

import re
from dataclasses import dataclass
from itertools import zip_longest

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cases.exports import undefused
from cases.importing import plain_text, workbooks
from cases.importing.columns import SHEETS, Sheet, nearest_sheet
from cases.importing.limits import LONGEST_CELL, MOST_BYTES, MOST_COLUMNS, MOST_ROWS, megabytes

UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass
class Table:
    """One sheet: its rows are a number, as a spreadsheet counts, and a text for each column."""

    sheet: Sheet
    rows: list


def read(file):
    """The tables of an upload, in the order of work, and a sentence on how it was read."""
    if file.size > MOST_BYTES:
        raise ValidationError(
            _("The file has %(size)s; at most %(most)s are read. Divide it.")
            % {"size": megabytes(file.size), "most": megabytes(MOST_BYTES)}
        )
    start = file.read(8)
    file.seek(0)
    if workbooks.begins(start):
        grids, read_as = workbooks.grids(file), _("Workbook (XLSX).")
    else:
        grids, read_as = plain_text.grids(file.read())
    return tables(grids), read_as


def tables(grids):
    """`grids` are pairs of a sheet's name, "" in plain text, and its rows of texts."""
    found, count = {}, 0
    for name, rows in grids:
        table = table_of(name, rows, MOST_ROWS - count)
        if table is None:
            continue
        if table.sheet.name in found:
            raise ValidationError(_("Two sheets hold %s. Put them into one.") % table.sheet.label)
        found[table.sheet.name] = table
        count += len(table.rows)
    if not count:
        raise ValidationError(_("There are no rows under the header."))
    return [found[name] for name in SHEETS if name in found]


def table_of(name, rows, room):
    """None for an empty sheet."""
    filled = ((number, texts) for number, texts in rows if any(map(str.strip, texts)))
    _number, header = next(filled, (0, []))
    if not header:
        return None
    header = [text.strip().casefold() for text in header]
    sheet = SHEETS.get(name.strip().casefold()) or nearest_sheet(header)
    check_header(sheet, name, header)
    table = Table(sheet, [])
    for number, texts in filled:
        if len(table.rows) == room:
            raise ValidationError(_("There are more than %d rows. Divide the file.") % MOST_ROWS)
        table.rows.append((number, row_of(header, number, texts)))
    return table


def check_header(sheet, name, header):
    where = _("Sheet “%s”: ") % name[:40] if name else ""
    if sheet is None:
        raise ValidationError(
            where + _("The first row does not name the columns of cases, organisations or figures.")
        )
    if problems := list(header_problems(sheet, header)):
        read_as = _("Read as %s: ") % sheet.label
        raise ValidationError([f"{where}{read_as}{problem}" for problem in problems[:10]])


def header_problems(sheet, header):
    named = [name for name in header if name]
    if len(header) > MOST_COLUMNS:
        yield _("there are more than %d columns.") % MOST_COLUMNS
    for name in sheet.needed:
        if name not in named:
            yield _("the column “%s” is missing.") % name
    for name in dict.fromkeys(named):
        if name not in sheet.names:
            yield _("the column “%s” is not known.") % name[:40]
        elif named.count(name) > 1:
            yield _("the column “%s” stands there twice.") % name


def row_of(header, number, texts):
    """The row's texts by column; "" where it ends before the header does."""
    if any(text.strip() for name, text in zip_longest(header, texts, fillvalue="") if not name):
        raise ValidationError(_("Row %d has a value in a column without a name.") % number)
    pairs = zip_longest(header, texts[: len(header)], fillvalue="")
    return {name: cleaned(text, name, number) for name, text in pairs if name}


def cleaned(text, column, number):
    where = {"row": number, "column": column}
    if len(text) > LONGEST_CELL:
        where["most"] = f"{LONGEST_CELL:,}"
        raise ValidationError(
            _("Row %(row)d, column “%(column)s”: a text of more than %(most)s characters.") % where
        )
    if UNSTORABLE.search(text):
        raise ValidationError(
            _("Row %(row)d, column “%(column)s”: a character that is no text.") % where
        )
    return undefused(text).replace("\r\n", "\n").strip()
