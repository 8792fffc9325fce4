"""A figure's page, now and in an edition, and how to cite it."""

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404

from cases import citing, exports, linked_data, wording
from cases.addresses import site_of
from cases.charts.chart import as_png, as_svg
from cases.charts.trend import chart_of
from cases.comparable import comparable, since
from cases.models import Figure, SourceCheck
from cases.origins import origins
from cases.reading import for_figure_rows
from cases.verification import Relation, agree, relation, verification, voices
from cases.views.cases import CasePage, EditionPage
from cases.views.exports import attached
from cases.visibility import State


class FigureMixin:
    """A page of one figure in the edition that `get_edition` finds."""

    template_name = "cases/figure_detail.html"
    read = staticmethod(for_figure_rows)

    def page_of(self, edition):
        figures, figure = figures_of(edition), keyed(edition, self.kwargs["key"])
        if figure is None:
            return {"figure": None, "figures": figures}
        stated = self.stated(figure)
        dropped = not stated[0].stands
        site = site_of(self.request)
        step = (wording.value(figure), figure.get_absolute_url())
        return evidence(figure, figures, dropped) | {
            "figure": figure,
            "chart": chart_of(figure, figures, edition),
            "chart_forms": FigureChart.forms,
            "stated": stated,
            "dropped": dropped,
            "citation": citing.plain(citing.of_figure(figure, site)),
            "forms": citing.FORMS,
            "linked": [
                linked_data.claim(figure, site),
                linked_data.case_crumbs(edition, site, step),
            ],
        }

    def stated(self, figure):
        """The figure in each edition on record that has it, newest first; `stands` if seen now."""
        editions = self.object.editions.on_record()
        figures = Figure.objects.filter(edition__in=editions, key=figure.key)
        standing = Exists(Figure.objects.published().filter(pk=OuterRef("pk")))
        figures = figures.select_related("edition__case", "metric").annotate(stands=standing)
        return list(figures.order_by("-edition__number"))

    def render_to_response(self, context, **kwargs):
        if context.get("figures") is not None:
            return self.response_class(self.request, "cases/no_figure.html", context, status=404)
        return super().render_to_response(context, **kwargs)


def figures_of(edition):
    return list(edition.figures.all())


def keyed(edition, key):
    """The edition's figure of that key, or None."""
    return next((figure for figure in figures_of(edition) if figure.key == key), None)


def evidence(figure, figures, dropped):
    """What stands beside a figure in its edition, whose word it all is, and how sure that is."""
    others = [each for each in figures if each != figure and comparable(each) == comparable(figure)]
    found = origins({each.source_id for each in [figure, *others]})
    checked = SourceCheck.objects.confirming([figure.source_id])
    agreeing = [figure, *(other for other in others if agree(figure, other))]
    return {
        "others": by_relation(figure, others),
        "repeats": figure.source.derived_from.on_record(),
        "pages": len({each.source_id for each in agreeing}),
        "voices": voices(agreeing, found),
        "verification": verification(figure, others, found, checked, dropped),
    }


def by_relation(figure, others):
    """[(relation, statements), …], what contradicts first, in each the newest first."""
    others = sorted(others, key=since, reverse=True)
    groups = [(kind, [o for o in others if relation(figure, o) == kind]) for kind in Relation]
    return [(kind, statements) for kind, statements in groups if statements]


class FigurePage(FigureMixin, CasePage):
    def get_edition(self):
        """What the register says now; if that has no such figure, the last edition that had."""
        standing = super().get_edition()
        key = self.kwargs["key"]
        if standing.state == State.WITHDRAWN or keyed(standing, key):
            return standing
        earlier = self.read(self.object.editions.on_record().with_standing())
        earlier = earlier.filter(figures__key=key)
        return earlier.order_by("-number").first() or standing


class EditionFigurePage(FigureMixin, EditionPage):
    """The figure as one edition states it: the address that citations use."""


class FigureChart(EditionPage):
    """The line through time as a file; as CSV, the statements that it joins."""

    forms = {"svg": "image/svg+xml", "png": "image/png", "csv": "text/csv; charset=utf-8"}
    read = staticmethod(for_figure_rows)

    def page_of(self, edition):
        figure = keyed(edition, self.kwargs["key"])
        chart = figure and chart_of(figure, figures_of(edition), edition)
        if self.kwargs["form"] not in self.forms or chart is None:
            raise Http404
        return {"file": getattr(self, self.kwargs["form"])(chart, site_of(self.request))}

    def svg(self, chart, site):
        return as_svg(chart, site)

    def png(self, chart, site):
        return as_png(chart, site)

    def csv(self, chart, site):
        figures = [point.figure for point in chart.drawing.points]
        return "".join(exports.as_csv(exports.rows(exports.FIGURE_COLUMNS, figures, site)))

    def render_to_response(self, context, **kwargs):
        if "file" not in context:
            return super().render_to_response(context, **kwargs)
        form, key = self.kwargs["form"], self.kwargs["key"]
        response = HttpResponse(context["file"], content_type=self.forms[form])
        return attached(response, f"casebook-{self.object.slug}-{key}.{form}")


class CiteEdition(EditionPage):
    """A citation as a file, in the form that its address names."""

    read = staticmethod(for_figure_rows)

    def page_of(self, edition):
        return {"citation": self.citation(edition, site_of(self.request))}

    def citation(self, edition, site):
        return citing.of_edition(edition, site)

    def render_to_response(self, context, **kwargs):
        form = citing.FORMS.get(self.kwargs["form"])
        if not form:
            raise Http404
        if "citation" not in context:
            return super().render_to_response(context, **kwargs)
        citation = context["citation"]
        content_type = f"{form.content_type}; charset=utf-8"
        response = HttpResponse(form.write(citation), content_type=content_type)
        return attached(response, f"{citation.key}.{form.ending}")


class CiteFigure(CiteEdition):
    def citation(self, edition, site):
        figures = edition.figures.select_related("metric", "source")
        figure = get_object_or_404(figures, key=self.kwargs["key"])
        figure.edition = edition
        return citing.of_figure(figure, site)
