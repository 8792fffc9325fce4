"""What came out of one file: the batch, and a line for each of its rows."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportBatch(models.Model):
    """One file on its way into the register, or what came of it."""

    class State(models.TextChoices):
        CHECKING = "checking", _("being checked")
        CHECKED = "checked", _("checked, not imported")
        IMPORTING = "importing", _("being imported")
        IMPORTED = "imported", _("imported")
        UNDONE = "undone", _("undone")

    file_name = models.CharField(_("file"), max_length=200)
    # How the bytes were read, in a sentence: an editor sees at once if it was wrong.
    read_as = models.CharField(_("read as"), max_length=200)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.CHECKING)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-pk"]

    def __str__(self):
        return self.file_name


class ImportRowQuerySet(models.QuerySet):
    def unchecked(self):
        return self.filter(verdict=ImportRow.Verdict.UNCHECKED)

    def asked(self):
        return self.filter(verdict=ImportRow.Verdict.ASKED)

    def wanted(self):
        """What an import writes, or has written."""
        return self.filter(verdict__in=ImportRow.WANTED)


class ImportRow(models.Model):
    """A row of the file, what the check found, and what an editor answered."""

    class Verdict(models.TextChoices):
        UNCHECKED = "", _("not checked yet")
        NEW = "new", _("new")
        CHANGE = "change", _("changes")
        SAME = "same", _("nothing changes")
        ASKED = "asked", _("likely a duplicate")
        REFUSED = "refused", _("refused")
        LEFT_OUT = "left-out", _("left out")

    class Answer(models.TextChoices):
        NONE = "", _("not answered")
        SAME = "same", _("the same")
        OTHER = "other", _("a different one")
        OUT = "out", _("leave the row out")

    WANTED = [Verdict.NEW, Verdict.CHANGE]

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows")
    sheet = models.CharField(max_length=16)
    number = models.PositiveIntegerField()  # as a spreadsheet counts: the header is row 1
    values = models.JSONField()  # a text for each column that the file has
    verdict = models.CharField(max_length=8, choices=Verdict, default=Verdict.UNCHECKED)
    notes = models.JSONField(default=list)  # [column, sentence] for each refusal
    changes = models.JSONField(default=list)  # columns that differ from the register
    likely = models.JSONField(default=list)  # [pk in the register or null, name]
    answer = models.CharField(max_length=5, choices=Answer, default=Answer.NONE)
    same_as = models.PositiveBigIntegerField(null=True)  # of the answer “the same as”
    written = models.BooleanField(default=False)
    edition = models.ForeignKey("cases.Edition", models.SET_NULL, null=True, related_name="+")

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("row")
        verbose_name_plural = _("rows")
        ordering = ["pk"]  # the order of work: organisations, then cases, then figures
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "sheet", "number"], name="importrow_once_a_sheet"
            ),
        ]
        indexes = [models.Index(fields=["batch", "verdict"], name="importrow_by_verdict")]

    def __str__(self):
        return f"{self.sheet} {self.number}"

    @property
    def title(self):
        """What a person calls the row."""
        names = (self.values.get(name) for name in ("title", "name", "metric"))
        return next(filter(None, names), "")

    @property
    def is_refused(self):
        return self.verdict == self.Verdict.REFUSED

    def refuse(self, column, sentence):
        self.verdict = self.Verdict.REFUSED
        self.notes.append([column, str(sentence)])

    def unread(self):
        """As before the check; what an editor answered stays."""
        self.verdict, self.notes = self.Verdict.UNCHECKED, []
        self.changes, self.likely = [], []
        return self


def batch_key(related_name):
    """The import that made a record. `publishing.copied` leaves it behind."""
    return models.ForeignKey(
        ImportBatch,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name=related_name,
    )
