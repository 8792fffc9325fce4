"""Which sources are due, and how two runs at once never ask for the same one."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, Q
from django.utils import timezone

from cases.index import whole_pages
from cases.models import Generation, Source, SourceCheck
from cases.models.source_check import NEXT_DAY

ABANDONED = timedelta(hours=1)  # a run that died; the longest check takes minutes


def due(older_than):
    """Sources whose last check is `older_than` ago, and that no run is asking for."""
    now = timezone.now()
    checks = SourceCheck.objects.filter(source=OuterRef("pk"), url=OuterRef("url"))
    asking = Q(result=SourceCheck.Result.ASKING)
    recent = Q(at__gt=now - older_than) & ~Q(result__in=SourceCheck.FAILED)
    failed = Q(at__gt=now - min(older_than, NEXT_DAY), result__in=SourceCheck.FAILED)
    taken = asking & Q(at__gt=now - ABANDONED)
    done = ~asking & (recent | failed)
    return Source.objects.exclude(url="").exclude(Exists(checks.filter(taken | done)))


def longest_unasked_first(sources):
    return sources.annotate(asked_at=Max("checks__at")).order_by(
        F("asked_at").asc(nulls_first=True), "pk"
    )


@transaction.atomic
def claim(source, older_than):
    """The check to be made, or None if another run makes it or has just made it."""
    Source.objects.select_for_update(of=("self",)).filter(pk=source.pk).first()
    if not due(older_than).filter(pk=source.pk).exists():
        return None
    source.checks.filter(result=SourceCheck.Result.ASKING).delete()
    now, asking = timezone.now(), SourceCheck.Result.ASKING
    return source.checks.create(url=source.url, at=now, since=now, result=asking)


def release(check):
    SourceCheck.objects.filter(pk=check.pk, result=SourceCheck.Result.ASKING).delete()


@transaction.atomic
def take_back(checks):
    """As if they had never been made."""
    SourceCheck.objects.filter(pk__in=[check.pk for check in checks]).delete()
    whole_pages.drop_citing([check.source_id for check in checks])


@transaction.atomic
def finish(check, found):
    """Write down what was found, unless the check was given up for dead meanwhile."""
    Generation.advance()  # readers see when a source was asked and whether it answered
    before = check.source.checks.finished().filter(url=check.url).exclude(pk=check.pk).first()
    for name, value in found.items():
        setattr(check, name, value)
    if before and before.failed == check.failed:
        check.since = before.since
    confirmed = SourceCheck.objects.confirming([check.source_id])
    SourceCheck.objects.filter(pk=check.pk, result=SourceCheck.Result.ASKING).update(
        since=check.since, **found
    )
    if confirmed != SourceCheck.objects.confirming([check.source_id]):
        whole_pages.drop_citing([check.source_id])
    return check
