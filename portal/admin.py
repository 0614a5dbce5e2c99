"""The operators' view of the foundation: mostly for reading; deeds are list actions that call use-cases."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from allauth.mfa import admin as mfa_admin
from allauth.socialaccount import admin as social_admin
from allauth.usersessions import admin as sessions_admin
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal import outbox
from portal.models import AuditEntry, Membership, Notification, Organisation, OutboxDelivery, User
from portal.services import organisations

# Operators sign in where everybody does: Django's own form knows neither second factors nor rate limits.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.site_header = admin.site.site_title = _("Cairn for operators")
admin.site.index_title = _("What runs here")

# Secrets of second factors, tokens, clients and sessions are nobody's to read, not even an operator's.
admin.site.unregister(
    [
        mfa_admin.Authenticator,
        social_admin.SocialAccount,
        social_admin.SocialApp,
        social_admin.SocialToken,
        sessions_admin.UserSession,
    ]
)


class ReadOnlyAdmin(admin.ModelAdmin[Any]):
    """Looks, never touches."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(mfa_admin.Authenticator)
class AuthenticatorAdmin(ReadOnlyAdmin):
    """Who has which second factor, to be removed when somebody lost it; never its secret."""

    list_display = ["user", "type", "created_at", "last_used_at"]
    list_filter = ["type"]
    list_select_related = ["user"]
    search_fields = ["user__email"]
    fields = ["user", "type", "created_at", "last_used_at"]
    ordering = ["-created_at", "pk"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return admin.ModelAdmin.has_delete_permission(self, request, obj)


@admin.register(User)
class UserAdmin(admin.ModelAdmin[User]):
    """Accommodations and access; passwords and names are the person's own matter."""

    list_display = ["email", "legal_name", "is_active", "is_staff", "date_joined"]
    list_filter = ["is_active", "is_staff"]
    search_fields = ["email", "legal_name", "chosen_name"]
    ordering = ["-date_joined", "pk"]
    fields = [
        "email",
        "legal_name",
        "chosen_name",
        "locale",
        "time_zone",
        "extra_time_factor",
        "unlimited_time",
        "extra_attempts",
        "is_active",
        "is_staff",
        "date_joined",
    ]
    readonly_fields = ["email", "legal_name", "chosen_name", "locale", "time_zone", "date_joined"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False


class MembershipInline(admin.TabularInline[Membership, Organisation]):
    model = Membership
    extra = 0
    raw_id_fields = ["user"]


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin[Organisation]):
    list_display = ["name", "slug", "is_provider", "is_employer", "verified_at"]
    list_filter = ["is_provider", "is_employer"]
    search_fields = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}
    exclude = ["verified_at", "verified_by"]
    inlines = [MembershipInline]
    actions = ["verify"]

    @admin.action(description=_("Mark as verified"))
    def verify(self, request: HttpRequest, queryset: QuerySet[Organisation]) -> None:
        for organisation in queryset:
            organisations.verify(organisation, actor=request.user)  # type: ignore[arg-type]  # admin: signed in


@admin.register(OutboxDelivery)
class OutboxDeliveryAdmin(ReadOnlyAdmin):
    """What waits, what is stuck and why."""

    list_display = ["event", "subscriber", "tries", "available_at", "done_at", "stuck_at", "last_error"]
    list_filter = [
        ("stuck_at", admin.EmptyFieldListFilter),
        ("done_at", admin.EmptyFieldListFilter),
        "subscriber",
    ]
    list_select_related = ["event"]
    ordering = ["-pk"]
    show_full_result_count = False
    actions = ["replay"]

    @admin.action(description=_("Try the stuck ones again"))
    def replay(self, request: HttpRequest, queryset: QuerySet[OutboxDelivery]) -> None:
        count = outbox.replay(queryset)
        text = ngettext(
            "%(count)d delivery will be tried again.", "%(count)d deliveries will be tried again.", count
        )
        messages.info(request, text % {"count": count})


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    list_display = ["at", "actor", "action", "object_type", "object_uuid"]
    list_filter = ["action"]
    search_fields = ["object_uuid"]
    list_select_related = ["actor"]
    show_full_result_count = False


@admin.register(Notification)
class NotificationAdmin(ReadOnlyAdmin):
    """Whether a message went out; what it says is between the portal and the person."""

    list_display = ["created_at", "kind", "email", "email_claimed_at", "emailed_at", "read_at"]
    list_filter = ["kind", "email"]
    fields = ["kind", "email", "created_at", "email_claimed_at", "emailed_at", "read_at"]
    show_full_result_count = False
