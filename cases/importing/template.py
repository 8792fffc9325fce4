"""The template to fill in: each sheet's header and an example, which an import leaves out."""

from cases.exports import as_csv
from cases.importing.columns import SHEETS


def lines(sheet):
    yield [column.name for column in sheet.to_fill_in]
    yield [column.example for column in sheet.to_fill_in]


def csv_of(sheet):
    return "".join(as_csv(lines(sheet)))


def write_workbook(file):
    from openpyxl import Workbook  # late, as in cases/exports.py

    book = Workbook(write_only=True)
    for sheet in SHEETS.values():
        page = book.create_sheet(sheet.name)
        for line in lines(sheet):
            page.append(line)
    book.save(file)
