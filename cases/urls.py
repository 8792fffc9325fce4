from django.contrib.sitemaps.views import index, sitemap
from django.urls import path
from django.views.decorators.http import require_safe

from cases import sitemaps
from cases.views import (
    case_list,
    cases,
    compare,
    directions,
    exports,
    feeds,
    figure,
    figures,
    matrix,
    organisations,
    register,
    review,
    sources,
    suggest,
    timeline,
)

urlpatterns = [
    path("", register.Home.as_view(), name="home"),
    path("suggest/", suggest.Suggest.as_view(), name="suggest"),
    path("about/method/", register.Method.as_view(), name="method"),
    path("about/data/", exports.Data.as_view(), name="data"),
    path("about/", register.About.as_view(), name="about"),
    path("updates/atom/", feeds.UpdatesFeed.as_view(), name="updates-feed"),
    path("updates/", register.Updates.as_view(), name="updates"),
    path("who-does-what/", matrix.WhoDoesWhat.as_view(), name="who-does-what"),
    path("who-does-what/file/<str:form>/", matrix.WhoDoesWhatFile.as_view(), name="matrix-file"),
    path("who-does-what/together/", matrix.Together.as_view(), name="together"),
    path(
        "who-does-what/together/chart/<str:form>/",
        matrix.TogetherFile.as_view(),
        name="together-chart",
    ),
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
    path("cases/", case_list.CaseList.as_view(), name="cases"),
    path("cases/compare/", compare.Compare.as_view(), name="compare"),
    path("cases/export/<str:form>/", exports.Export.as_view(), name="export"),
    path("cases/<slug:slug>/atom/", feeds.CaseFeed.as_view(), name="case-feed"),
    path("cases/<slug:slug>/picture.png", cases.CasePicture.as_view(), name="picture"),
    path("cases/<slug:slug>/", cases.CurrentPage.as_view(), name="case"),
    path("cases/<slug:slug>/editions/", cases.History.as_view(), name="history"),
    path("cases/<slug:slug>/editions/<int:number>/", cases.EditionPage.as_view(), name="edition"),
    path("cases/<slug:slug>/figures/<slug:key>/", figure.FigurePage.as_view(), name="figure"),
    path(
        "cases/<slug:slug>/editions/<int:number>/figures/<slug:key>/",
        figure.EditionFigurePage.as_view(),
        name="edition-figure",
    ),
    path(
        "cases/<slug:slug>/editions/<int:number>/figures/<slug:key>/chart/<str:form>/",
        figure.FigureChart.as_view(),
        name="figure-chart",
    ),
    path(
        "cases/<slug:slug>/editions/<int:number>/figures/<slug:key>/cite/<str:form>/",
        figure.CiteFigure.as_view(),
        name="cite-figure",
    ),
    path(
        "cases/<slug:slug>/editions/<int:number>/cite/<str:form>/",
        figure.CiteEdition.as_view(),
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
    path("review/<str:token>/", review.SignedReview.as_view(), name="review"),
    path("directions/", directions.DirectionList.as_view(), name="directions"),
    path("directions/<slug:slug>/atom/", feeds.DirectionFeed.as_view(), name="direction-feed"),
    path("directions/<slug:slug>/", directions.DirectionPage.as_view(), name="direction"),
    path("organisations/", organisations.OrganisationList.as_view(), name="organisations"),
    path(
        "organisations/<slug:slug>/atom/",
        feeds.OrganisationFeed.as_view(),
        name="organisation-feed",
    ),
    path(
        "organisations/<slug:slug>/", organisations.OrganisationPage.as_view(), name="organisation"
    ),
    path("figures/", figures.FigureList.as_view(), name="figures"),
    path("figures/chart/<str:form>/", figures.FigureFile.as_view(), name="figures-chart"),
    path("timeline/", timeline.Timeline.as_view(), name="timeline"),
    path("timeline/chart/<str:form>/", timeline.TimelineFile.as_view(), name="timeline-chart"),
    path("sources/", sources.SourceList.as_view(), name="sources"),
    path("sources/<slug:slug>/", sources.SourcePage.as_view(), name="source"),
]
