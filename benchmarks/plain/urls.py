from django.urls import path

from benchmarks.plain import views

urlpatterns = [
    path("", views.Home.as_view(), name="home"),
    path("cases/", views.CaseList.as_view(), name="cases"),
    path("cases/<slug:slug>/", views.CaseDetail.as_view(), name="case"),
    path("organisations/<slug:slug>/", views.OrganisationDetail.as_view(), name="organisation"),
    path("who-does-what/", views.ByDirection.as_view(), name="who-does-what"),
]
