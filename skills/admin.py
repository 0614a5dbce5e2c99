"""Skills for operators: to look up; frameworks change by importing them anew."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from skills.models import Framework, Skill


class ImportedAdmin(admin.ModelAdmin[Any]):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Framework)
class FrameworkAdmin(ImportedAdmin):
    list_display = ["name", "version", "licence"]


@admin.register(Skill)
class SkillAdmin(ImportedAdmin):
    list_display = ["label", "framework", "family", "retired_at"]
    list_filter = ["framework", "family"]
    list_select_related = ["framework", "family"]
    search_fields = ["label", "search_text"]
    show_full_result_count = False
