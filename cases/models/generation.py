from django.db import models
from django.db.models import F


class Generation(models.Model):
    """How often what readers see has changed: what is kept under its number is never stale."""

    number = models.PositiveBigIntegerField(default=0)

    def __str__(self):
        return str(self.number)

    @classmethod
    def current(cls):
        return cls.objects.values_list("number", flat=True).first() or 0

    @classmethod
    def advance(cls):
        """Call it in the transaction that changes what readers see."""
        if not cls.objects.update(number=F("number") + 1):
            cls.objects.create(number=1)
