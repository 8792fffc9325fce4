"""What readers may see: the one rule, as states and as Q objects with a prefix."""

from contextvars import ContextVar
from datetime import datetime, time, timedelta

from django.apps import apps
from django.db.models import Q, TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# The day on which a reader wants to see the register as it stood; None for now.
on_day = ContextVar("on_day", default=None)


class State(TextChoices):
    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("waiting for review")
    PUBLISHED = "published", _("published")
    SUPERSEDED = "superseded", _("superseded")
    WITHDRAWN = "withdrawn", _("withdrawn")


OPEN = [State.DRAFT, State.SUBMITTED]
CLOSED = [State.PUBLISHED, State.SUPERSEDED, State.WITHDRAWN]


def published_q(prefix=""):
    """What the register says now, or said on the day asked for.

    `prefix` is the path to an edition, as "edition__".
    """
    if on_day.get():
        editions = apps.get_model("cases", "Edition").objects.published()
        return Q(**{f"{prefix}pk__in": editions.values("pk")})
    return published_now_q(prefix)


def published_now_q(prefix=""):
    """What the register says now, whatever day is asked for."""
    return Q(**{f"{prefix}state": State.PUBLISHED})


def until():
    """The end of the day asked for; None if none is."""
    day = on_day.get()
    return day and timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))


def today():
    """The day from which a page looks back."""
    return on_day.get() or timezone.localdate()
