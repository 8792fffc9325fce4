"""What lists, counts and searches need of published editions, written when they are published.

All of it can be made anew from the editions: `manage.py rebuild_index`.
"""

from django.db import models

from cases.models.case import Edition
from cases.models.lookups import Among
from cases.models.organisation import Organisation

models.IntegerField.register_lookup(Among)
models.CharField.register_lookup(Among)


class Entry(models.Model):
    """A published edition in the index.

    A bitmap holds 32 bits; and SQLite finds a row by an integer, but not by a bigint, without an
    index to look it up in, which halves what reading cards and entries takes.
    """

    serial = models.IntegerField(primary_key=True)  # the later published, the higher
    edition = models.OneToOneField(Edition, models.CASCADE)
    # Of its case and edition, so that a page needs no join with them: PostgreSQL takes longer to
    # plan one than to do it.
    slug = models.CharField(max_length=100, db_default="")
    title = models.CharField(max_length=120, db_default="")
    long_values = models.TextField()  # of long facets; see cases.index.long_values
    values = models.JSONField()  # [[facet, value], …] of others, [facet, value, key] of figures
    parts = models.JSONField()  # [[organisation's pk, column of its counts], …]

    class Meta:
        default_permissions = []
        indexes = [models.Index(fields=["slug"], name="entry_by_slug")]

    def __str__(self):
        return str(self.serial)


class Drawing(models.Model):
    """What readers see of an entry, finished but for what is put in when it is read.

    It is a table of its own so that entries are small: thousands are read at once to count them.
    """

    entry = models.OneToOneField(Entry, models.CASCADE, primary_key=True)
    stamp = models.CharField(max_length=16)  # of what it was drawn with
    card = models.TextField()
    row = models.TextField()  # of a table of cases
    texts = models.JSONField()  # what an excerpt is taken from
    page = models.BinaryField(null=True)  # of its case, deflated; None is drawn when it is read

    class Meta:
        default_permissions = []

    def __str__(self):
        return str(self.entry_id)


class Posting(models.Model):
    """The entries that have a value in a facet: their serials, as the bits of a roaring bitmap.

    Or the figures that have one, by their keys.
    """

    facet = models.CharField(max_length=20)
    value = models.CharField(max_length=200)
    label = models.CharField(max_length=300)
    cases = models.PositiveIntegerField()
    generation = models.PositiveBigIntegerField(db_index=True)  # that changed it last
    bits = models.BinaryField()

    class Meta:
        default_permissions = []
        constraints = [
            models.UniqueConstraint(fields=["facet", "value"], name="posting_once_a_value"),
        ]
        indexes = [
            models.Index(fields=["facet", "-cases", "label"], name="posting_commonest"),
        ]

    def __str__(self):
        return f"{self.facet}={self.value}"


class Standing(models.Model):
    """In how many published cases an organisation takes part, by direction and by role."""

    organisation = models.OneToOneField(Organisation, models.CASCADE, primary_key=True)
    counts = models.JSONField()  # {column: cases}
    directions = models.PositiveIntegerField()  # how many it has cases in
    roles = models.PositiveIntegerField()
    cases = models.PositiveIntegerField()

    class Meta:
        default_permissions = []
        indexes = [
            models.Index(fields=["-directions", "-cases"], name="standing_broadest"),
            models.Index(fields=["-roles", "-cases"], name="standing_of_most_roles"),
            models.Index(fields=["-cases"], name="standing_of_most_cases"),
        ]

    def __str__(self):
        return f"{self.organisation}: {self.cases}"
