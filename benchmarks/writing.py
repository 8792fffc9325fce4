"""Milliseconds that publishing an edition takes, and seconds of an import as drafts.

    DATABASE_URL=sqlite:////tmp/10k.sqlite3 python -m benchmarks.writing

Some cases get another edition, which says the same; the import is undone. Take a copy of a register
that others measure, too.
"""

import argparse
import csv
import io
import random
import statistics
import time
from functools import partial

from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile

from benchmarks import machine
from benchmarks.generate import WORDS
from benchmarks.tables import figure, table
from cases import publishing
from cases.importing import reading, work
from cases.importing.limits import MOST_ROWS
from cases.models import Case, Organisation, Source

COLUMNS = ["title", "summary", "direction", "participants", "launched", "sources", "body"]


def publishing_times(editions):
    """[(seconds, seconds of processor), …], search, counts and what is kept among it."""
    dice = random.Random(editions)
    pks = Case.objects.filter(editions__state="published").order_by("pk")
    pks = list(pks.values_list("pk", flat=True))
    return [published(pk) for pk in dice.sample(pks, editions)]


def published(pk):
    draft = publishing.open_edition(Case.objects.get(pk=pk))
    draft.change_note = "The same again."
    draft.save()
    return timed(lambda: publishing.publish(draft))


def import_times(cases):
    """[(step, seconds, seconds of processor), …] of as many files as so many cases need."""
    by, _made = get_user_model().objects.get_or_create(username="benchmark")
    batches, taken = [], {"checked": [], "written as drafts": [], "undone": []}
    for first in range(0, cases, MOST_ROWS):
        batch = taken_up(range(first, min(first + MOST_ROWS, cases)), by)
        batches.append(batch)
        taken["checked"].append(timed(partial(go_on, batch, by)))
        answer(batch, by)
        taken["written as drafts"].append(timed(partial(go_on, batch, by)))
    taken["undone"] = [timed(partial(work.undo, batch.pk, by)) for batch in batches]
    return [(step, *map(sum, zip(*files, strict=True))) for step, files in taken.items()]


def taken_up(numbers, by):
    file = SimpleUploadedFile("cases.csv", sheet(numbers).encode())
    return work.take_up("cases.csv", *reading.read(file), by)


def answer(batch, by):
    """That what looks alike is another thing; then only the writing is left."""
    asked = batch.rows.asked().values_list("pk", flat=True)
    work.answer(batch.pk, dict.fromkeys(asked, (work.Answer.OTHER, None)))
    go_on(batch, by)
    work.begin(batch.pk)


def go_on(batch, by):
    busy = (work.State.CHECKING, work.State.IMPORTING)
    while work.go_on(batch.pk, by).state in busy:
        pass


def timed(do):
    started = time.perf_counter(), time.process_time()
    do()
    return time.perf_counter() - started[0], time.process_time() - started[1]


def sheet(numbers):
    dice, written = random.Random(numbers.start), io.StringIO()
    organisations = list(Organisation.objects.values_list("name", flat=True)[:20])
    source = Source.objects.values_list("slug", flat=True)[0]
    rows = csv.writer(written)
    rows.writerow(COLUMNS)
    for number in numbers:
        title = f"{' '.join(dice.choices(WORDS, k=5))} {number}".capitalize()
        people = "; ".join(f"{name} (operator)" for name in dice.sample(organisations, 3))
        rows.writerow([title, "What it is.", "1", people, "2018-04", source, "It works. " * 60])
    return written.getvalue()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--editions", type=int, default=20)
    parser.add_argument("--rows", type=int, default=10_000, help="0: no import")
    given = parser.parse_args()
    print(machine.heading(machine.about()), "\n")
    taken = publishing_times(given.editions)
    wall, processor = (statistics.median(side) * 1000 for side in zip(*taken, strict=True))
    most = max(wall for wall, _processor in taken) * 1000
    rows = [["one edition published, ms", figure(wall), figure(most), figure(processor)]]
    print(table(["", "median", "most", "processor"], rows), "\n")
    if not given.rows:
        return
    steps = [
        [f"{given.rows:,} cases {step}, s", figure(wall), figure(processor)]
        for step, wall, processor in import_times(given.rows)
    ]
    print(table(["", "took", "processor"], steps))


if __name__ == "__main__":
    main()
