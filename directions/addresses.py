"""Addresses that survive a change of slug: the old one redirects for good."""

from functools import cache
from urllib.parse import quote

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import Http404, HttpResponsePermanentRedirect
from django.urls import get_script_prefix, reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

ANY = "-any-slug-"


def page_at(view, slug):
    """The address of a record's page. A page has dozens: reversing each took ten times as long."""
    return pattern_of(view, get_script_prefix()).replace(ANY, quote(slug))


@cache
def pattern_of(view, prefix):
    return reverse(view, args=[ANY])


def slug_of(name):
    """A record's slug, unless somebody chooses another; "" of a name without Latin letters."""
    return slugify(name)[:100].strip("-")


class FormerSlug(models.Model):
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    slug = models.SlugField(max_length=100)

    class Meta:
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "slug"], name="former_slug_leads_to_one_record"
            ),
        ]

    def __str__(self):
        return self.slug


class Addressed(models.Model):
    """A record whose page stands at its slug."""

    slug = models.SlugField(
        _("address"),
        max_length=100,
        unique=True,
        help_text=_("The last part of the page’s address. The old address will redirect."),
    )

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db, field_names, values):
        instance = super().from_db(db, field_names, values)
        instance.loaded_slug = instance.__dict__.get("slug")
        return instance

    @transaction.atomic
    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        former = getattr(self, "loaded_slug", None)
        if former and former != self.slug:
            self.remember(former)
        self.loaded_slug = self.slug

    def get_absolute_url(self):
        return page_at(self._meta.model_name, self.slug)  # routes have the models’ names

    def clean(self):
        super().clean()
        if former_slugs(type(self), self.slug).exclude(object_id=self.pk).exists():
            message = _("Another page redirects from this address. Choose a different one.")
            raise ValidationError({"slug": message})

    def take_over(self, other):
        """Every address of `other`, which will be no more, leads here from now on."""
        other.former_addresses().update(object_id=self.pk)
        self.remember(other.slug)

    def former_addresses(self):
        kind = ContentType.objects.get_for_model(type(self))
        return FormerSlug.objects.filter(content_type=kind, object_id=self.pk)

    def remember(self, former):
        former_slugs(type(self), self.slug).filter(object_id=self.pk).delete()
        if not former_slugs(type(self), former).exists():
            kind = ContentType.objects.get_for_model(type(self))
            FormerSlug.objects.create(content_type=kind, slug=former, object_id=self.pk)


def former_slugs(model, *slugs):
    kind = ContentType.objects.get_for_model(model)
    return FormerSlug.objects.filter(content_type=kind, slug__in=slugs)


def renamed(model, slugs):
    """{former slug: today's} of those of `slugs` that records of this model had once."""
    if not slugs:
        return {}
    records = dict(former_slugs(model, *slugs).values_list("slug", "object_id"))
    today = dict(model.objects.filter(pk__in=records.values()).values_list("pk", "slug"))
    return {slug: today[pk] for slug, pk in records.items() if pk in today}


class AddressMixin:
    """A view of one record, found by the slug that it has or once had."""

    def dispatch(self, request, *args, **kwargs):
        try:
            return super().dispatch(request, *args, **kwargs)
        except Http404:
            if slug := self.current_slug(kwargs["slug"]):
                view = request.resolver_match.view_name
                address = reverse(view, kwargs=kwargs | {"slug": slug})
                query = request.META["QUERY_STRING"]
                return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
            raise

    def current_slug(self, former):
        """The slug now of the record that `former` led to, if readers may see that record."""
        records = self.get_queryset()
        pks = former_slugs(records.model, former).values("object_id")
        slug = records.filter(pk__in=pks).values_list("slug", flat=True).first()
        return slug if slug != former else None
