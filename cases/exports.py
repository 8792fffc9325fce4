"""The filtered list as rows to take away: one a case, or one a figure.

A sheet says what its columns hold; /about/data/ shows it, and every format writes it. The first
column is an address on this site.
"""

import csv
import json
import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from cases import dates, wording
from cases.reading import for_case_rows, for_figure_rows

BATCH = 500  # editions read at a time
FORMULA = re.compile(r"'*[=+\-@\t\r\n]")  # also behind apostrophes, so that one can be taken off
UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"
)  # no XML or workbook holds them


@dataclass(frozen=True)
class Column:
    name: str
    meaning: str
    value: object  # a function of a row's record: an edition, or a figure


CASE_COLUMNS = [
    Column("case", _("the case’s address in the register"), lambda e: e.case.get_absolute_url()),
    Column("title", _("its title"), lambda e: e.title),
    Column("summary", _("what it is, in a sentence or two"), lambda e: e.summary),
    Column("direction", _("the policy direction"), lambda e: e.direction.title),
    Column("fields", _("fields, apart by semicolons"), lambda e: listed(e.fields.all())),
    Column(
        "participants",
        _("organisations with their roles, apart by semicolons"),
        lambda e: listed(
            f"{p.organisation} ({p.get_role_display()})" for p in e.participations.all()
        ),
    ),
    Column("place", _("where; empty if not stated"), lambda e: e.place),
    Column("stage", _("how far it has come; empty if not stated"), lambda e: e.stage),
    Column(
        "stage_as_of",
        _("when a source said so, in EDTF; empty if not stated"),
        lambda e: e.stage_as_of,
    ),
    Column("launched", _("launch date in EDTF; empty if not stated"), lambda e: e.launched),
    Column("chain", _("what the chain does; empty if not stated"), lambda e: e.chain_part),
    Column("chain_is", _("evidenced, claimed or not-stated"), lambda e: e.chain),
    Column(
        "chain_source", _("who says so; empty if not stated"), lambda e: str(e.chain_source or "")
    ),
    Column("edition", _("number of the edition"), lambda e: e.number),
    Column("published", _("when it was published, UTC"), lambda e: e.published_at.isoformat()),
]
FIGURE_COLUMNS = [
    Column(
        "figure",
        _("the figure’s address in the register"),
        lambda f: f.get_absolute_url(),
    ),
    Column("case", _("the case’s title"), lambda f: f.edition.title),
    Column("direction", _("the policy direction"), lambda f: f.edition.direction.title),
    Column("metric", _("what is measured"), lambda f: f.metric.name),
    Column("about", _("the part of the case it is about; empty: all"), lambda f: f.about),
    Column("in_words", _("the value as a reader reads it"), lambda f: wording.value(f)),
    Column("comparator", _("exactly, more-than, nearly, …"), lambda f: f.comparator),
    Column("value", _("the number"), lambda f: number(f.value)),
    Column("upper_value", _("upper end of a range or magnitude"), lambda f: number(f.upper_value)),
    Column("unit", _("a currency, % or what is counted"), lambda f: f.metric.unit),
    Column("kind", _("total, period, level, rate, change or ceiling"), lambda f: f.metric.kind),
    Column("modality", _("reported, forecast or authorised"), lambda f: f.modality),
    Column("as_of", _("date in EDTF; empty if not stated"), lambda f: f.as_of),
    Column("as_of_in_words", _("the date as a reader reads it"), lambda f: dates.in_words(f.as_of)),
    Column("disputed", _("who says otherwise; empty if nobody"), lambda f: f.dispute),
    Column("stated_by", _("whom the source quotes"), lambda f: f.stated_by),
    Column("source", _("publisher and title of the source"), lambda f: str(f.source)),
    Column("source_url", _("its web address"), lambda f: f.source.url),
    Column("locator", _("where in the source"), lambda f: f.locator),
    Column("quote", _("the source’s words"), lambda f: f.quote),
    Column("not_in_quote", _("why the value is not in these words"), lambda f: f.not_in_quote),
    Column("edition", _("number of the case’s edition"), lambda f: f.edition.number),
]
EVENT_COLUMNS = [
    Column("event", _("the event’s address in the register"), lambda e: e.address),
    Column("case", _("the case’s title"), lambda e: e.edition.title),
    Column("direction", _("the policy direction"), lambda e: e.edition.direction.title),
    Column(
        "launch", _("yes if the case was launched then"), lambda e: "yes" if e.is_launch else ""
    ),
    Column("date", _("date in EDTF"), lambda e: e.date),
    Column("date_in_words", _("the date as a reader reads it"), lambda e: dates.in_words(e.date)),
    Column("earliest", _("the first day it can mean; empty if open"), lambda e: iso(e.earliest)),
    Column("latest", _("the last day it can mean; empty if open"), lambda e: iso(e.latest)),
    Column("what", _("what happened; empty for a plain launch"), lambda e: e.text),
    Column("disputed", _("who says otherwise; empty if nobody"), lambda e: e.dispute),
    Column("source", _("publisher of the source; empty for a plain launch"), lambda e: e.source),
]
PAIR_COLUMNS = [
    Column("cases_of_both", _("the address of the cases in common"), lambda p: p.address),
    Column("one", _("an organisation"), lambda p: p.one.name),
    Column("other", _("another"), lambda p: p.other.name),
    Column("cases", _("published cases that both take part in"), lambda p: p.cases),
    Column("direction", _("of these cases; empty if several"), lambda p: str(p.direction or "")),
]


