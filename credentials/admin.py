"""Credentials as operators see them: to read; a status changes through the use-cases, from the lists."""

from collections.abc import Callable

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from credentials.errors import CredentialError
from credentials.models import (
    Achievement,
    AchievementVersion,
    Credential,
    IssuerProfile,
    SigningKey,
    StackRule,
    StatusList,
)
from credentials.services import issuing, keys, lifecycle
from portal.models import User
from portal.requests import signed_in


class ReadOnlyAdmin[M: Model](admin.ModelAdmin[M]):
    """Nothing is added, changed or deleted by hand: what is signed must stay what was signed."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return False


class ReasonForm(ActionForm):
    reason = forms.CharField(label=_("Reason (to revoke)"), required=False, max_length=500)


def _each[M: Model](request: HttpRequest, chosen: QuerySet[M], change: Callable[[M, User], object]) -> None:
    """Call the use-case for each row; say how many it changed and why it refused the others."""
    actor, done = signed_in(request), 0
    for row in chosen:
        try:
            change(row, actor)
            done += 1
        except CredentialError as error:
            messages.error(request, f"{row}: {error}")
    messages.info(request, ngettext("%(n)s done.", "%(n)s done.", done) % {"n": done})


@admin.register(Credential)
class CredentialAdmin(ReadOnlyAdmin[Credential]):
    action_form = ReasonForm
    actions = ("revoke", "suspend", "restore")
    list_display = ("uuid", "achievement", "learner", "awarded_at", "issued_at", "state")
    list_select_related = ("achievement__current_version", "learner")
    list_filter = ("achievement__issuer",)
    search_fields = ("uuid", "achievement__slug", "learner__email")
    exclude = ("document",)

    @admin.display(description=_("status"))
    def state(self, credential: Credential) -> str:
        return str(credential.status().label)

    @admin.action(description=_("Revoke, with the reason given"), permissions=["view"])
    def revoke(self, request: HttpRequest, chosen: QuerySet[Credential]) -> None:
        reason = request.POST.get("reason", "")
        _each(request, chosen, lambda row, actor: lifecycle.revoke(row, reason=reason, actor=actor))

    @admin.action(description=_("Suspend"), permissions=["view"])
    def suspend(self, request: HttpRequest, chosen: QuerySet[Credential]) -> None:
        _each(request, chosen, lambda row, actor: lifecycle.suspend(row, actor=actor))

    @admin.action(description=_("End the suspension"), permissions=["view"])
    def restore(self, request: HttpRequest, chosen: QuerySet[Credential]) -> None:
        _each(request, chosen, lambda row, actor: lifecycle.restore(row, actor=actor))


@admin.register(IssuerProfile)
class IssuerProfileAdmin(ReadOnlyAdmin[IssuerProfile]):
    actions = ("rotate",)
    list_display = ("name", "slug", "organisation", "created_at")
    list_select_related = ("organisation",)

    @admin.action(description=_("Make a new signing key and retire the old one"), permissions=["view"])
    def rotate(self, request: HttpRequest, chosen: QuerySet[IssuerProfile]) -> None:
        _each(request, chosen, lambda row, actor: keys.rotate_key(row, actor=actor))


@admin.register(SigningKey)
class SigningKeyAdmin(ReadOnlyAdmin[SigningKey]):
    action_form = ReasonForm
    actions = ("revoke", "reissue")
    list_display = ("fragment", "issuer", "public_multibase", "created_at", "retired_at", "revoked_at")
    list_select_related = ("issuer",)
    exclude = ("private_encrypted",)

    @admin.action(
        description=_("Revoke, with the reason given: the key is compromised"), permissions=["view"]
    )
    def revoke(self, request: HttpRequest, chosen: QuerySet[SigningKey]) -> None:
        reason = request.POST.get("reason", "")
        _each(request, chosen, lambda row, actor: keys.revoke_key(row, reason=reason, actor=actor))
        left = sum(Credential.objects.to_reissue(key).count() for key in chosen.all() if key.revoked_at)
        messages.info(request, _("Credentials that they signed, to be issued anew: %(n)s") % {"n": left})

    @admin.action(description=_("Issue anew what the revoked key signed"), permissions=["view"])
    def reissue(self, request: HttpRequest, chosen: QuerySet[SigningKey]) -> None:
        def change(key: SigningKey, actor: User) -> None:
            done = len(issuing.reissue_signed_with(key, actor=actor))
            left = Credential.objects.to_reissue(key).count()
            messages.info(
                request,
                _("%(key)s: %(done)s issued anew, %(left)s left") % {"key": key, "done": done, "left": left},
            )

        _each(request, chosen, change)


@admin.register(Achievement)
class AchievementAdmin(ReadOnlyAdmin[Achievement]):
    list_display = ("slug", "issuer", "current_version", "created_at", "retired_at")
    list_select_related = ("issuer", "current_version")
    search_fields = ("slug",)


@admin.register(AchievementVersion)
class AchievementVersionAdmin(ReadOnlyAdmin[AchievementVersion]):
    list_display = ("name", "number", "achievement", "created_at")
    list_select_related = ("achievement__current_version",)


@admin.register(StackRule)
class StackRuleAdmin(ReadOnlyAdmin[StackRule]):
    list_display = ("achievement", "number", "on_revocation", "published_at", "retired_at")
    list_select_related = ("achievement__current_version",)


@admin.register(StatusList)
class StatusListAdmin(ReadOnlyAdmin[StatusList]):
    list_display = ("uuid", "issuer", "purpose", "allocated_count", "signed_at")
    list_select_related = ("issuer",)
    exclude = ("bits", "allocated", "document")
