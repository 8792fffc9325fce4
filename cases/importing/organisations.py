"""Organisations: new ones are added. Of those that are there, readers would see a change at once,
so an import never changes one."""

from django.db.models import Q
from django.utils.translation import gettext as _

from cases.importing.columns import ORGANISATIONS
from cases.importing.filling import ask_or_take, choice, complain, fill
from cases.importing.known import Known, free_slug, last_part
from cases.models import ImportRow, Organisation
from directions.addresses import slug_of

Verdict = ImportRow.Verdict


class Organisations:
    def __init__(self, batch, rows, by):
        self.batch, self.known = batch, Known(batch)
        slugs = [slug for row in rows if (slug := self.slug_given(row))]
        names = [row.values["name"] for row in rows]
        found = Organisation.objects.filter(Q(slug__in=slugs) | Q(name__in=names))
        self.by_slug = {organisation.slug: organisation for organisation in found}
        self.by_name = {organisation.name: organisation for organisation in found}

    def check(self, row):
        name = row.values["name"]
        if row.same_as:
            row.verdict = Verdict.SAME
        elif there := self.by_slug.get(self.slug_given(row)) or self.by_name.get(name):
            self.compare(row, there)
        else:
            self.check_new(row)

    def compare(self, row, there):
        for column in ORGANISATIONS.texts:
            text = choice(column.choices, row.values.get(column.name, ""))
            if column.name in row.values and text != getattr(there, column.name):
                row.refuse(column.name, self.differs(there, column))
        row.verdict = row.verdict or Verdict.SAME

    def differs(self, there, column):
        return _(
            "The register has “%(value)s”. Readers see a change of an organisation at once: make "
            "it on its own page, not by an import."
        ) % {"value": getattr(there, column.name)}

    def check_new(self, row):
        organisation = self.organisation(row)
        made = ["slug"] if organisation.slug else []
        complain(row, ORGANISATIONS, organisation, *made)
        if organisation.name and not organisation.slug:
            row.refuse("organisation", _("Write an address: the name has no Latin letters."))
        self.refuse_twice(row)
        if not row.is_refused:
            ask_or_take(row, self.known, "organisation_names", organisation.name)

    def refuse_twice(self, row):
        for column in ("name", "organisation"):
            if first := self.known.earlier_row(row, column):
                row.refuse(column, _("Row %d has this already.") % first)

    def organisation(self, row):
        organisation = Organisation(batch=self.batch)
        fill(organisation, row, ORGANISATIONS)
        organisation.slug = self.slug_given(row) or free_slug(
            slug_of(organisation.name),
            self.known.organisation_slugs,
            self.known.given_organisation_slugs,
        )
        return organisation

    def slug_given(self, row):
        return last_part(row.values.get("organisation", ""))

    def write(self, rows):
        new = []
        for row in rows:
            organisation = self.organisation(row)
            if organisation.name in self.by_name or organisation.slug in self.by_slug:
                row.refuse("name", _("Somebody added it meanwhile."))
            else:
                new.append(organisation)
                self.by_slug[organisation.slug] = organisation
                row.written = True
        Organisation.objects.bulk_create(new)
