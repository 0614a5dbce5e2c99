"""Employers for operators: towns to choose from, introductions to look up."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from employers.geography import key_of
from employers.models import Introduction, Place


@admin.register(Place)
class PlaceAdmin(admin.ModelAdmin[Place]):
    list_display = ["name", "country"]
    list_filter = ["country"]
    search_fields = ["name", "key"]
    fields = ["country", "name"]

    def save_model(self, request: HttpRequest, obj: Place, form: Any, change: bool) -> None:
        obj.key = key_of(obj.name)
        super().save_model(request, obj, form, change)


@admin.register(Introduction)
class IntroductionAdmin(admin.ModelAdmin[Introduction]):
    """Without the people: that an organisation asks often is an operator's matter, whom it asks is not."""

    list_display = [
        "organisation",
        "role_title",
        "requested_at",
        "accepted_at",
        "declined_at",
        "withdrawn_at",
    ]
    list_filter = ["organisation"]
    list_select_related = ["organisation"]
    fields = ["uuid", "organisation", "role_title", "message", "requested_at", "expires_at"]
    readonly_fields = ["uuid"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
