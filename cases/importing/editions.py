"""Cases: a row is what the register would say of a case, as the draft of its next edition."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from cases import publishing
from cases.importing.columns import CASES
from cases.importing.filling import (
    ask_or_take,
    choice,
    complain,
    fill,
    look_up,
    none_of,
)
from cases.importing.known import (
    WITH_ROLE,
    Known,
    case_slug,
    free_slug,
    last_part,
    listed,
    newest_of,
)
from cases.models import Case, Edition, ImportRow, Participation, Reference
from cases.texts import one_line_end
from directions.addresses import slug_of

Verdict = ImportRow.Verdict


@dataclass
class Wanted:
    """What a row says: texts and direction in an unsaved edition, and the lists under it.

    A list is None if the file has no column for it.
    """

    edition: Edition
    original: Edition | None  # what the register said last; None of a new case
    fields: list | None = None
    participants: list | None = None  # (pk of an organisation, role)
    sources: list | None = None  # pks

    def changes(self):
        """Names of the columns in which it differs from what the register said last."""
        for column in CASES.texts:
            name = column.field or column.name
            if getattr(self.edition, name) != one_line_end(getattr(self.original, name)):
                yield column.name
        if self.edition.direction_id != self.original.direction_id:
            yield "direction"
        if self.edition.chain_source_id != self.original.chain_source_id:
            yield "chain_source"
        if self.fields is not None and set(self.fields) != set(self.original.fields.all()):
            yield "fields"
        if self.participants not in (None, participants_of(self.original)):
            yield "participants"
        if self.sources not in (None, [r.source_id for r in self.original.references.all()]):
            yield "sources"


def participants_of(edition):
    return [(p.organisation_id, p.role) for p in edition.participations.all()]


class Cases:
    def __init__(self, batch, rows, by):
        self.batch, self.by, self.known = batch, by, Known(batch)
        slugs = [slug for row in rows if (slug := self.slug_given(row))]
        pks = [row.same_as for row in rows if row.same_as]
        newest = list(newest_of(slugs=slugs, pks=pks))
        self.by_slug = {edition.case.slug: edition for edition in newest}
        self.by_case = {edition.case_id: edition for edition in newest}

    def slug_given(self, row):
        return case_slug(row.values.get("case", ""))

    # What a row wants

    def original(self, row):
        return self.by_case.get(row.same_as) or self.by_slug.get(self.slug_given(row))

    def wanted(self, row):
        """None if the row names what is not there; it is refused then."""
        original = self.original(row)
        if original and original.is_open:
            row.refuse("case", in_work())
            return None
        edition = self.next_edition(original)
        fill(edition, row, CASES)
        direction = look_up(row, "direction", self.known.directions, row.values["direction"])
        if not row.is_refused:
            edition.direction = direction
            self.fill_chain_source(row, edition)
            wanted = Wanted(edition, original)
            wanted.fields = self.read(row, "fields", self.field, direction)
            wanted.participants = self.read(row, "participants", self.participant)
            wanted.sources = self.read(row, "sources", self.source)
            self.refuse_repeated(row, wanted)
        return None if row.is_refused else wanted

    def fill_chain_source(self, row, edition):
        before = edition.chain_source_id
        if name := row.values.get("chain_source"):
            found = look_up(row, "chain_source", self.known.sources, name)
            edition.chain_source_id = None if row.is_refused else found
        elif name is not None:
            edition.chain_source_id = None
        if edition.chain_source_id != before:
            edition.chain_locator = ""  # it was a place in the source before

    def next_edition(self, original):
        if original:
            edition = publishing.copied(original, original.number + 1, self.by)
            edition.body = one_line_end(edition.body)
        else:
            edition = Edition(number=1)
        edition.batch = self.batch
        return edition

    def read(self, row, column, one, *context):
        if column not in row.values:
            return None
        return [one(row, name, *context) for name in listed(row.values[column])]

    def field(self, row, name, direction):
        there = self.known.fields.get(direction.pk, {})
        if name.casefold() not in there:
            row.refuse("fields", _("Not a field of this direction: %s.") % name[:60])
        return there.get(name.casefold())

    def participant(self, row, text):
        match = WITH_ROLE.fullmatch(text)
        if not match:
            row.refuse("participants", _("“%s” has no role in brackets.") % text[:60])
            return None
        name, role = match[1], choice(Participation.Role, match[2].strip())
        if role not in Participation.Role.values:
            row.refuse("participants", none_of(role, Participation.Role.values))
        return look_up(row, "participants", self.known.organisations, name), role

    def source(self, row, name):
        return look_up(row, "sources", self.known.sources, last_part(name))

    def refuse_repeated(self, row, wanted):
        """One record under two of its names."""
        known = [pair for pair in wanted.participants or [] if pair and pair[0]]
        for column, records in (("participants", known), ("sources", wanted.sources or [])):
            if len(set(records)) < len(records):
                row.refuse(column, _("One of them stands there twice, under two names."))

    # Checking

    def check(self, row):
        wanted = self.wanted(row)
        if not wanted:
            return
        complain(row, CASES, wanted.edition, "chain_source", "chain_locator")
        self.refuse_twice(row)
        if row.is_refused:
            return
        if wanted.original:
            row.changes = [name for name in wanted.changes() if name != "change_note"]
            row.verdict = Verdict.CHANGE if row.changes else Verdict.SAME
        else:
            self.check_new(row)

    def refuse_twice(self, row):
        if first := self.known.earlier_row(row, "case"):
            row.refuse("case", _("Row %d is about this case already.") % first)

    def check_new(self, row):
        case = self.case(row)
        if case.slug:
            complain(row, CASES, case, "slug")
        elif row.values["title"]:
            row.refuse("case", _("Write an address: the title has no Latin letters."))
        if not row.is_refused:
            ask_or_take(row, self.known, "case_titles", row.values["title"])

    def case(self, row):
        taken, given = self.known.case_slugs, self.known.given_case_slugs
        made = slug_of(row.values["title"])
        return Case(slug=self.slug_given(row) or free_slug(made, taken, given))

    # Writing

    def write(self, rows):
        said = [(row, wanted) for row in rows if (wanted := self.wanted(row))]
        self.write_new([(row, wanted) for row, wanted in said if not wanted.original])
        for row, wanted in said:
            if wanted.original:
                self.write_change(row, wanted)

    def write_new(self, said):
        begun = []
        for row, wanted in said:
            wanted.edition.case = self.case(row)
            if self.slug_given(row) in self.known.case_slugs:
                row.refuse("case", _("Somebody added it meanwhile."))
            else:
                row.edition, row.written = wanted.edition, True
                begun.append(wanted)
                self.known.case_slugs.add(wanted.edition.case.slug)
        publishing.begin_all([wanted.edition for wanted in begun], self.by)
        self.write_lists(begun)

    def write_lists(self, begun):
        filed = Edition.fields.through
        filed.objects.bulk_create(
            filed(edition=wanted.edition, field=field)
            for wanted in begun
            for field in wanted.fields or []
        )
        Participation.objects.bulk_create(
            Participation(edition=wanted.edition, organisation_id=pk, role=role, position=position)
            for wanted in begun
            for position, (pk, role) in enumerate(wanted.participants or [], 1)
        )
        Reference.objects.bulk_create(
            Reference(edition=wanted.edition, source_id=pk, position=position)
            for wanted in begun
            for position, pk in enumerate(cited(wanted), 1)
        )

    def write_change(self, row, wanted):
        edition = opened(wanted.original.case, self.batch, self.by)
        if edition is None:
            row.refuse("case", in_work())
            return
        for column in CASES.texts:
            name = column.field or column.name
            setattr(edition, name, getattr(wanted.edition, name))
        edition.direction = wanted.edition.direction
        edition.chain_source_id = wanted.edition.chain_source_id
        edition.chain_locator = wanted.edition.chain_locator
        edition.save()
        if wanted.fields is not None:
            edition.fields.set(wanted.fields)
        self.arrange(edition.participations, wanted.participants, "organisation_id", "role")
        pks = None if wanted.sources is None else [(pk,) for pk in wanted.sources]
        self.arrange(edition.references, pks, "source_id")
        publishing.cite_sources(edition)
        row.edition, row.written = edition, True

    def arrange(self, parts, keys, *names):
        """Make `parts` those with these keys, in this order. What else they say stays."""
        if keys is None:
            return
        there = {tuple(getattr(part, name) for name in names): part for part in parts.all()}
        for key in there.keys() - set(keys):
            there[key].delete()
        for position, key in enumerate(keys, 1):
            part = there.get(key) or parts.model(edition=parts.instance)
            for name, value in zip([*names, "position"], [*key, position], strict=True):
                setattr(part, name, value)
            part.save()


def in_work():
    return _("Somebody is working on it: it has an open draft.")


def cited(wanted):
    """The keys of the sources that a new case names: as publishing.cite_sources has them."""
    of_chain = [wanted.edition.chain_source_id] if wanted.edition.chain_source_id else []
    return dict.fromkeys([*(wanted.sources or []), *of_chain])


def is_ours(edition, batch):
    """Whether the batch made this draft, and nobody changed it since: that counts it up."""
    return edition.is_open and edition.batch_id == batch.pk and edition.version == 1


def opened(case, batch, by):
    """A new draft of the case for this batch; None if somebody opened one meanwhile."""
    publishing.hold(case.pk)
    if case.editions.open().exists():
        return None
    edition = publishing.open_edition(case, by)
    edition.batch = batch
    edition.save(update_fields=["batch"])
    return edition
