"""What a row may name: records of the register and of the file, by each of their names.

Everything is read once for a slice of rows, so the number of queries does not grow with them.
"""

import re
from functools import cached_property, lru_cache
from itertools import chain, count

from django.db.models import Max, OuterRef, Q, Subquery
from django.db.models.fields.json import KT  # SQLite gives “12” as a number otherwise

from cases.likeness import Names
from cases.models import (
    Case,
    Edition,
    ImportRow,
    Metric,
    Organisation,
    OrganisationName,
    Source,
)
from directions.addresses import FormerSlug, slug_of
from directions.models import Direction, Field

SEVERAL = object()  # stands where one name leads to more than one record
WITH_ROLE = re.compile(r"(.+?)\s*[(（]([^()（）]*)[)）]")


def last_part(text):
    """The slug at the end of an address: “https://…/cases/loans/” leads to loans."""
    return text.strip().rstrip("/").rpartition("/")[2]


def case_slug(text):
    """The slug of a case, at the end of its address or before the number of an edition."""
    return last_part(text.partition("/editions/")[0])


def listed(text):
    """What stands between semicolons, each once."""
    return list(dict.fromkeys(part for part in map(str.strip, text.split(";")) if part))


def by_names(pairs):
    """Records by their names in small letters; `pairs` are (name, record), the firmest first."""
    found = {}
    for name, record in pairs:
        key = name.casefold()
        if found.setdefault(key, record) != record:
            found[key] = SEVERAL
    return found


def free_slug(base, taken, given):
    """`base` or the first “base-2”, “base-3” that nobody has, taken from now on; "" stays.

    Those `given` by rows of the file are left to these rows.
    """
    if not base:
        return base
    slugs = chain([base], (f"{base[:90]}-{number}" for number in count(2)))
    slug = next(slug for slug in slugs if slug not in taken and slug not in given)
    taken.add(slug)
    return slug


