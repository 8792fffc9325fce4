"""CSV as spreadsheets save it: in UTF-8, UTF-16 or GB18030, apart by commas, semicolons or tabs."""

import csv
import io

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.importing.columns import SHEETS, shared

BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
SEPARATORS = {
    ",": gettext_lazy("commas"),
    ";": gettext_lazy("semicolons"),
    "\t": gettext_lazy("tabs"),
}
NAMES = {name for sheet in SHEETS.values() for name in sheet.names}


def grids(data):
    text, encoding = decoded(data)
    separator = separator_of(text)
    read_as = _("Text in %(encoding)s, apart by %(separators)s.")
    words = {"encoding": encoding, "separators": SEPARATORS[separator]}
    return [("", rows(text, separator))], read_as % words


def decoded(data):
    """The text and the name of its encoding, if there is no doubt about it."""
    encoding = next((name for bom, name in BOMS.items() if data.startswith(bom)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        if encoding == "utf-8" and (text := chinese(data)):
            return text, "GB18030"
        raise ValidationError(unclear()) from None
    if "\0" in text:
        raise ValidationError(unclear())
    return text, "UTF-16" if encoding == "utf-16" else "UTF-8"


def unclear():
    return _(
        "This is neither a workbook (XLSX) nor text in UTF-8. Save it as XLSX, or as “CSV UTF-8”."
    )


def chinese(data):
    """Text in GB18030, as Chinese spreadsheets save it; "" if it may be something else.

    An accented letter of a western encoding and the letter after it read as one rare character
    there; what is really Chinese consists of the common ones, those of GB 2312.
    """
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    foreign = [character for character in text if character > "\x7f"]
    common = [c for c in foreign if c.encode("gb2312", "ignore")]
    return text if len(common) > 0.9 * len(foreign) and "\0" not in text else ""


def separator_of(text):
    """The one with which the first line has the most names that we know."""
    line = text[:10_000].splitlines()[0] if text.strip() else ""

    def known(separator):
        names = line.replace('"', "").split(separator)
        return shared(NAMES, [name.strip().casefold() for name in names])

    return max(SEPARATORS, key=known)


def rows(text, separator):
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    try:
        for number, row in enumerate(reader, 1):
            yield number, row
    except csv.Error as error:
        if "field larger" in str(error):
            sentence = _("Row %d: a text of more than 131,072 characters.")
        else:
            sentence = _(
                "Row %d: a quotation mark is not closed, or stands where none can. "
                "Inside quotes it is written twice."
            )
        raise ValidationError(sentence % (number + 1)) from None
