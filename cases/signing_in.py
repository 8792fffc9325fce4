"""Writes down who signed in and which sign-ins were refused: the name as typed, nothing else."""

from django.contrib.auth.signals import user_logged_in, user_login_failed

from cases.models import Event


def signed_in(user, **kwargs):
    Event.record(Event.Kind.SIGNED_IN, user)


def refused(credentials, **kwargs):
    typed = str(credentials.get("username") or "").replace("\0", "")
    Event.record(Event.Kind.REFUSED, name=typed[:150])


def connect():
    user_logged_in.connect(signed_in)
    user_login_failed.connect(refused)
