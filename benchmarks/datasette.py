"""The register published with Datasette: its own file, its own environment, its own addresses.

A flat table of cases with facets, indexes under them and full-text search, and beside it who takes
part in them. Time limits are lifted so that it counts all, and guesses at more facets are off.
"""

import hashlib
import json
import re
import sqlite3
import subprocess
import sys
import venv
from contextlib import closing
from urllib.parse import parse_qsl, urlencode

from django.db import connection
from django.db.models import Count, Max

from benchmarks.folder import kept
from cases.models import Edition, Figure, Organisation, Participation
from cases.views.case_list import CaseList

RELEASE = "datasette==0.65.5"
TABLES = """
CREATE TABLE organisations (id INTEGER PRIMARY KEY, slug TEXT, name TEXT, kind TEXT);
CREATE TABLE cases (
  id INTEGER PRIMARY KEY, slug TEXT, title TEXT, summary TEXT, body TEXT, direction TEXT,
  stage TEXT, place TEXT, launched INTEGER, published TEXT
);
CREATE TABLE participations (
  id INTEGER PRIMARY KEY, case_id INTEGER REFERENCES cases(id), direction TEXT,
  organisation_id INTEGER REFERENCES organisations(id), role TEXT
);
CREATE TABLE figures (
  id INTEGER PRIMARY KEY, case_id INTEGER REFERENCES cases(id), metric TEXT, value REAL, as_of TEXT,
  source TEXT
);
"""
INDEXES = """
CREATE INDEX participations_case ON participations(case_id);
CREATE INDEX participations_organisation ON participations(organisation_id);
ALTER TABLE cases ADD COLUMN organisations TEXT;
UPDATE cases SET organisations = (
  SELECT group_concat(name, ', ') FROM participations p JOIN organisations o
  ON o.id = p.organisation_id WHERE p.case_id = cases.id
);
CREATE INDEX cases_slug ON cases(slug);
CREATE INDEX cases_direction ON cases(direction);
CREATE INDEX cases_stage ON cases(stage);
CREATE INDEX cases_launched ON cases(launched);
CREATE INDEX cases_published ON cases(published);
CREATE INDEX organisations_slug ON organisations(slug);
CREATE INDEX figures_case ON figures(case_id);
CREATE VIRTUAL TABLE cases_fts USING fts5(title, summary, body, organisations, content="cases",
  content_rowid="id");
INSERT INTO cases_fts(cases_fts) VALUES ('rebuild');
ANALYZE;
"""
BY_DIRECTION = """
SELECT o.name, p.direction, count(*) AS cases FROM participations p
JOIN organisations o ON o.id = p.organisation_id
GROUP BY p.organisation_id, p.direction ORDER BY cases DESC LIMIT 100
"""
METADATA = {
    "databases": {
        "register": {
            "tables": {
                "cases": {"facets": ["direction", "stage", "launched"], "sort_desc": "published"},
                "participations": {"facets": ["direction"]},
            },
            "queries": {"by_direction": BY_DIRECTION},
        }
    }
}
SOURCES = {
    "organisations": (Organisation.objects.all, "pk", "slug", "name", "kind"),
    "cases": (
        Edition.objects.published,
        *("pk", "case__slug", "title", "summary", "body", "direction__slug", "stage", "place"),
        *("launched_earliest__year", "published_at"),
    ),
    "participations": (
        Participation.objects.published,
        *("pk", "edition", "edition__direction__slug", "organisation", "role"),
    ),
    "figures": (
        Figure.objects.published,
        *("pk", "edition", "metric__name", "value", "as_of", "source__title"),
    ),
}
SETTINGS = {
    "default_page_size": CaseList.paginate_by,
    "suggest_facets": "off",
    "sql_time_limit_ms": 60_000,
    "facet_time_limit_ms": 60_000,
}


