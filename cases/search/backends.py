"""The same index twice: SQLite's FTS5, PostgreSQL's tsvector with GIN.

Both hold, for each published edition, its words in three columns, and answer with the ids of
editions. Words come from cases.search.words, so that both databases find the same.
"""

from django.db import connection, connections, router
from django.db.models.expressions import RawSQL

from cases.models import Edition

TITLE, SUMMARY, REST = "title", "summary", "rest"
COLUMNS = (TITLE, SUMMARY, REST)
TABLE = "cases_search"


def backend():
    return {"sqlite": Fts5, "postgresql": Tsvector}[connection.vendor]


def run(sql, parameters=()):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def run_many(sql, rows):
    with connection.cursor() as cursor:
        cursor.executemany(sql, rows)


def known(terms):
    """Those of `terms` that any edition has, asked in one query."""
    if not terms:
        return []
    questions = [backend().matching([term], COLUMNS) for term in terms]
    exists = ", ".join(f"EXISTS({question.sql})" for question in questions)
    parameters = [parameter for question in questions for parameter in question.params]
    with connections[router.db_for_read(Edition)].cursor() as cursor:
        cursor.execute(f"SELECT {exists}", parameters)
        return [term for term, found in zip(terms, cursor.fetchone(), strict=True) if found]


def clear():
    run(f"DELETE FROM {TABLE}")


class Fts5:
    SELECT = f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s"

    @staticmethod
    def write(entries):
        """`entries` are (edition's pk, {column: words})."""
        rows = [(pk, *(" ".join(words[name]) for name in COLUMNS)) for pk, words in entries]
        run_many(f"INSERT INTO {TABLE}(rowid, {', '.join(COLUMNS)}) VALUES (%s, %s, %s, %s)", rows)

    @staticmethod
    def remove(pks):
        run_many(f"DELETE FROM {TABLE} WHERE rowid = %s", [(pk,) for pk in pks])

    @classmethod
    def matching(cls, terms, columns, any_of=False):
        asked = (" OR " if any_of else " AND ").join(cls.spell(term) for term in terms)
        return RawSQL(cls.SELECT, [f"{{{' '.join(columns)}}} : ({asked})"])

    @staticmethod
    def spell(term):
        return f'"{" ".join(term.words)}"{"*" if term.prefix else ""}'


class Tsvector:
    SELECT = f"SELECT edition_id FROM {TABLE} WHERE document @@ %s::tsquery"
    WEIGHTS = {TITLE: "A", SUMMARY: "B", REST: "C"}
    LAST_POSITION = 16_383  # of a word in a tsvector; later ones share it

    @classmethod
    def write(cls, entries):
        """`entries` are (edition's pk, {column: words})."""
        rows = [(pk, cls.document(words)) for pk, words in entries]
        run_many(f"INSERT INTO {TABLE} VALUES (%s, %s::tsvector)", rows)

    @classmethod
    def document(cls, words):
        lexemes, position = [], 0
        for name in COLUMNS:
            position += 2  # a phrase does not run on from one column into the next
            for word in words[name]:
                position = min(position + 1, cls.LAST_POSITION)
                lexemes.append(f"'{word}':{position}{cls.WEIGHTS[name]}")
        return " ".join(lexemes)

    @staticmethod
    def remove(pks):
        run(f"DELETE FROM {TABLE} WHERE edition_id = ANY(%s)", [list(pks)])

    @classmethod
    def matching(cls, terms, columns, any_of=False):
        weights = "".join(cls.WEIGHTS[name] for name in columns)
        asked = (" | " if any_of else " & ").join(f"({cls.spell(term, weights)})" for term in terms)
        return RawSQL(cls.SELECT, [asked])

    @staticmethod
    def spell(term, weights):
        *first, last = term.words
        spelled = [f"'{word}':{weights}" for word in first]
        return " <-> ".join([*spelled, f"'{last}':{'*' if term.prefix else ''}{weights}"])
