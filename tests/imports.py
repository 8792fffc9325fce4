"""Files as editors upload them, and the way of one through the admin's pages."""

import csv
import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from cases.models import ImportBatch
from tests.admin_forms import add_url

CASE = {"title": "Letters of credit", "direction": "1"}
FIGURE = {"case": "loans", "metric": "Volume", "value": "12", "as_of": "2019", "source": "article"}
ORGANISATION = {"name": "First Bank", "kind": "bank"}


def csv_of(*rows, separator=",", encoding="utf-8"):
    """A file with the columns of the first row."""
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0], delimiter=separator)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def book_of(**sheets):
    """A workbook whose sheets are lists of rows with the columns of their first."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        sheet.append(list(rows[0]))
        for row in rows:
            sheet.append(list(row.values()))
    return book


def xlsx_of(book):
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def upload(client, data, name="file.csv"):
    return client.post(add_url(ImportBatch), {"file": SimpleUploadedFile(name, data)})


def uploaded(client, data, name="file.csv"):
    """The batch of a file that was taken, checked to its end."""
    response = upload(client, data, name)
    assert response.status_code == 302, refusals(response)
    batch = ImportBatch.objects.latest("pk")
    go_on(client, batch)
    return batch


def refusals(response):
    """The sentences at the file of an upload that was refused."""
    return list(response.context["form"].errors.get("file", []))


def url(batch, step):
    return reverse(f"admin:cases_importbatch_{step}", args=[batch.pk])


def go_on(client, batch):
    """Press “Go on” as often as the page shows it."""
    while True:
        page = client.get(url(batch, "change"))
        if url(batch, "step") not in page.content.decode():
            return page
        assert client.post(url(batch, "step")).status_code == 302


def imported(client, batch):
    response = client.post(url(batch, "begin"), follow=True)
    go_on(client, batch)
    return response


def answer(client, batch, **answers):
    """Answer questions by the title of their row."""
    rows = {row.title: row.pk for row in batch.rows.asked()}
    data = {f"row-{rows[title]}": value for title, value in answers.items()}
    response = client.post(url(batch, "answer"), data, follow=True)
    go_on(client, batch)
    return response


def verdicts(batch):
    return [row.verdict for row in batch.rows.all()]


def notes(batch):
    return [tuple(note) for row in batch.rows.all() for note in row.notes]
