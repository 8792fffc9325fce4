"""What we compare with: the pages as one writes them in an afternoon, on the same tables.

A FilterSet with its form, icontains for search, joins with distinct for organisations, counts by
annotate() and OFFSET for pages.
"""

import django_filters
from django.db.models import Count, Q
from django.views.generic import DetailView, ListView, TemplateView
from django_filters.views import FilterView

from cases.models import Edition, Figure, Organisation
from directions.models import Direction

PUBLISHED = Q(participations__edition__state="published")


def editions():
    found = Edition.objects.filter(state="published").select_related("case", "direction")
    found = found.prefetch_related("participations__organisation", "figures__metric")
    return found.order_by("-published_at", "-pk")


def directions():
    return Direction.objects.annotate(n=Count("editions", filter=Q(editions__state="published")))


class Home(TemplateView):
    template_name = "plain/home.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            directions=directions(),
            cases=Edition.objects.filter(state="published").count(),
            organisations=Organisation.objects.count(),
            figures=Figure.objects.count(),
            newest=editions()[:10],
            **kwargs,
        )


class CaseFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(method="search", label="Words")
    direction = django_filters.ModelChoiceFilter(
        queryset=Direction.objects.all(), to_field_name="slug"
    )
    organisation = django_filters.CharFilter(
        field_name="participations__organisation__slug", distinct=True, label="Organisation"
    )

    class Meta:
        model = Edition
        fields = ["stage", "place"]

    def search(self, queryset, name, value):
        for word in value.split():
            queryset = queryset.filter(
                Q(title__icontains=word)
                | Q(summary__icontains=word)
                | Q(body__icontains=word)
                | Q(participations__organisation__name__icontains=word)
            )
        return queryset.distinct()


class CaseList(FilterView):
    template_name = "plain/case_list.html"
    filterset_class = CaseFilter
    paginate_by = 20

    def get_queryset(self):
        return editions()

    def get_context_data(self, **kwargs):
        found = self.object_list.order_by()
        facets = {
            "Direction": counts(found, "direction__title"),
            "Stage": counts(found, "stage"),
            "Place": counts(found, "place"),
        }
        return super().get_context_data(facets=facets, **kwargs)


def counts(found, name):
    return found.values_list(name).annotate(n=Count("pk", distinct=True)).order_by("-n")


class CaseDetail(DetailView):
    template_name = "plain/case_detail.html"
    slug_field = "case__slug"

    def get_queryset(self):
        return editions().prefetch_related("figures__source", "references__source", "fields")


class OrganisationDetail(ListView):
    template_name = "plain/organisation_detail.html"
    paginate_by = 20

    def get_queryset(self):
        return editions().filter(participations__organisation__slug=self.kwargs["slug"]).distinct()

    def get_context_data(self, **kwargs):
        organisation = Organisation.objects.get(slug=self.kwargs["slug"])
        here = Q(editions__state="published", editions__participations__organisation=organisation)
        counted = Direction.objects.annotate(n=Count("editions", filter=here, distinct=True))
        return super().get_context_data(organisation=organisation, directions=counted, **kwargs)


class ByDirection(ListView):
    template_name = "plain/by_direction.html"
    paginate_by = 100

    def get_queryset(self):
        counted = {
            f"in_{direction.number}": Count(
                "participations__edition",
                filter=PUBLISHED & Q(participations__edition__direction=direction),
                distinct=True,
            )
            for direction in Direction.objects.all()
        }
        total = Count("participations__edition", filter=PUBLISHED, distinct=True)
        found = Organisation.objects.annotate(total=total, **counted).filter(total__gt=0)
        return found.order_by("-total", "name")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(directions=Direction.objects.all(), **kwargs)
        for organisation in context["object_list"]:
            organisation.cells = [
                getattr(organisation, f"in_{direction.number}")
                for direction in context["directions"]
            ]
        return context
