"""Figures: a row is a statement in the draft of its case, which is opened for it if need be."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cases import publishing, quotes
from cases.importing.columns import FIGURES
from cases.importing.editions import in_work, is_ours, one_line_end, opened
from cases.importing.filling import complain, fill, look_up
from cases.importing.known import SEVERAL, Known, by_names, case_slug, newest_of
from cases.models import Edition, Figure, ImportRow

Verdict = ImportRow.Verdict
NOT_STATED = "not stated"
ONE_FIGURE = ["metric_id", "source_id", "value", "upper_value", "as_of", "about"]
NEW_FIGURE = ["case", "metric", "source", "value", "upper_value", "as_of", "about"]  # columns


class Figures:
    def __init__(self, batch, rows, by):
        self.batch, self.by, self.known = batch, by, Known(batch)
        self.drafts = {}  # that these rows go into, by case; None if somebody else works on it
        self.ours = set()
        texts = {text for row in rows if (text := row.values.get("case"))}
        slugs = {case_slug(text) for text in texts} | {self.address(row)[0] for row in rows}
        renamed = [names for names in self.known.renamed_cases if names[0] in texts]
        slugs |= {slug for _title, slug, _pk in renamed}
        pks = [pk for _title, _slug, pk in renamed if pk]
        newest = list(newest_of(slugs=slugs, pks=pks, titles=texts))
        self.by_slug = {edition.case.slug: edition for edition in newest}
        self.by_title = by_names((edition.title, edition) for edition in newest)
        by_case = {edition.case_id: edition for edition in newest}
        for title, slug, pk in renamed:
            self.by_title[title.casefold()] = by_case.get(pk) or self.by_slug.get(slug)

    def address(self, row):
        """The slug of a case and the key in it, of “…/cases/loans/figures/volume/”.

        An edition's address leads to the same statement: it keeps its key in later editions.
        """
        case, _figures, key = row.values.get("figure", "").partition("/figures/")
        return case_slug(case), key.strip("/")

    # What a row wants

    def edition_of(self, row):
        """What the register says now of the row's case, or the row of this file that begins it."""
        slug, key = self.address(row)
        text = row.values.get("case", "")
        if row.values.get("figure") and not key:
            row.refuse("figure", _("Write it as case-address/figures/figure-address."))
        elif not slug and not text:
            row.refuse("case", _("Say which case the figure belongs to."))
        elif edition := self.by_slug.get(slug or case_slug(text)):
            return edition
        elif brought := self.known.brought_cases.get((slug or text).casefold()):
            if brought is not SEVERAL:
                return brought
            row.refuse("case", _("“%s” leads to more than one. Write its address.") % text[:60])
        else:
            return self.titled(row, "" if slug else text)

    def titled(self, row, title):
        found = self.by_title.get(title.casefold())
        if found is SEVERAL:
            row.refuse("case", _("More than one case has this title. Write its address."))
        elif found is None:
            column = "case" if title else "figure"
            row.refuse(column, _("No such case is in the register or in this file."))
        else:
            return found

    def wanted(self, row):
        """The figure, not saved, and what it was before; None if the row is refused."""
        edition = self.edition_of(row)
        before = self.before(row, edition) if edition else None
        if row.is_refused:
            return None, None
        figure = Figure() if before is None else copy_of(before)
        figure.edition_said = edition
        self.fill(row, figure)
        return (None, None) if row.is_refused else (figure, before)

    def before(self, row, edition):
        """The figure that the row is about; None of a new one."""
        if isinstance(edition, ImportRow):
            return None
        if edition.is_open and not is_ours(edition, self.batch):
            row.refuse("case", in_work())
        key = self.address(row)[1]
        found = next((figure for figure in edition.figures.all() if figure.key == key), None)
        if key and not found:
            row.refuse("figure", _("The case has no figure at this address."))
        return found

    def fill(self, row, figure):
        undated = figure.as_of_not_stated
        fill(figure, row, FIGURES)
        for name in ("value", "upper_value"):
            if name in row.values:
                setattr(figure, name, self.number(row, name))
        if figure.as_of.casefold() == NOT_STATED:
            figure.as_of, undated = "", True
        figure.as_of_not_stated = undated and not figure.as_of
        figure.metric = self.record(row, "metric", self.known.metrics, row.values["metric"])
        figure.source_id = self.record(row, "source", self.known.sources, row.values["source"])

    def record(self, row, column, names, name):
        record = look_up(row, column, names, name)
        return None if row.is_refused else record

    def number(self, row, column):
        """The form's own reading: it refuses what is no number, or not a finite one."""
        try:
            return Figure._meta.get_field(column).formfield().clean(row.values[column])
        except ValidationError as error:
            row.refuse(column, " ".join(error.messages))
            return None

    # Checking

    def check(self, row):
        figure, before = self.wanted(row)
        if not figure:
            return
        complain(row, FIGURES, figure, "as_of_not_stated")
        self.refuse_twice(row, ["figure"] if before else NEW_FIGURE)
        if row.is_refused:
            return
        if before:
            row.changes = list(changes(before, figure))
            row.verdict = Verdict.CHANGE if row.changes else Verdict.SAME
        else:
            row.verdict = Verdict.SAME if self.is_there(figure) else Verdict.NEW
        self.compare_with_quote(row, figure)

    def refuse_twice(self, row, columns):
        if first := self.known.earlier_row(row, *columns):
            row.refuse("figure", _("Row %d has this figure already.") % first)

    def compare_with_quote(self, row, figure):
        touched = row.verdict == Verdict.NEW or quotes.COMPARED & {*row.changes}
        complaint = touched and figure.quote and quotes.complaint(figure, figure.metric.unit)
        if complaint:
            row.refuse("not_in_quote", complaint)

    def is_there(self, figure):
        """Whether the case has this very figure already, as after a second import of a file."""
        edition = figure.edition_said
        there = [] if isinstance(edition, ImportRow) else edition.figures.all()
        return any(
            all(getattr(other, name) == getattr(figure, name) for name in ONE_FIGURE)
            for other in there
        )

    # Writing

    def write(self, rows):
        wanted = [(row, self.wanted(row)[0]) for row in rows]
        self.ours = self.held(figure.edition_said for _row, figure in wanted if figure)
        touched = {}
        for row, figure in wanted:
            edition = self.draft(row, figure) if figure else None
            if edition:
                self.save(figure, edition)
                row.edition, row.written = edition, True
                touched[edition.pk] = edition
        for edition in touched.values():
            publishing.cite_sources(edition)

    def held(self, said):
        """The keys of the drafts among them that are the batch's still, held against others."""
        drafts = [each.edition if isinstance(each, ImportRow) else each for each in said]
        drafts = {draft.pk: draft.case_id for draft in drafts if draft and draft.is_open}
        publishing.hold_all(set(drafts.values()))
        now = Edition.objects.filter(pk__in=drafts)
        return {edition.pk for edition in now if is_ours(edition, self.batch)}

    def draft(self, row, figure):
        """The batch's draft of the case, opened if this is its first row there."""
        said = figure.edition_said
        if isinstance(said, ImportRow):
            return self.begun(row, said)
        if said.case_id not in self.drafts:
            self.drafts[said.case_id] = self.taken_up(said)
        if not self.drafts[said.case_id]:
            row.refuse("case", in_work())
        return self.drafts[said.case_id]

    def taken_up(self, edition):
        if edition.is_open:
            return edition if edition.pk in self.ours else None
        return opened(edition.case, self.batch, self.by)

    def begun(self, row, first):
        """The draft of a case that begins in this file, in the row `first`."""
        if not first.edition:
            row.refuse("case", _("Row %d begins the case and was not imported.") % first.number)
        elif first.edition_id not in self.ours:
            row.refuse("case", in_work())
        else:
            return first.edition

    def save(self, figure, edition):
        figure.edition = edition
        if figure.key:
            figure.pk = edition.figures.values_list("pk", flat=True).get(key=figure.key)
            figure._state.adding = False
        else:
            figure.position = edition.figures.count() + 1
        figure.save()


def copy_of(figure):
    """The same statement, not saved yet."""
    names = [field.attname for field in Figure._meta.concrete_fields if field.name != "id"]
    return Figure(**{name: getattr(figure, name) for name in names})


def changes(before, figure):
    for column in FIGURES.texts:
        name = column.field or column.name
        old, new = getattr(before, name), getattr(figure, name)
        if (one_line_end(old) if isinstance(old, str) else old) != new:
            yield column.name
    for name in ("metric", "source"):
        if getattr(before, f"{name}_id") != getattr(figure, f"{name}_id"):
            yield name
