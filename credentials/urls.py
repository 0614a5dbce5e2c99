"""The addresses of credentials: others rely on them, and signed documents name them."""

from django.urls import URLPattern, path

from credentials.views import (
    achievements,
    credentials,
    issuers,
    issuing,
    status_lists,
    transparency,
    verification,
)

app_name = "credentials"
urlpatterns: list[URLPattern] = [
    path("credentials/", credentials.my_credentials, name="my_credentials"),
    path("credentials/<uuid:uuid>/", credentials.credential, name="credential"),
    *(
        path(
            f"credentials/<uuid:uuid>.{kind}",
            credentials.credential_file,
            {"kind": kind},
            name=f"credential_{kind}",
        )
        for kind in ("json", "pdf", "png", "svg")
    ),
    path("achievements/<slug:slug>/", achievements.achievement, name="achievement"),
    *(
        path(
            f"achievements/<slug:slug>/image.{kind}",
            achievements.achievement_image,
            {"kind": kind},
            name=f"achievement_{kind}",
        )
        for kind in ("svg", "png")
    ),
    path("issuers/<slug:slug>/", issuers.issuer, name="issuer"),
    path("issuers/<slug:slug>/did.json", issuers.issuer_did, name="issuer_did"),
    path("issuers/<slug:slug>/credentials/", issuing.issuer_credentials, name="issuer_credentials"),
    path("issuers/<slug:slug>/credentials/<uuid:uuid>/revoke/", issuing.revoke, name="revoke"),
    path("issuers/<slug:slug>/credentials/<uuid:uuid>/renew/", issuing.renew, name="renew"),
    path("issuers/<slug:slug>/credentials/<uuid:uuid>/suspend/", issuing.suspend, name="suspend"),
    path("issuers/<slug:slug>/credentials/<uuid:uuid>/restore/", issuing.restore, name="restore"),
    path("status/<uuid:uuid>", status_lists.status_list, name="status_list"),
    path("credentials/<uuid:uuid>.tlog-proof", transparency.credential_proof, name="credential_proof"),
    path("log/", transparency.log_page, name="log"),
    path("log/checkpoint", transparency.checkpoint, name="log_checkpoint"),
    path("log/tile/<path:path>", transparency.tile, name="log_tile"),
    path("verify/", verification.verify, name="verify"),
]
