"""The addresses of courses: the learner's and the author's side."""

from django.urls import URLPattern

from courses import author_urls, learner_urls

app_name = "courses"
urlpatterns: list[URLPattern] = [*learner_urls.urlpatterns, *author_urls.urlpatterns]
