from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.case import Edition


class WrittenOnce(Exception):
    """Somebody tried to change or delete what is written down once and for all."""


class EventQuerySet(models.QuerySet):
    def update(self, **kwargs):
        raise WrittenOnce("Events are written once: none is changed.")

    def delete(self):
        raise WrittenOnce("Events are written once: none is deleted.")


class Event(models.Model):
    """Who did what, and when. The code that does it writes it down; nobody changes it after."""

    class Kind(models.TextChoices):
        OPENED = "opened", _("opened")
        SAVED = "saved", _("saved")
        SUBMITTED = "submitted", _("submitted for review")
        TAKEN_BACK = "taken-back", _("taken back")
        ASSIGNED = "assigned", _("given to a reviewer")
        LINKED = "linked", _("link made for a reviewer")
        COMMENTED = "commented", _("commented")
        RETURNED = "returned", _("returned")
        APPROVED = "approved", _("approved")
        SCHEDULED = "scheduled", _("scheduled")
        UNSCHEDULED = "unscheduled", _("taken off the schedule")
        PUBLISHED = "published", _("published")
        WITHDRAWN = "withdrawn", _("withdrawn")
        DISCARDED = "discarded", _("discarded")
        IMPORTED = "imported", _("imported")
        UNDONE = "undone", _("import undone")
        MERGED = "merged", _("merged")
        SIGNED_IN = "signed-in", _("signed in")
        REFUSED = "refused", _("sign-in refused")

    at = models.DateTimeField(_("at"), auto_now_add=True, db_index=True)
    kind = models.CharField(_("what"), max_length=12, choices=Kind)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("account"),
    )
    # Whoever has no account: as typed on a review link, or at a sign-in that was refused.
    name = models.CharField(_("name typed"), max_length=150)
    edition = models.ForeignKey(
        Edition, models.SET_NULL, null=True, related_name="events", verbose_name=_("edition")
    )
    # Stays when a draft is discarded.
    subject = models.CharField(_("about"), max_length=200)
    version = models.PositiveIntegerField(_("version"), null=True)
    figure_key = models.SlugField(_("figure"), max_length=60)
    text = models.TextField(_("words"))

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("log")
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.subject or self.who}"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise WrittenOnce(f"Event {self.pk} is written: it is not changed.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise WrittenOnce(f"Event {self.pk} is written: it is not deleted.")

    @classmethod
    def record(cls, kind, by=None, edition=None, **details):
        if edition is not None:
            details = cls.of(edition) | details
        return cls.objects.create(kind=kind, by=by, edition=edition, **details)

    @classmethod
    def record_all(cls, kind, by, editions):
        """One event for each edition, in one statement."""
        cls.objects.bulk_create(
            cls(kind=kind, by=by, edition=edition, **cls.of(edition)) for edition in editions
        )

    @staticmethod
    def of(edition):
        return {"subject": str(edition), "version": edition.version}

    @property
    def who(self):
        return self.by.get_username() if self.by else self.name
