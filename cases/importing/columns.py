"""The three sheets that can be imported: the template, its page and the check read them here.

Where a download of the register carries the same thing, the column has the same name, so that it
can be edited and imported again (see cases/exports.py).
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from cases.models import Edition, Figure, Organisation, Participation

EXAMPLE = "example"  # in the first column of the template's own row, which is left out


@dataclass(frozen=True)
class Column:
    name: str
    meaning: str
    example: str = ""
    needed: bool = False  # a file without it is refused
    field: str = ""  # of the model, if it is called differently
    choices: type = None


class Lookup(Column):
    """Names other records, or the row's own: looked up, not copied."""


class Computed(Column):
    """Stands in downloads, follows from the rest, and is passed over."""


@dataclass(frozen=True)
class Sheet:
    name: str
    label: str
    columns: tuple

    @property
    def names(self):
        return [column.name for column in self.columns]

    @property
    def needed(self):
        return [column.name for column in self.columns if column.needed]

    @property
    def to_fill_in(self):
        return [column for column in self.columns if not isinstance(column, Computed)]

    @property
    def texts(self):
        return [column for column in self.columns if type(column) is Column]

    def column_of(self, field):
        """The name of the column that fills a field of the model; "" if none does."""
        names = (c.name for c in self.columns if (c.field or c.name) == field)
        return next(names, "")


ORGANISATIONS = Sheet(
    "organisations",
    _("organisations"),
    (
        Lookup("organisation", _("its address; empty: made from the name"), EXAMPLE, field="slug"),
        Column("name", _("its name"), "Example Bank", needed=True),
        Column("kind", _("what it is"), "bank", needed=True, choices=Organisation.Kind),
        Column("place", _("city and province, if a source says"), "Shenzhen, Guangdong"),
        Column("note", _("what a reader has to know of it")),
    ),
)
CASES = Sheet(
    "cases",
    _("cases"),
    (
        Lookup(
            "case",
            _("its address; of a new case empty: made from the title"),
            EXAMPLE,
            field="slug",
        ),
        Column("title", _("its title"), "Example Bank’s letters of credit", needed=True),
        Column("summary", _("what it is and who does it, in a sentence or two"), "What it is."),
        Lookup("direction", _("the direction’s title, number or address"), "1", needed=True),
        Lookup("fields", _("names of fields of that direction, apart by semicolons")),
        Lookup(
            "participants",
            _("organisations, each with its role in brackets, apart by semicolons"),
            "Example Bank (operator); Example Ltd (technology)",
            choices=Participation.Role,
        ),
        Column("place", _("city and province, if a source says"), "Shenzhen, Guangdong"),
        Column(
            "stage", _("how far it has come; empty: not stated"), "pilot", choices=Edition.Stage
        ),
        Column("stage_as_of", _("when a source said so, as precisely as it does"), "2019-10"),
        Column("launched", _("when it was launched, as precisely as a source says"), "2018-04"),
        Column("chain", _("what the chain does"), "It keeps invoices.", field="chain_part"),
        Column(
            "chain_is",
            _("whether a source claims that, or it can be checked; empty: not stated"),
            "claimed",
            field="chain",
            choices=Edition.Chain,
        ),
        Lookup(
            "chain_source",
            _("who says so: the source’s address, or its publisher and title"),
            "first-source",
        ),
        Column("body", _("how it works, in Markdown")),
        Lookup(
            "sources", _("addresses of its sources, apart by semicolons"), "first-source; second"
        ),
        Column("change_note", _("for readers: what changed since the last edition, and why")),
        Computed("edition", _("number of the edition")),
        Computed("published", _("when it was published")),
    ),
)
FIGURES = Sheet(
    "figures",
    _("figures"),
    (
        Lookup("figure", _("its page’s address; empty: a new figure"), EXAMPLE),
        Lookup(
            "case",
            _("of a new figure: the case’s address, or its title if only one case has it"),
            "example-bank-letters",
        ),
        Lookup("metric", _("what is measured: the metric’s name"), "Transaction volume", True),
        Column("about", _("the part of the case it is about; empty: all of it")),
        Column(
            "comparator",
            _("how the source puts it; empty: exactly"),
            "more-than",
            choices=Figure.Comparator,
        ),
        Column("value", _("the number, in digits"), "660000000000", needed=True),
        Column("upper_value", _("upper end of a range or magnitude")),
        Column("modality", _("empty: reported"), "reported", choices=Figure.Modality),
        Column("as_of", _("its date, as precise as the source; or: not stated"), "2019-10"),
        Column("disputed", _("who says otherwise; empty if nobody"), field="dispute"),
        Column("stated_by", _("whom the source quotes")),
        Lookup("source", _("the source’s address, or its publisher and title"), "a-source", True),
        Column("locator", _("where in the source"), "page 12"),
        Column("quote", _("the source’s words")),
        Column("quote_language", _("the language of those words: en, zh-Hans")),
        Column("not_in_quote", _("why the value is not in those words, if it is not")),
        Computed("direction", _("the policy direction")),
        Computed("in_words", _("the value in words")),
        Computed("unit", _("the metric’s unit")),
        Computed("kind", _("the metric’s kind")),
        Computed("as_of_in_words", _("the date in words")),
        Computed("source_url", _("the source’s web address")),
        Computed("edition", _("number of the edition")),
    ),
)
SHEETS = {sheet.name: sheet for sheet in (ORGANISATIONS, CASES, FIGURES)}  # in the order of work


def nearest_sheet(header):
    """The sheet of whose columns `header` has most, needed ones first; None if it has none."""

    def likeness(sheet):
        return shared(sheet.needed, header), shared(sheet.names, header)

    best = max(SHEETS.values(), key=likeness)
    return best if shared(best.needed, header) else None


def shared(names, header):
    return len(set(names) & set(header))
