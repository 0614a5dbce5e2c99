"""The addresses of employers, and of learners about them."""

from django.urls import URLPattern, path

from employers.views import discovery, introductions, talent

app_name = "employers"
urlpatterns: list[URLPattern] = [
    path("talent/", talent.talent, name="talent"),
    path("talent/candidates/<uuid:token>/", talent.candidate, name="candidate"),
    path("talent/introductions/", introductions.sent, name="sent"),
    path("talent/introductions/<uuid:uuid>/", introductions.introduction, name="introduction"),
    path("introductions/", introductions.inbox, name="inbox"),
    path("introductions/<uuid:uuid>/", introductions.answer, name="answer"),
    path("discovery/", discovery.discovery, name="discovery"),
    path("discovery/exclusions/", discovery.add_exclusion, name="add_exclusion"),
    path("discovery/exclusions/<int:pk>/remove/", discovery.remove_exclusion, name="remove_exclusion"),
    path("discovery/looks/", discovery.looks, name="looks"),
]
