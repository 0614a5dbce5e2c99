"""Portfolios for operators: to look up who published what, never to read share links."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from portfolios.models import Portfolio


@admin.register(Portfolio)
class PortfolioAdmin(admin.ModelAdmin[Portfolio]):
    list_display = ["slug", "learner", "visibility", "published_at", "indexed_at"]
    list_filter = ["visibility"]
    list_select_related = ["learner"]
    search_fields = ["slug", "learner__email"]
    show_full_result_count = False
    fields = ["slug", "learner", "visibility", "published_at", "indexed_at", "created_at"]
    readonly_fields = ["slug", "learner", "visibility", "published_at", "indexed_at", "created_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
