"""XLSX, read row by row. What is inside is measured before anything of it is opened.

A workbook is a zip archive of XML. The first pass reads every part once with a bare parser: it
counts bytes and elements, refuses document types (Office Open XML has none, and entities that
grow without end need one), and notes merged cells, which openpyxl passes over in read-only mode.
"""

import re
import zipfile
from contextlib import contextmanager
from datetime import date, datetime, time
from xml.parsers import expat

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cases.importing.limits import MOST_ELEMENTS, MOST_PARTS, MOST_UNPACKED, megabytes

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
NOT_FORMAT = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')  # literal text and colours in a number format
CHUNK = 1 << 16


def begins(start):
    return start.startswith((ZIP, OLE))


def grids(file):
    """Pairs of a sheet's name and its rows of texts, for sheets that hold something."""
    if file.read(8).startswith(OLE):
        file.seek(0)
        refuse_old(file.read())
    file.seek(0)
    with damage_told():
        with zipfile.ZipFile(file) as archive:
            measure(archive)
        file.seek(0)
        yield from opened(file)


@contextmanager
def damage_told():
    """Of a file that anybody made, a parser raises whatever it meets."""
    try:
        yield
    except ValidationError:
        raise
    except Exception as error:
        raise ValidationError(_("The workbook is damaged and cannot be read.")) from error


def refuse_old(data):
    if ENCRYPTED in data:
        raise ValidationError(_("The workbook has a password. Save it without one."))
    raise ValidationError(
        _("This is a file of an old Office program, such as XLS. Save it as XLSX.")
    )


# What is inside


def measure(archive):
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        raise ValidationError(_("This is not a workbook (XLSX)."))
    if any(name.endswith("vbaProject.bin") for name in names):
        raise ValidationError(_("The workbook holds macros. Save it as XLSX, without them."))
    if any(part.flag_bits & 1 for part in parts):
        raise ValidationError(_("The workbook has a password. Save it without one."))
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise ValidationError(too_much())
    scan = Scan()
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            with archive.open(part) as opened:
                scan.read(opened)


def too_much():
    return _(
        "Unpacked, the workbook holds more than %s or very many cells. Divide it."
    ) % megabytes(MOST_UNPACKED)


class Scan:
    """Reads XML parts, and refuses what may not be in them."""

    def __init__(self):
        self.size = self.elements = 0

    def read(self, part):
        parser = expat.ParserCreate()
        parser.StartElementHandler = self.element
        parser.StartDoctypeDeclHandler = self.doctype
        while data := part.read(CHUNK):
            self.size += len(data)
            if self.size > MOST_UNPACKED:
                raise ValidationError(too_much())
            parser.Parse(data)
        parser.Parse(b"", True)

    def element(self, name, attributes):
        self.elements += 1
        if self.elements > MOST_ELEMENTS:
            raise ValidationError(too_much())
        if name.rpartition(":")[2] == "mergeCell":
            raise ValidationError(
                _("The cells %s are merged. Divide them: each row needs its own values.")
                % attributes.get("ref", "")[:20]
            )

    def doctype(self, *declared):
        raise ValidationError(_("The workbook holds XML that no spreadsheet writes."))


# Sheets, rows, cells


def opened(file):
    from openpyxl import load_workbook  # late, as in cases/exports.py

    book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
    try:
        for sheet in book.worksheets:
            yield sheet.title, visible(sheet)
    finally:
        book.close()


def visible(sheet):
    sheet.reset_dimensions()  # a file may claim any; the cells themselves are counted
    with damage_told():
        for number, cells in enumerate(sheet.iter_rows(), 1):
            texts = [text_of(cell, sheet) for cell in cells]
            if sheet.sheet_state != "visible" and any(texts):
                raise ValidationError(
                    _("The sheet “%s” is hidden. Show it or delete it.") % sheet.title
                )
            yield number, texts


def text_of(cell, sheet):
    """A cell's value as a person would type it."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        raise at(cell, sheet, _("holds a formula. Paste its value instead."))
    if cell.data_type == "e":
        raise at(cell, sheet, _("holds an error (%s).") % str(value)[:20])
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, datetime | date):
        return date_text(value, cell.number_format)
    if isinstance(value, int | float):
        return number_text(value, cell, sheet)
    return str(value)


def at(cell, sheet, what):
    where = {"sheet": sheet.title, "cell": cell.coordinate, "what": what}
    return ValidationError(_("Sheet “%(sheet)s”: cell %(cell)s %(what)s") % where)


def number_text(value, cell, sheet):
    """660000000000 for 6.6E+11. A percentage is kept as a fraction, and shown as another number."""
    if "%" in NOT_FORMAT.sub("", cell.number_format or ""):
        raise at(cell, sheet, _("is a percentage. Format it as a number and write what you mean."))
    whole = isinstance(value, int) or value.is_integer()
    return str(int(value)) if whole else format(value, ".15g")


def date_text(value, number_format):
    """As precise as the cell shows it: what was typed as 2018-04 is kept as the first of April."""
    if isinstance(value, datetime) and value.time() != time():
        return value.isoformat(" ")
    shown = NOT_FORMAT.sub("", number_format or "").lower()
    precision = "%Y-%m-%d" if "d" in shown else "%Y-%m" if "m" in shown else "%Y"
    return value.strftime(precision)
