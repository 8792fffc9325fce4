from datetime import timedelta

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

NEXT_DAY = timedelta(hours=20)  # a daily timer may come a little early


class SourceCheckQuerySet(models.QuerySet):
    def finished(self):
        return self.exclude(result=SourceCheck.Result.ASKING)

    def newest(self):
        """The last finished check of each source at the address that it has now."""
        of_source = SourceCheck.objects.finished().filter(
            source=OuterRef("source"), url=F("source__url")
        )
        return self.filter(pk=Subquery(of_source.order_by("-at", "-pk").values("pk")[:1]))

    def failed(self):
        return self.filter(result__in=SourceCheck.FAILED)

    def confirming(self, sources):
        """The pks of `sources` on whose page all that the register quotes was found again."""
        whole = self.newest().filter(words_asked__gt=0, words_found=F("words_asked"))
        return set(whole.filter(source__in=sources).values_list("source", flat=True))

    def troubled(self):
        """No answer, or an answer without all the words that the register quotes."""
        fewer = Q(words_found__lt=F("words_asked"))
        return self.filter(fewer | Q(result__in=SourceCheck.FAILED))


class SourceCheck(models.Model):
    """What a source's web address answered one day. `cases.source_checks` asks and writes it."""

    class Result(models.TextChoices):
        ASKING = "asking", _("being asked")
        ANSWERS = "answers", _("answers")
        GONE = "gone", _("not there")
        ERROR = "error", _("answers with an error")
        NO_HOST = "no-host", _("host not found")
        NO_ANSWER = "no-answer", _("no answer")
        CERTIFICATE = "certificate", _("certificate not valid")
        REDIRECTS = "redirects", _("too many redirects")
        ADDRESS = "address", _("not an address on the public web")
        REFUSES = "refuses", _("refuses programs")
        ROBOTS = "robots", _("robots.txt asks us not to")

    # The last two say nothing of what a reader would meet: they count neither way.
    FAILED = [
        Result.GONE,
        Result.ERROR,
        Result.NO_HOST,
        Result.NO_ANSWER,
        Result.CERTIFICATE,
        Result.REDIRECTS,
        Result.ADDRESS,
    ]

    source = models.ForeignKey(
        "cases.Source", models.CASCADE, related_name="checks", verbose_name=_("source")
    )
    url = models.CharField(_("web address"), max_length=500)
    at = models.DateTimeField(_("at"))
    # When the first of the checks in a row began that failed, or did not, as this one.
    since = models.DateTimeField(_("since"))
    result = models.CharField(_("result"), max_length=12, choices=Result)
    status = models.PositiveSmallIntegerField(_("HTTP status"), null=True)
    final_url = models.CharField(_("leads to"), max_length=2000)
    archived_result = models.CharField(_("archived copy"), max_length=12, choices=Result)
    archived_status = models.PositiveSmallIntegerField(_("its HTTP status"), null=True)
    # NULL where there were no words to look for or no text to look in.
    words_asked = models.PositiveSmallIntegerField(_("quotes looked for"), null=True)
    words_found = models.PositiveSmallIntegerField(_("quotes found"), null=True)
    note = models.CharField(_("note"), max_length=300)

    objects = SourceCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("check of a source")
        verbose_name_plural = _("checks of sources")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["source", "-at", "-id"], name="source_check_newest")]
        constraints = [
            models.UniqueConstraint(
                fields=["source"],
                condition=Q(result="asking"),
                name="source_asked_by_one_run_at_a_time",
                violation_error_message=_("Another run is asking for this source."),
            ),
            models.CheckConstraint(
                condition=Q(words_asked__isnull=True, words_found__isnull=True)
                | Q(words_found__isnull=False, words_asked__gte=F("words_found")),
                name="source_check_finds_at_most_what_it_asks",
                violation_error_message=_("No more quotes can be found than were looked for."),
            ),
        ]

    def __str__(self):
        said = self.get_result_display()
        if self.status:
            said += f" ({self.status})"
        if self.words_asked:
            counts = {"found": self.words_found, "asked": self.words_asked}
            said += ", " + _("%(found)d of %(asked)d quotes found") % counts
        return said

    def in_full(self):
        return "; ".join(str(part) for part in [self, *self.details()])

    def details(self):
        if self.note:
            yield self.note
        if self.final_url:
            yield _("leads to %s") % self.final_url
        if self.archived_result:
            yield _("archived copy: %s") % self.get_archived_result_display()

    @property
    def failed(self):
        return self.result in self.FAILED

    @property
    def failed_again(self):
        """One failed check may be a bad hour; readers are told if the next day is no better."""
        return self.failed and self.at - self.since >= NEXT_DAY
