from django.contrib.sitemaps.views import index, sitemap
from django.urls import path
from django.views.decorators.http import require_safe

from cases import sitemaps
from cases.views import cases, compare, exports, feeds, figures, register, suggest, vocabulary

urlpatterns = [
    path("", register.Home.as_view(), name="home"),
    path("suggest/", suggest.Suggest.as_view(), name="suggest"),
    path("about/method/", register.Method.as_view(), name="method"),
    path("about/data/", exports.Data.as_view(), name="data"),
    path("about/", register.About.as_view(), name="about"),
    path("updates/atom/", feeds.UpdatesFeed.as_view(), name="updates-feed"),
    path("updates/", register.Updates.as_view(), name="updates"),
    path("who-does-what/", register.WhoDoesWhat.as_view(), name="who-does-what"),
    path("robots.txt", register.Robots.as_view(), name="robots"),
    path(
        "sitemap.xml",
        require_safe(index),
        {"sitemaps": sitemaps.INDEXED, "sitemap_url_name": "sitemap"},
        name="sitemap-index",
    ),
    path(
        "sitemap-<str:section>.xml",
        require_safe(sitemap),
        {"sitemaps": sitemaps.ALL},
        name="sitemap",
    ),
    path("directions.css", register.DirectionColours.as_view(), name="direction-colours"),
    path("cases/", cases.CaseList.as_view(), name="cases"),
    path("cases/compare/", compare.Compare.as_view(), name="compare"),
    path("cases/export/<str:form>/", exports.Export.as_view(), name="export"),
    path("cases/<slug:slug>/atom/", feeds.CaseFeed.as_view(), name="case-feed"),
    path("cases/<slug:slug>/", cases.CasePage.as_view(), name="case"),
    path("cases/<slug:slug>/editions/", cases.History.as_view(), name="history"),
    path("cases/<slug:slug>/editions/<int:number>/", cases.EditionPage.as_view(), name="edition"),
    path("cases/<slug:slug>/figures/<slug:key>/", figures.FigurePage.as_view(), name="figure"),
    path(
        "cases/<slug:slug>/editions/<int:number>/figures/<slug:key>/",
        figures.EditionFigurePage.as_view(),
        name="edition-figure",
    ),
    path(
        "cases/<slug:slug>/editions/<int:number>/figures/<slug:key>/cite/<str:form>/",
        figures.CiteFigure.as_view(),
        name="cite-figure",
    ),
    path(
        "cases/<slug:slug>/editions/<int:number>/cite/<str:form>/",
        figures.CiteEdition.as_view(),
        name="cite-edition",
    ),
    path(
        "cases/<slug:slug>/editions/<int:number>/changes/",
        cases.Changes.as_view(),
        name="changes",
    ),
    path(
        "cases/<slug:slug>/preview/changes/",
        cases.PreviewChanges.as_view(),
        name="preview-changes",
    ),
    path("cases/<slug:slug>/preview/", cases.Preview.as_view(), name="preview"),
    path("directions/", vocabulary.DirectionList.as_view(), name="directions"),
    path("directions/<slug:slug>/atom/", feeds.DirectionFeed.as_view(), name="direction-feed"),
    path("directions/<slug:slug>/", vocabulary.DirectionPage.as_view(), name="direction"),
    path("organisations/", vocabulary.OrganisationList.as_view(), name="organisations"),
    path(
        "organisations/<slug:slug>/atom/",
        feeds.OrganisationFeed.as_view(),
        name="organisation-feed",
    ),
    path("organisations/<slug:slug>/", vocabulary.OrganisationPage.as_view(), name="organisation"),
    path("figures/", vocabulary.FigureList.as_view(), name="figures"),
    path("sources/", vocabulary.SourceList.as_view(), name="sources"),
    path("sources/<slug:slug>/", vocabulary.SourcePage.as_view(), name="source"),
]
