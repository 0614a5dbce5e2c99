"""The shell's own addresses: home, notifications, settings, health."""

from django.urls import URLPattern, path

from portal.views import home

urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
]
