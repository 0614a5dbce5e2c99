"""The addresses of portfolios."""

from django.urls import URLPattern, path

from portfolios.views import editing, items, public, sharing

app_name = "portfolios"
urlpatterns: list[URLPattern] = [
    path("p/<slug:slug>/", public.portfolio, name="portfolio"),
    path("p/<slug:slug>/files/<uuid:uuid>/", public.public_file, name="file"),
    path("shared/<str:token>/", public.shared, name="shared"),
    path("shared/<str:token>/files/<uuid:uuid>/", public.shared_file, name="shared_file"),
    path("portfolio/", editing.edit, name="edit"),
    path("portfolio/about/", editing.about, name="about"),
    path("portfolio/publish/", editing.publish, name="publish"),
    path("portfolio/credentials/", editing.arrange, name="arrange"),
    path("portfolio/preview/", editing.preview, name="preview"),
    path("portfolio/export.json", editing.export, name="export"),
    path("portfolio/links/", sharing.links, name="links"),
    path("portfolio/links/<uuid:uuid>/revoke/", sharing.revoke, name="revoke_link"),
    path("portfolio/files/<uuid:uuid>/", public.own_file, name="own_file"),
    path("portfolio/files/<uuid:uuid>/remove/", items.remove_file, name="remove_file"),
    path("portfolio/projects/<uuid:uuid>/files/", items.add_file, name="add_file"),
    path("portfolio/<slug:kind>/add/", items.add, name="add_item"),
    path("portfolio/<slug:kind>/<uuid:uuid>/", items.change, name="item"),
    path("portfolio/<slug:kind>/<uuid:uuid>/remove/", items.remove, name="remove_item"),
]
