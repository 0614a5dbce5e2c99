"""The addresses of authoring and review."""

from django.urls import URLPattern, path

from courses.views.authoring import (
    assessment,
    courses,
    details,
    imports,
    items,
    lessons,
    marking,
    outline,
    preview,
    reviews,
)

COURSE = "author/courses/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    path("author/", courses.index, name="author_index"),
    path("author/new/", courses.create, name="author_new"),
    path("author/import/", imports.upload, name="author_import"),
    path("author/import/<uuid:uuid>/", imports.result, name="author_import_result"),
    path("author/reviews/", reviews.queue, name="author_reviews"),
    path("author/reviews/<uuid:uuid>/", reviews.decide, name="author_review"),
    path("author/marking/", marking.queue, name="author_marking"),
    path("author/marking/<uuid:uuid>/", marking.mark, name="author_mark"),
    path("author/preview/<uuid:uuid>/", preview.overview, name="author_preview"),
    path("author/preview/<uuid:uuid>/<slug:lesson>/", preview.lesson, name="author_preview_lesson"),
    path(COURSE, courses.course, name="author_course"),
    path(f"{COURSE}draft/", courses.new_draft, name="author_new_draft"),
    path(f"{COURSE}discard/", courses.discard, name="author_discard"),
    path(f"{COURSE}export/<int:number>/", courses.export, name="author_export"),
    path(f"{COURSE}details/", details.details, name="author_details"),
    path(f"{COURSE}skills/", details.skills, name="author_skills"),
    path(f"{COURSE}modules/", outline.add_module, name="author_add_module"),
    path(f"{COURSE}modules/<uuid:uuid>/", outline.change_module, name="author_change_module"),
    path(f"{COURSE}modules/<uuid:uuid>/delete/", outline.delete_module, name="author_delete_module"),
    path(f"{COURSE}modules/<uuid:uuid>/lessons/", outline.add_lesson, name="author_add_lesson"),
    path(f"{COURSE}lessons/<uuid:uuid>/", lessons.lesson, name="author_lesson"),
    path(f"{COURSE}lessons/<uuid:uuid>/move/", outline.move_lesson, name="author_move_lesson"),
    path(f"{COURSE}lessons/<uuid:uuid>/delete/", outline.delete_lesson, name="author_delete_lesson"),
    path(f"{COURSE}items/", items.item_list, name="author_items"),
    path(f"{COURSE}items/new/<slug:kind>/", items.new_item, name="author_new_item"),
    path(f"{COURSE}items/<uuid:uuid>/", items.item, name="author_item"),
    path(f"{COURSE}items/<uuid:uuid>/remove/", items.retire, name="author_retire_item"),
    path(f"{COURSE}assessment/", assessment.assessment, name="author_assessment"),
    path(f"{COURSE}achievement/", assessment.achievement, name="author_achievement"),
    path(f"{COURSE}check/", reviews.check, name="author_check"),
    path(f"{COURSE}send/", reviews.send, name="author_send"),
    path(f"{COURSE}withdraw/", reviews.withdraw, name="author_withdraw"),
]
