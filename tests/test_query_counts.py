"""No page asks the database more often because it shows more."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.index import whole_pages
from cases.index.bits import Index
from tests.factories import Behind
from tests.register import grow

QUERIES = {
    "/": 9,
    "/cases/": 3,
    "/cases/?direction=shared&organisation=shared&sort=launched": 3,
    "/cases/?q=case": 4,
    "/cases/?q=nothinglikeit": 3,
    "/cases/compare/?case=first": 6,
    "/suggest/?q=case": 6,
    "/cases/export/csv/": 3,
    "/cases/export/json/?rows=figures": 2,
    "/cases/export/atom/": 15,
    "/about/data/": 0,
    "/cases/first/": 3,
    "/cases/first/picture.png": 4,
    "/cases/first/editions/": 3,
    "/cases/first/editions/1/": 11,
    "/cases/first/editions/2/changes/": 14,
    "/cases/first/figures/shared-0/": 9,
    "/cases/first/editions/1/figures/shared-0/": 9,
    "/cases/first/editions/2/figures/shared-0/cite/ris/": 4,
    "/cases/first/editions/2/cite/bibtex/": 3,
    "/about/method/": 0,
    "/directions/": 2,
    "/directions/shared/": 4,
    "/organisations/": 3,
    "/organisations/shared/": 5,
    "/who-does-what/": 2,
    "/who-does-what/?by=role": 2,
    "/who-does-what/file/csv/": 2,
    "/who-does-what/together/": 4,
    "/who-does-what/together/chart/svg/": 3,
    "/figures/": 13,
    "/figures/?metric=shared": 14,
    "/figures/?metric=shared&disputed=no": 16,
    "/figures/chart/csv/": 4,
    "/figures/chart/svg/?metric=shared": 6,
    "/timeline/": 4,
    "/timeline/?year=2018": 4,
    "/timeline/chart/svg/": 4,
    "/timeline/chart/csv/": 4,
    "/sources/": 3,
    "/sources/shared/": 8,
    "/updates/": 14,
    "/updates/atom/": 13,
    "/cases/first/atom/": 15,
    "/directions/shared/atom/": 14,
    "/organisations/shared/atom/": 14,
    "/about/": 0,
    "/directions.css": 1,
    "/robots.txt": 0,
    "/sitemap.xml": 7,
    "/sitemap-pages.xml": 0,
    "/sitemap-directions.xml": 2,
    "/sitemap-cases.xml": 2,
    "/sitemap-figures.xml": 2,
    "/sitemap-organisations.xml": 2,
    "/sitemap-sources.xml": 2,
    "/sitemap-editions.xml": 2,
}


def asked(client, path):
    """How often a page asks; none of it is kept from a page before."""
    cache.clear()
    ContentType.objects.clear_cache()
    with CaptureQueriesContext(connection) as queries:
        page = client.get(path)
        b"".join(page)  # a download asks while it is read
    assert page.status_code == 200
    return len(queries)


@pytest.mark.parametrize("size", [1, 3])
def test_a_page_asks_as_often_for_three_of_everything_as_for_one(client, db, size):
    grow(size)
    whole_pages.draw_missing()
    Behind.index = False
    Index.now()  # each process reads the index into memory once
    assert {path: asked(client, path) for path in QUERIES} == QUERIES
