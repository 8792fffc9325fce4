"""Files that an import reads, and those that it refuses whole: a sentence, and nothing written."""

import io
import zipfile
from datetime import datetime

import pytest

from cases.importing import plain_text
from cases.models import ImportBatch, ImportRow
from tests.imports import CASE, ORGANISATION, book_of, csv_of, refusals, upload, xlsx_of

NAMED = {"name": "区块链银行 “Bank”", "kind": "bank"}
UNCLEAR = "This is neither a workbook (XLSX) nor text in UTF-8. Save it as XLSX, or as “CSV UTF-8”."
QUOTATION = (
    "Row 2: a quotation mark is not closed, or stands where none can. Inside quotes it is "
    "written twice."
)
NO_ROWS = "There are no rows under the header."
TOO_MANY = "There are more than 5000 rows. Divide the file."
NO_NAMES = "The first row does not name the columns of cases, organisations or figures."
OLD = "This is a file of an old Office program, such as XLS. Save it as XLSX."
TWICE = "Read as organisations: the column “name” stands there twice."
DAMAGED = "The workbook is damaged and cannot be read."
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def names(client, data, name="file.csv"):
    """What stands in the column “name” of a file that was taken."""
    response = upload(client, data, name)
    assert response.status_code == 302, refusals(response)
    return [row.values["name"] for row in ImportRow.objects.all()]


@pytest.mark.parametrize(
    ("encoding", "separator", "read_as"),
    [
        ("utf-8", ",", "Text in UTF-8, apart by commas."),
        ("utf-8-sig", ";", "Text in UTF-8, apart by semicolons."),
        ("utf-16", "\t", "Text in UTF-16, apart by tabs."),
        ("gb18030", ",", "Text in GB18030, apart by commas."),
    ],
)
def test_text_is_read_as_spreadsheets_save_it(editor, encoding, separator, read_as):
    data = csv_of(NAMED, separator=separator, encoding=encoding)
    assert names(editor, data) == [NAMED["name"]]
    assert ImportBatch.objects.get().read_as == read_as


def test_a_workbook_is_read_whatever_its_file_is_called(editor):
    assert names(editor, xlsx_of(book_of(organisations=[NAMED])), "file.csv") == [NAMED["name"]]


def refused(client, data, name="file.csv"):
    sentences = refusals(upload(client, data, name))
    assert not ImportBatch.objects.exists()
    return sentences


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The submitted file is empty."),
        (b"\n\n", NO_ROWS),
        (b"name,kind\n,\n", NO_ROWS),
        ("name;kind\nCafés Évian;bank\n".encode("cp1252"), UNCLEAR),
        ("name,kind\n银行,bank\n".encode("utf-16-le"), UNCLEAR),
        (b"name,kind\nBank\0,bank\n", UNCLEAR),
        (b"name,kind\nBank\xed\xa0\x80,bank\n", UNCLEAR),
        (b"%PDF-1.7\n\xff\xfe\x00\x01", UNCLEAR),
        (b"\xff\xfea", UNCLEAR),
        (b'name,kind\n"Bank,bank\nOther,bank\n', QUOTATION),
        (b'name,kind\n"Bank" of,bank\n', QUOTATION),
        (
            b"a,b\n1,2\n",
            "The first row does not name the columns of cases, organisations or figures.",
        ),
        (b"name,place\nBank,Here\n", "Read as organisations: the column “kind” is missing."),
        (b"name,kind,colour\na,b,c\n", "Read as organisations: the column “colour” is not known."),
        (
            b"name,kind,name\na,b,c\n",
            "Read as organisations: the column “name” stands there twice.",
        ),
        (b"name,kind\na,bank,more\n", "Row 2 has a value in a column without a name."),
        (
            b"name,kind\n" + b"a" * 40_000 + b",bank\n",
            "Row 2, column “name”: a text of more than 32,767 characters.",
        ),
        (
            b"name,kind\n" + b"a" * 1_000_000 + b",bank\n",
            "Row 2: a text of more than 131,072 characters.",
        ),
        (b"name,kind\n" + b"a,bank\n" * 5_001, TOO_MANY),
        (
            OLE + b"\0" * 600,
            "This is a file of an old Office program, such as XLS. Save it as XLSX.",
        ),
        (
            OLE + "EncryptedPackage".encode("utf-16-le"),
            "The workbook has a password. Save it without one.",
        ),
        (b"PK\x03\x04 and no more", DAMAGED),
    ],
)
def test_a_file_that_cannot_be_read_for_certain_is_refused_whole(editor, data, sentence):
    assert refused(editor, data) == [sentence]


def test_five_thousand_rows_are_read(editor):
    assert len(names(editor, b"name,kind\n" + b"a,bank\n" * 5_000)) == 5_000


def test_100_mb_are_refused_before_they_are_read(editor, monkeypatch):
    monkeypatch.setattr(plain_text, "grids", None)
    assert refused(editor, b"a" * 100_000_000) == [
        "The file has 100 MB; at most 20 MB are read. Divide it."
    ]


def changed_book(change, **sheets):
    book = book_of(**sheets or {"organisations": [ORGANISATION]})
    change(book, book.worksheets[0])
    return xlsx_of(book)


