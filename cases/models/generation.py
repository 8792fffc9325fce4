from django.db import connections, models, router
from django.db.models import F


class Generation(models.Model):
    """How often what readers see has changed: what is kept under its number is never stale."""

    number = models.PositiveBigIntegerField(default=0)

    def __str__(self):
        return str(self.number)

    @classmethod
    def current(cls):
        """Most pages ask for it, some several times: plain SQL takes a fifth of the time."""
        with connections[router.db_for_read(cls)].cursor() as cursor:
            cursor.execute(f"SELECT number FROM {cls._meta.db_table} ORDER BY id LIMIT 1")
            row = cursor.fetchone()
        return row[0] if row else 0

    @classmethod
    def advance(cls, steps=1):
        """Call it in the transaction that changes what readers see, before reading what it changes.

        Until that transaction ends no other can advance it. Returns the new number.
        """
        if not cls.objects.exists():
            cls.objects.get_or_create(pk=1)  # of two at once one waits for the other's
        cls.objects.update(number=F("number") + steps)
        return cls.current()
