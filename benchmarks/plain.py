"""What we compare with: the list as one writes it in an afternoon, on the same tables.

A FilterSet with its form, icontains for search, joins with distinct for organisations, a count for
each direction and OFFSET for pages.
"""

import django_filters
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.template import engines

from cases.models import Edition, Organisation
from directions.models import Direction

PAGE = engines["django"].from_string("""<!doctype html><title>Cases</title>
<form>{{ filter.form }}</form>
{% for direction in directions %}<p>{{ direction.title }} {{ direction.n }}</p>{% endfor %}
{% for edition in page %}<article><h2>{{ edition.title }}</h2><p>{{ edition.summary }}</p>
<p>{{ edition.direction }}
{% for p in edition.participations.all %}, {{ p.organisation }}{% endfor %}</p>
{% for f in edition.figures.all %}<p>{{ f.metric.name }} {{ f.value }}</p>{% endfor %}</article>
{% endfor %}<p>{{ page.paginator.count }}</p>""")


class PlainFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(method="search")
    direction = django_filters.ModelChoiceFilter(
        queryset=Direction.objects.all(), to_field_name="slug"
    )
    organisation = django_filters.ModelChoiceFilter(
        field_name="participations__organisation",
        queryset=Organisation.objects.all()[:200],
        to_field_name="slug",
        distinct=True,
    )

    class Meta:
        model = Edition
        fields = ["stage"]

    def search(self, queryset, name, value):
        for word in value.split():
            queryset = queryset.filter(
                Q(title__icontains=word)
                | Q(summary__icontains=word)
                | Q(body__icontains=word)
                | Q(participations__organisation__name__icontains=word)
            )
        return queryset.distinct()


def plain_list(request):
    editions = (
        Edition.objects.published()
        .select_related("direction")
        .prefetch_related("participations__organisation", "figures__metric")
        .order_by("-published_at", "-pk")
    )
    chosen = PlainFilter(request.GET, editions)
    page = Paginator(chosen.qs, 20).get_page(request.GET.get("page"))
    directions = Direction.objects.annotate(
        n=Count("editions", filter=Q(editions__state="published"))
    )
    return HttpResponse(
        PAGE.render({"filter": chosen, "page": page, "directions": directions}, request)
    )
