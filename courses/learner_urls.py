"""The addresses of the catalogue and of learning."""

from django.urls import URLPattern, path

from courses.views import assessment, catalogue, course, learning, player, results, towards

# Before the lessons: no lesson can be called "assessment".
urlpatterns: list[URLPattern] = [
    path("courses/", catalogue.catalogue, name="catalogue"),
    path("courses/<slug:slug>/", course.course, name="course"),
    path("courses/<slug:slug>/enrol/", course.enrol, name="enrol"),
    # After enrolling: a course may be called "towards", and nothing larger is called "enrol".
    path("courses/towards/<slug:slug>/", towards.towards, name="towards"),
    path("learn/", learning.my_learning, name="learning"),
    path("learn/<slug:slug>/", learning.overview, name="overview"),
    path("learn/<slug:slug>/assessment/", assessment.start, name="assessment"),
    path("learn/<slug:slug>/assessment/<uuid:uuid>/", assessment.attempt, name="attempt"),
    path("learn/<slug:slug>/assessment/<uuid:uuid>/hand-in/", assessment.hand_in, name="hand_in"),
    path("learn/<slug:slug>/assessment/<uuid:uuid>/result/", results.result, name="result"),
    path("learn/<slug:slug>/files/<int:number>/<path:path>", player.asset, name="asset"),
    path("learn/<slug:slug>/<slug:lesson>/", player.lesson, name="lesson"),
]