class Known:
    """Look-ups for the rows of one batch. What is asked for first is read then."""

    def __init__(self, batch):
        self.batch = batch
        self.first_rows = {}

    def rows(self, sheet):
        """Rows of the file that count: all but those left out."""
        out = Q(verdict=ImportRow.Verdict.LEFT_OUT) | Q(answer=ImportRow.Answer.OUT)
        return self.batch.rows.filter(sheet=sheet).exclude(out)

    def earlier_row(self, row, *columns):
        """The number of the first row before with the same texts there; None if they are empty."""
        if (row.sheet, columns) not in self.first_rows:
            texts = [KT(f"values__{column}") for column in columns]
            found = self.rows(row.sheet).values_list("number", *texts)
            self.first_rows[row.sheet, columns] = {
                tuple(texts): number for number, *texts in reversed(found)
            }
        texts = tuple(row.values.get(column) for column in columns)
        first = self.first_rows[row.sheet, columns].get(texts) if any(texts) else None
        return first if first and first < row.number else None

    def given(self, sheet, column):
        """What rows of the file say there, without those that say nothing."""
        return filter(None, self.rows(sheet).values_list(KT(f"values__{column}"), flat=True))

    # Vocabulary

    @cached_property
    def directions(self):
        found = list(Direction.objects.all())
        pairs = [(direction.title, direction) for direction in found]
        pairs += [(str(direction.number), direction) for direction in found]
        return by_names(pairs + [(direction.slug, direction) for direction in found])

    @cached_property
    def fields(self):
        """By the direction's pk, then by name."""
        found = {}
        for field in Field.objects.all():
            names = {field.name.casefold(): field, field.slug: field}
            found.setdefault(field.direction_id, {}).update(names)
        return found

    @cached_property
    def metrics(self):
        found = list(Metric.objects.all())
        return by_names([(m.name, m) for m in found] + [(m.slug, m) for m in found])

    @cached_property
    def sources(self):
        """Primary keys by address and by “publisher: title”."""
        found = list(Source.objects.values_list("pk", "slug", "publisher", "title"))
        pairs = [(slug, pk) for pk, slug, _publisher, _title in found]
        return by_names(pairs + [(f"{p}: {title}", pk) for pk, _slug, p, title in found])

    # Organisations

    @cached_property
    def organisations(self):
        """Primary keys by every name; None for one that this file brings."""
        found = list(Organisation.objects.values_list("pk", "slug", "name"))
        pairs = [(name, pk) for pk, _slug, name in found]
        names = by_names(pairs + [(slug, pk) for pk, slug, _name in found])
        other = OrganisationName.objects.values_list("name", "organisation_id")
        for name, pk in [*by_names(other).items(), *self.brought_organisations]:
            names.setdefault(name, pk)
        return names

    @cached_property
    def brought_organisations(self):
        """Names in this file: of records still to be written, and of those found to be another."""
        rows = self.rows("organisations")
        new = rows.filter(verdict__in=[ImportRow.Verdict.NEW, ImportRow.Verdict.ASKED])
        pairs = list(rows.exclude(same_as=None).values_list(KT("values__name"), "same_as"))
        for name, slug in new.values_list(KT("values__name"), KT("values__organisation")):
            pairs += [(name, None), (last_part(slug or "") or slug_of(name), None)]
        return [(name.casefold(), pk) for name, pk in pairs if name]

    @cached_property
    def organisation_slugs(self):
        return taken_slugs(Organisation)

    @cached_property
    def given_organisation_slugs(self):
        return set(map(last_part, self.given("organisations", "organisation")))

    @cached_property
    def organisation_names(self):
        return self.names("organisations", Organisation, OrganisationName)

    # Cases

    @cached_property
    def brought_cases(self):
        """Rows of this file that begin a case, by its address and title."""
        new = [ImportRow.Verdict.NEW, ImportRow.Verdict.ASKED]
        pairs = []
        for row in self.rows("cases").filter(verdict__in=new).select_related("edition__case"):
            title = row.values["title"]
            slug = case_slug(row.values.get("case", "")) or slug_of(title)
            pairs += [(row.edition.case.slug if row.edition else slug, row), (title, row)]
        return by_names(pairs)

    @cached_property
    def renamed_cases(self):
        """Title in this file, address and pk of cases that the register has."""
        there = [ImportRow.Verdict.CHANGE, ImportRow.Verdict.SAME]
        rows = self.rows("cases").filter(verdict__in=there)
        found = rows.values_list(KT("values__title"), KT("values__case"), "same_as")
        return [(title, case_slug(case or ""), pk) for title, case, pk in found]

    @cached_property
    def case_slugs(self):
        return taken_slugs(Case)

    @cached_property
    def given_case_slugs(self):
        return set(map(case_slug, self.given("cases", "case")))

    @cached_property
    def case_titles(self):
        return self.names("cases", Edition)

    def names(self, sheet, *models):
        """Names of the register and of this file; the same as before while nothing was added."""
        added = [model.objects.aggregate(last=Max("pk"))["last"] for model in models]
        return names_to_compare(self.batch, sheet, self.rows(sheet).count(), *added)


@lru_cache(maxsize=1)  # thousands of names take a second, and an import asks in each of its steps
def names_to_compare(batch, sheet, *_size):
    names, path = {"organisations": organisation_names, "cases": case_titles}[sheet]()
    for number, name in Known(batch).rows(sheet).values_list("number", KT(path)):
        names.add(name, (-number, name))  # no record yet: the row it stands in, negative
    return names


def organisation_names():
    found = Organisation.objects.values_list("name", "pk")
    other = OrganisationName.objects.values_list("name", "organisation_id", "organisation__name")
    names = Names((name, (pk, name)) for name, pk in found)
    for name, pk, first in other:
        names.add(name, (pk, first))
    return names, "values__name"


def case_titles():
    newest = newest_editions().values_list("title", "case_id")
    return Names((title, (pk, title)) for title, pk in newest), "values__title"


def taken_slugs(model):
    former = FormerSlug.objects.filter(
        content_type__app_label=model._meta.app_label, content_type__model=model._meta.model_name
    )
    return {*model.objects.values_list("slug", flat=True), *former.values_list("slug", flat=True)}


def newest_editions():
    newest = Edition.objects.filter(case=OuterRef("case")).order_by("-number").values("pk")[:1]
    return Edition.objects.filter(pk=Subquery(newest))


def newest_of(slugs=(), pks=(), titles=()):
    """The last edition of each of these cases, with what stands under it."""
    wanted = Q(case__slug__in=slugs) | Q(case__in=pks) | Q(title__in=titles)
    return (
        newest_editions()
        .filter(wanted)
        .select_related("case", "direction")
        .prefetch_related("fields", "participations", "references", "figures")
    )
