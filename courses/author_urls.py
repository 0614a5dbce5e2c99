"""The addresses of authoring and review."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
