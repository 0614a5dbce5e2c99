"""All addresses. Those that others rely on are listed in docs/architecture.md."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("", include("portal.shell_urls")),
    path("", include("skills.urls")),
    path("", include("credentials.urls")),
    path("", include("courses.urls")),
    path("", include("portfolios.urls")),
    path("", include("employers.urls")),
]
