"""Organisations by direction or role, and who works with whom."""

from functools import partial

from django.template.loader import render_to_string

from cases import exports, together
from cases.charts.partners import chart_of
from cases.directions import standing_directions
from cases.exports import Column
from cases.filters import MatrixFilter, TogetherFilter
from cases.index.bits import noted
from cases.models import Edition, Participation
from cases.views.charts import ChartFile
from cases.views.exports import Download
from cases.views.lists import RegisterList


class WhoDoesWhat(RegisterList):
    template_name = "cases/who_does_what.html"
    filterset_class = MatrixFilter
    paginate_by = 50

    def records(self):
        return Participation.objects.published()

    def get_queryset(self):
        return [] if self.refusals else self.filterset.rows()

    def get_context_data(self, **kwargs):
        context = super().get_context_data(query=self.filterset.address(), **kwargs)
        if self.refusals:
            return context
        draw = partial(self.draw, context["page_obj"])
        table = draw() if self.request.GET else noted("who does what", draw)
        return context | {"table": table}

    def draw(self, rows):
        said = {"columns": self.filterset.columns, "sort": self.filterset.chosen_sort}
        return render_to_string("includes/matrix.html", said | {"rows": rows}, self.request)


class WhoDoesWhatFile(Download):
    filterset_class = MatrixFilter
    forms = ["csv"]

    def records(self):
        return Participation.objects.published()

    def rows(self):
        columns = [
            Column("address", "", lambda row: row.address),
            Column("organisation", "", lambda row: row.name),
            *(count_column(place, c) for place, c in enumerate(self.filterset.columns)),
            Column("cases", "", lambda row: row.total),
        ]
        return exports.rows(columns, self.filterset.rows(), self.site)

    def filename(self, form):
        return f"casebook-who-does-what-by-{self.filterset.chosen_by}.{form}"


def count_column(place, column):
    return Column(column.name, "", lambda row: row.cells[place].count)


class Together(RegisterList):
    """The strongest pairs, as a picture and a table."""

    template_name = "cases/together.html"
    filterset_class = TogetherFilter
    paginate_by = together.PAIRS

    def records(self):
        return Edition.objects.published()

    def get_queryset(self):
        self.pairs, self.number = ([], 0) if self.refusals else partners(self.filterset)
        return self.pairs

    def get_context_data(self, **kwargs):
        chart = chart_of(self.pairs, self.filterset.address())
        chips = [] if self.refusals else self.filterset.chips()
        return super().get_context_data(
            chart=chart,
            chips=chips,
            number=self.number,
            directions=standing_directions(),
            forms=TogetherFile.forms,
            **kwargs,
        )


class TogetherFile(ChartFile):
    filterset_class = TogetherFilter

    def chart(self):
        return chart_of(partners(self.filterset)[0])

    def rows(self):
        return exports.rows(exports.PAIR_COLUMNS, partners(self.filterset)[0], self.site)

    def kind_of_rows(self):
        return "together"


def partners(filterset):
    """(the strongest pairs, how many there are in all, None if that is not known)"""

    def find():
        rows, number = filterset.strongest()
        return together.named(rows, tuple(filterset.chosen.get("direction", ()))), number

    return filterset.kept("pairs", find)
