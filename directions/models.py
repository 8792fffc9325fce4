from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from directions.addresses import Addressed, FormerSlug
from directions.colours import validate_colour
from directions.history import History

__all__ = ["Direction", "Enquiry", "Field", "FormerSlug"]


class SlugManager(models.Manager):
    def get_by_natural_key(self, slug):
        return self.get(slug=slug)


class Direction(Addressed):
    number = models.PositiveSmallIntegerField(
        _("number"),
        unique=True,
        validators=[MinValueValidator(1)],
        error_messages={"unique": _("Another direction has this number.")},
    )
    title = models.CharField(_("title"), max_length=80)
    short_title = models.CharField(
        _("short title"), max_length=20, help_text=_("For the head of a narrow column.")
    )
    also_called = models.CharField(
        _("also called"),
        max_length=200,
        blank=True,
        help_text=_("Other forms of the name that readers may have met."),
    )
    summary = models.CharField(
        _("summary"), max_length=160, help_text=_("One line for the front page.")
    )
    mandate = models.TextField(_("mandate"), help_text=_("What the policy asks for."))
    belongs = models.TextField(
        _("what belongs here"), help_text=_("The test that a case of this direction passes.")
    )
    colour = models.CharField(
        _("colour"),
        max_length=7,
        validators=[validate_colour],
        help_text=_("As #rrggbb, dark enough to read on white: a contrast of 4.5 or more."),
    )
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name=_("merged into"),
        help_text=_(
            "Once no published case stands here, readers are led to that direction instead."
        ),
    )

    objects = SlugManager()
    history = History()

    class Meta:
        verbose_name = _("direction")
        verbose_name_plural = _("directions")
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(successor=F("id")), name="direction_not_merged_into_itself"
            ),
        ]

    def __str__(self):
        return self.title

    def natural_key(self):
        return (self.slug,)

    def clean(self):
        super().clean()
        self.refuse_dead_ends()
        if self.successor and self.pk and self.predecessors.exists():
            raise ValidationError({"successor": leads_here(self)})

    def refuse_dead_ends(self):
        """Readers are led on once: not in a circle, nor from one merged direction to the next."""
        if self.successor and self.successor == self:
            message = gettext("A direction cannot be merged into itself.")
            raise ValidationError({"successor": message})
        if self.successor and self.successor.successor:
            names = {"one": self.successor, "other": self.successor.successor}
            message = gettext("“%(one)s” is itself merged into “%(other)s”. Choose that one.")
            raise ValidationError({"successor": message % names})

    @transaction.atomic
    def merge_into(self, successor):
        """Lead readers to `successor`; also whoever was led here from another direction."""
        self.successor = successor
        self.refuse_dead_ends()
        self.predecessors.update(successor=successor)
        self.save()


def leads_here(direction):
    names = ", ".join(f"“{each}”" for each in direction.predecessors.all())
    return gettext("Merged into this direction: %s. Lead it on to another first.") % names


class Field(models.Model):
    """What within a direction a case is applied to: trade finance, food safety, …"""

    direction = models.ForeignKey(
        Direction, models.PROTECT, related_name="fields", verbose_name=_("direction")
    )
    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    also_called = models.CharField(
        _("also called"),
        max_length=200,
        blank=True,
        help_text=_("Other words for it, also Chinese ones. Search finds them."),
    )
    named_by_policy = models.BooleanField(
        _("named by the policy"),
        default=False,
        help_text=_("Off: the register’s own term for what the policy does not name."),
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = SlugManager()
    history = History()

    class Meta:
        verbose_name = _("field")
        verbose_name_plural = _("fields")
        ordering = ["direction__number", "position", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["direction", "name"],
                name="field_name_once_a_direction",
                violation_error_message=_("This direction already has a field of that name."),
            ),
        ]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.slug,)

    def clean(self):
        """A field in use changes its direction only together with the cases filed under it."""
        super().clean()
        elsewhere = Field.objects.filter(pk=self.pk).exclude(direction=self.direction_id)
        if elsewhere.exists() and self.editions.exists():
            raise ValidationError({"direction": in_use()})


def in_use():
    return gettext(
        "Cases are filed under this field. Open its direction and choose “Move its cases…”: the "
        "field can go with them."
    )


def not_in_future(day):
    if day > timezone.localdate():
        raise ValidationError(gettext("This day has not come yet."))


class Enquiry(models.Model):
    """Where an editor looked for cases of a direction and found none. That is a finding too."""

    direction = models.ForeignKey(
        Direction, models.PROTECT, related_name="enquiries", verbose_name=_("direction")
    )
    looked_on = models.DateField(
        _("looked on"), default=timezone.localdate, validators=[not_in_future]
    )
    where = models.CharField(
        _("where"),
        max_length=200,
        help_text=_("A register, an archive, a search engine, a journal."),
    )
    url = models.URLField(_("web address"), max_length=500, blank=True)
    words = models.CharField(
        _("words used"), max_length=200, blank=True, help_text=_("What was searched for.")
    )
    found = models.CharField(
        _("what was found"),
        max_length=300,
        blank=True,
        help_text=_("What came nearest, and why it does not belong. Readers see it."),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("who looked"),
    )

    class Meta:
        verbose_name = _("enquiry")
        verbose_name_plural = _("enquiries: where we looked and found none")
        ordering = ["-looked_on", "-pk"]

    def __str__(self):
        return f"{self.where}, {self.looked_on}"