def iso(day):
    return day.isoformat() if day else ""


def listed(things):
    return "; ".join(map(str, things))


def number(value):
    """A whole number where it is one, so that spreadsheets show no zeros of ours."""
    if value is None:
        return None
    return int(value) if value == value.to_integral() else float(value)


def rows(columns, records, site):
    """The header, then a list of values for each record; addresses begin with `site`."""
    yield [column.name for column in columns]
    for record in records:
        address, *values = [column.value(record) for column in columns]
        yield [site + address, *map(printable, values)]


@dataclass(frozen=True)
class Sheet:
    """One kind of row: its columns, and how to get its records from editions."""

    columns: list
    fetch: object  # editions with what the columns read, in few queries
    records: object  # the records of one edition, each a row

    def rows(self, editions, site):
        fetched = self.fetch(editions).iterator(chunk_size=BATCH)
        records = (record for edition in fetched for record in self.records(edition))
        return rows(self.columns, records, site)


SHEETS = {
    "cases": Sheet(CASE_COLUMNS, for_case_rows, lambda edition: [edition]),
    "figures": Sheet(FIGURE_COLUMNS, for_figure_rows, lambda edition: edition.figures.all()),
}


def printable(value):
    return UNPRINTABLE.sub("", value) if isinstance(value, str) else value


def defused(value):
    """Text that a spreadsheet would take for a formula gets an apostrophe before it."""
    return f"'{value}" if isinstance(value, str) and FORMULA.match(value) else value


def undefused(text):
    """The text that `defused` was given: a download can be imported again."""
    return text[1:] if text.startswith("'") and FORMULA.match(text) else text


class Line:
    """A file for csv.writer that hands each line straight on."""

    def write(self, text):
        return text


def as_csv(rows):
    writer = csv.writer(Line())
    yield "\ufeff"  # spreadsheets take UTF-8 for what it is only with this mark
    for row in rows:
        yield writer.writerow([defused(value) for value in row])


def as_json(rows):
    header = next(rows)
    before = "[\n"
    for row in rows:
        yield before + json.dumps(dict(zip(header, row, strict=True)), ensure_ascii=False)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def as_xlsx(rows, file):
    """Write a workbook to `file`, row by row: openpyxl keeps none of them in memory."""
    from openpyxl import Workbook  # 7 MB of a worker, for the one who downloads a workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Casebook")
    for row in rows:
        sheet.append([defused(value) for value in row])
    book.save(file)
