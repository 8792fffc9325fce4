from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from directions.addresses import Addressed, FormerSlug
from directions.colours import validate_colour
from directions.history import History

__all__ = ["Direction", "Field", "FormerSlug"]


class SlugManager(models.Manager):
    def get_by_natural_key(self, slug):
        return self.get(slug=slug)


class Direction(Addressed):
    number = models.PositiveSmallIntegerField(
        _("number"), unique=True, validators=[MinValueValidator(1)]
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
        help_text=_("As #rrggbb, dark enough to read on white."),
    )

    objects = SlugManager()
    history = History()

    class Meta:
        verbose_name = _("direction")
        verbose_name_plural = _("directions")
        ordering = ["number"]

    def __str__(self):
        return self.title

    def natural_key(self):
        return (self.slug,)

    def get_absolute_url(self):
        return reverse("direction", args=[self.slug])


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
