"""Fills an empty register with made-up cases, the same ones for the same number.

    DATABASE_URL=sqlite:////tmp/10k.sqlite3 python -m benchmarks.generate --cases 10000

Numbers of organisations, figures and words follow the article's cases; nothing of it is fact.
Cards and pages are those of a hundred cases, over and over: drawing a million takes hours.
"""

import argparse
import random
import sys
import time
from copy import copy
from datetime import UTC, datetime, timedelta
from itertools import chain

from django.core.management import call_command
from django.db import connection, transaction

from benchmarks.inside import collect_static
from cases.index.whole_pages import whole_drawing_of
from cases.index.writing import Writing
from cases.models import (
    Case,
    Drawing,
    Edition,
    Entry,
    Figure,
    Generation,
    Metric,
    Organisation,
    Participation,
    Reference,
    Source,
)
from cases.reading import batched, for_page, with_names
from directions.models import Direction

BATCH = 2_000
DRAWN = 100
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
WORDS = (
    "bank loan invoice tax fruit traffic housing notary charity supply chain finance trade letter "
    "credit register permit school clinic pension port truck grid power water forest harvest audit"
).split()
RARE = ["quincunx", "zephyr", "obsidian", "marzipan", "tamarind"]
PLACES = ["Shenzhen, Guangdong", "Hangzhou, Zhejiang", "Loudi, Hunan", "Foshan, Guangdong", ""]


