"""The same index twice: SQLite's FTS5, PostgreSQL's tsvector with GIN.

Both hold, for each published edition, its words in three columns, and answer with the serials
of entries. Words come from cases.search.words, so that both databases find the same.
"""

import json
from array import array

from django.db import connection, connections, router
from django.db.models.expressions import RawSQL
from pyroaring import BitMap

from cases.models import Entry

TITLE, SUMMARY, REST = "title", "summary", "rest"
COLUMNS = (TITLE, SUMMARY, REST)
TABLE = "cases_search"


def backend():
    return {"sqlite": Fts5, "postgresql": Tsvector}[connection.vendor]


def reading():
    """A cursor of the database that this request reads from."""
    return connections[router.db_for_read(Entry)].cursor()


def run(sql, parameters=()):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def run_many(sql, rows):
    with connection.cursor() as cursor:
        cursor.executemany(sql, rows)


def clear():
    run(f"DELETE FROM {TABLE}")


class Backend:
    """Serials of entries as SQL: `question` is how the database spells what is asked."""

    @classmethod
    def matching(cls, terms, columns):
        """Of those with every term in these columns."""
        return RawSQL(cls.SELECT, [cls.question(terms, columns, cls.ALL)])

    @classmethod
    def some(cls, terms, most):
        """Of so many with any of the terms, whichever come first."""
        return RawSQL(f"{cls.SELECT} LIMIT %s", [cls.question(terms, COLUMNS, cls.ANY), most])


class Fts5(Backend):
    SELECT = f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s"
    ALL, ANY = " AND ", " OR "

    @staticmethod
    def write(entries):
        """`entries` are (serial, {column: words})."""
        rows = [(n, *(" ".join(words[name]) for name in COLUMNS)) for n, words in entries]
        run_many(f"INSERT INTO {TABLE}(rowid, {', '.join(COLUMNS)}) VALUES (%s, %s, %s, %s)", rows)

    @staticmethod
    def remove(serials):
        run_many(f"DELETE FROM {TABLE} WHERE rowid = %s", [(serial,) for serial in serials])

    @classmethod
    def question(cls, terms, columns, glue):
        where = "" if columns == COLUMNS else f"{{{' '.join(columns)}}} : "
        return f"{where}({glue.join(cls.spell(term) for term in terms)})"

    @classmethod
    def serials(cls, term, columns):
        """As JSON, which reads a million numbers in half the time of as many rows."""
        question = cls.matching([term], columns)
        packed = f"SELECT json_group_array(rowid) FROM ({question.sql})"
        with reading() as cursor:
            return BitMap(json.loads(cursor.execute(packed, question.params).fetchone()[0]))

    @staticmethod
    def spell(term):
        return f'"{" ".join(term.words)}"{"*" if term.prefix else ""}'


class Tsvector(Backend):
    """A word of the title is written as “bank”, “:title:bank” and “:front:bank”, one of the summary
    as “bank” and “:front:bank”: each question is one for plain words, which GIN answers by itself.
    It does not know the weights that a tsvector may give; for those it reads every document.
    """

    SELECT = f"SELECT serial FROM {TABLE} WHERE document @@ %s::tsquery"
    ALL, ANY = " & ", " | "
    LAST_POSITION = 16_383  # of a word in a tsvector; later ones share it
    MARKS = {COLUMNS: "", (TITLE,): ":title:", (TITLE, SUMMARY): ":front:"}  # as no word begins

    @classmethod
    def write(cls, entries):
        """`entries` are (serial, {column: words})."""
        rows = [(serial, cls.document(words)) for serial, words in entries]
        run_many(f"INSERT INTO {TABLE} VALUES (%s, %s::tsvector)", rows)

    @classmethod
    def document(cls, words):
        lexemes, position = [], 0
        for name in COLUMNS:
            position += 2  # a phrase does not run on from one column into the next
            marks = [mark for columns, mark in cls.MARKS.items() if name in columns]
            for word in words[name]:
                position = min(position + 1, cls.LAST_POSITION)
                lexemes += [f"'{mark}{word}':{position}" for mark in marks]
        return " ".join(lexemes)

    @staticmethod
    def remove(serials):
        run(f"DELETE FROM {TABLE} WHERE serial = ANY(%s)", [list(serials)])

    @classmethod
    def question(cls, terms, columns, glue):
        return glue.join(f"({cls.spell(term, cls.MARKS[columns])})" for term in terms)

    @classmethod
    def serials(cls, term, columns):
        """By a function that the migration made: as one piece of bytes, always by way of GIN."""
        question = cls.spell(term, cls.MARKS[columns])
        with reading() as cursor:
            cursor.execute("SELECT cases_search_serials(%s::tsquery)", [question])
            found = array("I", cursor.fetchone()[0] or b"")
        found.byteswap()  # PostgreSQL sends the high byte first
        return BitMap(found)

    @staticmethod
    def spell(term, mark):
        spelled = " <-> ".join(f"'{mark}{word}'" for word in term.words)
        return f"{spelled}:*" if term.prefix else spelled
