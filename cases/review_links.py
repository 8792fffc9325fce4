"""Links with which somebody without an account reads an edition and approves or returns it.

A link is a signature over the edition and its version: it works until it expires, the text is
changed, or the edition is no longer waiting for review. Nothing is stored.
"""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

from cases import publishing
from cases.models import Edition, Event
from cases.visibility import State

signer = signing.TimestampSigner(salt="review link")


def address(edition, by=None):
    """A new link; its maker is none of the writers, or would be a second pair of eyes to them."""
    publishing.refuse_writer(edition, by)
    Event.record(Event.Kind.LINKED, by, edition)
    return reverse("review", args=[signer.sign_object([edition.pk, edition.version])])


def edition_of(token):
    """The edition that a link is for; None if we never signed it, refused if it is over."""
    try:
        pk, version = signer.unsign_object(token, max_age=timedelta(days=settings.REVIEW_LINK_DAYS))
    except signing.SignatureExpired as error:
        raise ValidationError(_("This link has expired. Ask for a new one.")) from error
    except signing.BadSignature:
        return None
    edition = Edition.objects.filter(pk=pk, state=State.SUBMITTED, version=version).first()
    if edition is None:
        raise ValidationError(
            _("The edition was changed or decided on since this link was made. Ask for a new one.")
        )
    return edition