def formula(book, sheet):
    sheet["A2"] = "=CONCAT(B2)"


def error_cell(book, sheet):
    sheet["B2"] = "#REF!"
    sheet["B2"].data_type = "e"


def merged(book, sheet):
    sheet.merge_cells("A2:B3")


def hidden(book, sheet):
    book.create_sheet("Notes").append(["x"])
    book["Notes"].sheet_state = "hidden"


def percentage(book, sheet):
    sheet["B2"] = 0.31
    sheet["B2"].number_format = "0.0%"


def twice(book, sheet):
    copy = book.create_sheet("more")
    for row in sheet.iter_rows(values_only=True):
        copy.append(row)


def strange_sheet(book, sheet):
    book.create_sheet("Notes").append(["x"])


def far_right(book, sheet):
    sheet["ZZ2"] = "lost"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (formula, "Sheet “organisations”: cell A2 holds a formula. Paste its value instead."),
        (error_cell, "Sheet “organisations”: cell B2 holds an error (#REF!)."),
        (merged, "The cells A2:B3 are merged. Divide them: each row needs its own values."),
        (hidden, "The sheet “Notes” is hidden. Show it or delete it."),
        (
            percentage,
            "Sheet “organisations”: cell B2 is a percentage. Format it as a number and write what "
            "you mean.",
        ),
        (twice, "Two sheets hold organisations. Put them into one."),
        (
            strange_sheet,
            "Sheet “Notes”: The first row does not name the columns of cases, organisations or "
            "figures.",
        ),
        (far_right, "Row 2 has a value in a column without a name."),
    ],
)
def test_a_workbook_is_refused_for_cells_that_have_no_plain_value(editor, change, sentence):
    assert refused(editor, changed_book(change), "file.xlsx") == [sentence]


def test_numbers_and_dates_are_read_as_a_person_would_write_them(editor):
    book = book_of(organisations=[ORGANISATION] * 5)
    sheet = book["organisations"]
    sheet["A2"], sheet["A3"] = 660_000_000_000, 0.1
    for cell, shown in (("A4", "yyyy-mm-dd"), ("A5", '"md "mmm\\d-yy'), ("A6", "[red]yyyy")):
        sheet[cell] = datetime(2018, 4, 1)
        sheet[cell].number_format = shown
    assert names(editor, xlsx_of(book)) == ["660000000000", "0.1", "2018-04-01", "2018-04", "2018"]


# Archives that are no workbook


def repacked(data=None, **parts):
    """A workbook with some of its parts replaced or added; "_" stands for a point or slash."""
    old = zipfile.ZipFile(io.BytesIO(data or xlsx_of(book_of(organisations=[ORGANISATION]))))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return file.getvalue()


BOMB = (
    "Unpacked, the workbook holds more than 80 MB or very many cells. Divide it.",
    "The workbook holds XML that no spreadsheet writes.",
)
SHEET = "xl/worksheets/sheet1.xml"
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;'
    "</worksheet>"
)


def test_a_bomb_is_refused_before_it_goes_off(editor):
    assert refused(editor, repacked(**{SHEET: b"<a>" + b" " * 100_000_000})) == [BOMB[0]]
    assert refused(editor, repacked(**{"xl/big.bin": b"\0" * 100_000_000})) == [BOMB[0]]
    assert refused(editor, repacked(**{SHEET: b"<a>" + b"<b/>" * 1_600_000})) == [BOMB[0]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_in_any_encoding(editor, encoding):
    assert refused(editor, repacked(**{SHEET: LAUGHS.encode(encoding)})) == [BOMB[1]]


def test_an_archive_that_lies_about_its_sizes_is_damaged(editor):
    data = repacked(**{SHEET: b"<a>" + b" " * 5_000_000})
    small = data.replace((5_000_003).to_bytes(4, "little"), (9).to_bytes(4, "little"))
    assert small != data
    assert refused(editor, small) == [DAMAGED]


@pytest.mark.parametrize(
    ("part", "content", "sentence"),
    [
        ("xl/vbaProject.bin", b"x", "The workbook holds macros. Save it as XLSX, without them."),
        (SHEET, b"<worksheet><sheetData><row", DAMAGED),
        ("xl/workbook.xml", b"<workbook/>", NO_ROWS),
        (SHEET, "<worksheet>&#xD800;</worksheet>", DAMAGED),
    ],
)
def test_a_workbook_with_strange_parts_is_refused(editor, part, content, sentence):
    assert refused(editor, repacked(**{part: content}), "file.xlsx") == [sentence]


def test_another_archive_is_no_workbook(editor):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    assert refused(editor, file.getvalue(), "file.xlsx") == ["This is not a workbook (XLSX)."]


def test_a_row_far_down_costs_nothing(editor):
    book = book_of(organisations=[ORGANISATION])
    book["organisations"]["A1048576"] = "last"
    response = upload(editor, xlsx_of(book))
    assert response.status_code == 302
    assert [row.number for row in ImportRow.objects.all()] == [2, 1048576]


def test_who_may_not_write_drafts_may_not_import(steward):
    assert upload(steward, csv_of(CASE)).status_code == 403
