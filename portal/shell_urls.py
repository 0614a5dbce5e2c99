"""The shell's own addresses: home, notifications, settings, organisations, health."""

from django.urls import URLPattern, path

from portal.views import appearance, health, home, notifications, organisations, settings, styleguide

urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("appearance/", appearance.appearance, name="appearance"),
    path("notifications/", notifications.notification_list, name="notifications"),
    path("notifications/read/", notifications.read_all, name="notifications_read"),
    path("notifications/<uuid:uuid>/", notifications.open_notification, name="notification"),
    path("unsubscribe/<str:token>/", notifications.unsubscribe, name="unsubscribe"),
    path("settings/", settings.person_settings, name="settings"),
    path("settings/notifications/", notifications.choices, name="notification_choices"),
    path("organisations/", organisations.organisation_list, name="organisations"),
    path("organisations/<slug:slug>/", organisations.organisation, name="organisation"),
    path(
        "organisations/<slug:slug>/members/<int:pk>/remove/",
        organisations.remove_member,
        name="remove_member",
    ),
    path("invitations/<str:token>/", organisations.invitation, name="invitation"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
    path("metrics", health.metrics, name="metrics"),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
]
