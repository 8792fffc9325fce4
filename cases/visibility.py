"""What readers may see: the one rule, as states and as Q objects with a prefix."""

from django.db.models import Q, TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("waiting for review")
    PUBLISHED = "published", _("published")
    SUPERSEDED = "superseded", _("superseded")
    WITHDRAWN = "withdrawn", _("withdrawn")


OPEN = [State.DRAFT, State.SUBMITTED]
CLOSED = [State.PUBLISHED, State.SUPERSEDED, State.WITHDRAWN]


def published_q(prefix=""):
    """What the register says now. `prefix` is the path to an edition, as "edition__"."""
    return Q(**{f"{prefix}state": State.PUBLISHED})