class Maker:
    """Makes batches of cases with all that hangs on them, in a fixed number of statements."""

    def __init__(self, cases):
        self.dice = random.Random(cases)
        self.directions = list(Direction.objects.prefetch_related("fields"))
        self.metrics = list(Metric.objects.all())
        self.organisations = self.make_organisations(max(30, cases // 20))
        self.sources = self.make_sources(max(20, cases // 50))
        generation = Generation.advance(steps=cases + 1)
        self.serials = iter(range(generation - cases, generation))
        self.index = Writing(generation, Copies().draw)

    def make_organisations(self, number):
        kinds = Organisation.Kind.values
        made = [
            Organisation(name=f"{self.name(2)} {n}", slug=f"made-{n}", kind=kinds[n % len(kinds)])
            for n in range(number)
        ]
        made = Organisation.objects.bulk_create(made, batch_size=BATCH)
        for organisation in made:
            organisation._prefetched_objects_cache = {"names": []}
        return made

    def make_sources(self, number):
        made = [
            Source(title=self.name(5), slug=f"made-{n}", publisher=f"{self.name(1)} News {n}")
            for n in range(number)
        ]
        return Source.objects.bulk_create(made, batch_size=BATCH)

    def name(self, words):
        return " ".join(self.dice.choices(WORDS, k=words)).title()

    def sentence(self):
        words = self.dice.choices(WORDS, k=14)
        if self.dice.random() < 0.001:
            words.append(self.dice.choice(RARE))
        return f"{' '.join(words).capitalize()}."

    @transaction.atomic
    def make(self, first, number):
        cases = Case.objects.bulk_create(Case(slug=f"made-{first + n}") for n in range(number))
        editions = Edition.objects.bulk_create(self.edition(case) for case in cases)
        through = Edition.fields.through
        chosen = {e.pk: self.pick(e.direction.fields.all(), 1) for e in editions}
        fields = through.objects.bulk_create(
            through(edition_id=pk, field=field) for pk, fields in chosen.items() for field in fields
        )
        people = Participation.objects.bulk_create(p for e in editions for p in self.people(e))
        figures = Figure.objects.bulk_create(f for e in editions for f in self.figures(e))
        references = Reference.objects.bulk_create(
            Reference(edition=e, source=self.some(self.sources)) for e in editions
        )
        self.write_index(
            editions, fields=fields, participations=people, figures=figures, references=references
        )

    def edition(self, case):
        number = int(case.slug.rpartition("-")[2])
        year, month = self.dice.randint(2014, 2026), self.dice.randint(1, 12)
        return Edition(
            case=case,
            number=1,
            state=Edition.State.PUBLISHED,
            published_at=NOON + timedelta(seconds=number),
            title=f"{self.name(4)} {number}",
            summary=self.sentence(),
            body="\n\n".join(self.sentence() for _n in range(4)),
            direction=self.dice.choices(self.directions, [6, 4, 3, 5, 1])[0],
            stage=self.dice.choice(Edition.Stage.values),
            place=self.dice.choice(PLACES),
            launched=f"{year}-{month:02}" if self.dice.random() < 0.7 else "",
        )

    def people(self, edition):
        roles = Participation.Role.values
        for organisation in self.pick(self.organisations, self.dice.randint(1, 4)):
            yield Participation(
                edition=edition, organisation=organisation, role=self.dice.choice(roles)
            )

    def figures(self, edition):
        for place, metric in enumerate(self.pick(self.metrics, self.dice.randint(0, 3))):
            yield Figure(
                edition=edition,
                key=metric.slug,
                metric=metric,
                value=self.dice.randint(1, 9_999) * 10 ** self.dice.randint(0, 8),
                as_of=str(self.dice.randint(2017, 2026)),
                source=self.some(self.sources),
                dispute="Others say otherwise." if self.dice.random() < 0.03 else "",
                position=place,
            )

    def some(self, records):
        """One of `records`, the first ones far more often, as a few names are everywhere."""
        return records[int(len(records) * self.dice.random() ** 3)]

    def pick(self, records, number):
        records = list(records)
        chosen = [self.some(records) for _n in range(number)] if records else []
        return {record.pk: record for record in chosen}.values()  # each once

    def write_index(self, editions, **rows):
        """`rows` are lists of all that belongs to the editions: no query has to find it again."""
        parts = {edition.pk: {name: [] for name in rows} for edition in editions}
        for name, found in rows.items():
            for row in found:
                parts[row.edition_id][name].append(row)
        for edition in editions:
            found = parts[edition.pk]
            fields = [row.field for row in found.pop("fields")]
            edition._prefetched_objects_cache = found | {"fields": fields, "milestones": []}
            self.index.add(edition, next(self.serials))
        self.index.write_entries()


class Copies:
    """Drawings of the first editions, and of all others copies of these."""

    def __init__(self):
        self.drawn = []

    def draw(self, edition):
        if len(self.drawn) < DRAWN:
            self.drawn.append(whole_drawing_of(edition))
            return self.drawn[-1]
        return self.copy(edition.entry.pk)

    def copy(self, serial):
        drawing = copy(self.drawn[serial % DRAWN])
        drawing.pk = serial
        return drawing


def draw_anew():
    copies = Copies()
    serials = list(Entry.objects.order_by("serial").values_list("serial", flat=True))
    first = Edition.objects.filter(entry__in=serials[:DRAWN]).select_related("entry")
    drawn = map(copies.draw, with_names(for_page(first)))
    for batch in batched(chain(drawn, map(copies.copy, serials[DRAWN:])), BATCH):
        Drawing.objects.filter(pk__in=[drawing.pk for drawing in batch]).delete()
        Drawing.objects.bulk_create(batch)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    wanted = parser.add_mutually_exclusive_group(required=True)
    wanted.add_argument("--cases", type=int)
    wanted.add_argument("--pages", action="store_true", help="draw anew what an update made old")
    given = parser.parse_args()
    call_command("migrate", verbosity=0)
    collect_static()  # pages name the style sheets
    started = time.perf_counter()
    fill(given.cases) if given.cases else draw_anew()
    print(f"{Entry.objects.count():,} cases in {time.perf_counter() - started:.0f} s")


def fill(cases):
    if Case.objects.exists():
        sys.exit("This register has cases already; name an empty database in DATABASE_URL.")
    call_command("loaddata", "directions", "vocabulary", verbosity=0)
    maker = Maker(cases)
    for first in range(0, cases, BATCH):
        maker.make(first, min(BATCH, cases - first))
    maker.index.finish()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


if __name__ == "__main__":
    main()