def installed():
    """Its command, in an environment that is made once; None where it cannot be had."""
    folder = kept() / RELEASE.replace("==", "-")
    command = folder / "bin" / "datasette"
    if not command.exists():
        venv.create(folder, with_pip=True)
        install = [folder / "bin" / "pip", "install", "--quiet", RELEASE]
        if subprocess.run(install, capture_output=True).returncode:
            print(f"{RELEASE} could not be installed.", file=sys.stderr)
            return None
    return command


def command(file, port):
    """How to serve the file as one that nobody writes to, as its documentation advises."""
    metadata = file.with_suffix(".json")
    metadata.write_text(json.dumps(METADATA))
    settings = [part for each in SETTINGS.items() for part in ("--setting", *map(str, each))]
    serve = [installed(), "serve", "--immutable", file, "--metadata", metadata, *settings]
    return [*serve, "--port", str(port)]


def published():
    """A file with what the register says, made once while it says the same."""
    said = Edition.objects.published().aggregate(Count("pk"), Max("pk"), Max("published_at"))
    about = f"{connection.vendor} {connection.settings_dict['NAME']} {said}"
    folder = kept() / f"register-{hashlib.sha256(about.encode()).hexdigest()[:16]}"
    file = folder / "register.db"
    if not file.exists():
        folder.mkdir(exist_ok=True)
        half = folder / "unfinished"
        half.unlink(missing_ok=True)
        with closing(sqlite3.connect(half)) as database:
            fill(database)
        half.rename(file)
    return file


def fill(database):
    database.executescript(TABLES)
    for table, (rows, *names) in SOURCES.items():
        found = rows().order_by("pk").values_list(*names).iterator(5_000)
        places = ", ".join("?" * len(names))
        database.executemany(f"INSERT INTO {table} VALUES ({places})", map(plain, found))
    database.executescript(INDEXES)
    database.commit()


def plain(row):
    return [value if isinstance(value, int | None) else str(value) for value in row]


class Addresses:
    """Where Datasette answers what one of our addresses asks."""

    def __init__(self, file):
        self.database = sqlite3.connect(file)

    def __call__(self, address):
        path, _mark, query = address.partition("?")
        given = dict(parse_qsl(query))
        match path.strip("/").split("/"):
            case [""]:
                return "/"
            case ["cases"]:
                return f"/register/cases?{urlencode(self.narrowed(**given))}"
            case ["cases", slug]:
                return f"/register/cases/{self.pk('cases', slug)}"
            case ["organisations", slug]:
                chosen = {"organisation_id": self.pk("organisations", slug)}
                return f"/register/participations?{urlencode(chosen)}"
            case ["who-does-what"]:
                return "/register/by_direction"

    def narrowed(self, q=None, page=None, organisation=None, **given):
        if q:
            given |= {"_search": f"{q}*", "_searchmode": "raw"}  # the word may be unfinished
        if page:
            given["_next"] = self.after(int(page))
        if organisation:
            pk = self.pk("organisations", organisation)
            having = f"select case_id from participations where organisation_id = {pk}"
            given["_where"] = f"id in ({having})"  # _through loses the other filters' values
        return given

    def pk(self, table, slug):
        return self.one(f"SELECT id FROM {table} WHERE slug = ?", slug)[0]

    def after(self, page):
        """The key that the page goes on from: Datasette knows no numbers of pages."""
        before = max(1, (page - 1) * CaseList.paginate_by)
        newest = self.one("SELECT max(id) FROM cases")[0]
        found = "SELECT published, id FROM cases WHERE id <= ? ORDER BY id DESC"
        published, pk = self.one(found, newest - before + 1)
        return f"{tilde_encoded(published)},{pk}"

    def one(self, sql, *parameters):
        return self.database.execute(f"{sql} LIMIT 1", parameters).fetchone()


def tilde_encoded(text):
    return re.sub("[^a-zA-Z0-9_-]", lambda found: f"~{ord(found[0]):02X}", text)
