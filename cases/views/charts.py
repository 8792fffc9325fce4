from django.http import HttpResponse
from django.utils.translation import gettext as _

from cases.charts.chart import as_png, as_svg
from cases.views.exports import Download, attached


class ChartFile(Download):
    """The chart of a page with the same query string; as CSV, what it draws."""

    forms = ["svg", "png", "csv"]

    def svg(self):
        return self.drawn("svg", as_svg, "image/svg+xml")

    def png(self):
        return self.drawn("png", as_png, "image/png")

    def drawn(self, form, draw, content_type):
        chart = self.chart()
        if chart is None:
            text = _("There is nothing to draw: a chart needs two things to compare.")
            return HttpResponse(text, status=404, content_type="text/plain; charset=utf-8")
        response = HttpResponse(draw(chart, self.site), content_type=content_type)
        return attached(response, self.filename(form))
