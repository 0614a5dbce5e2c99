"""The addresses of skills: stable, because credentials carry them."""

from django.urls import URLPattern, path

from skills.views import skills

app_name = "skills"
urlpatterns: list[URLPattern] = [
    path("skills/search", skills.search, name="search"),
    path("skills/<slug:framework>/", skills.framework, name="framework"),
    path("skills/<slug:framework>/<slug:slug>/", skills.skill, name="skill"),
]
