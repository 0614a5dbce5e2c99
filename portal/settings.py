"""Settings, read from the environment only. README.md documents each; a test keeps the two in step.

In production (CAIRN_DEBUG off, the default) the secrets have no fallback: a missing one stops the start
with a sentence that names it.
"""

import base64
import hashlib
from pathlib import Path
from urllib.parse import urlsplit

import django_stubs_ext
import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from portal.fonts import font_directories
from portal.logs import logging_config

# Lets forms and model admins name their model as a type: `ModelForm[User]`.
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

DEBUG = env.bool("CAIRN_DEBUG", default=False)


def _required(name: str, development_value: str) -> str:
    """Read what production cannot do without; only debug mode has a value of its own."""
    value: str = env.str(name, default="")
    if value:
        return value
    if DEBUG:
        return development_value
    raise ImproperlyConfigured(
        f"{name} is not set. Production needs it: see the settings table in README.md."
    )


SECRET_KEY = _required("SECRET_KEY", "development-only-secret-key-never-used-in-production")
# Encrypts the private signing keys at rest: 32 bytes, urlsafe base64 (a Fernet key).
CAIRN_KEY_ENCRYPTION_KEY = _required(
    "CAIRN_KEY_ENCRYPTION_KEY",
    base64.urlsafe_b64encode(hashlib.sha256(b"development-only-key-encryption-key").digest()).decode(),
)

PORT = env.int("PORT", default=8000)
SITE_URL: str = _required("SITE_URL", f"http://127.0.0.1:{PORT}").rstrip("/")
_site = urlsplit(SITE_URL)
if _site.scheme not in {"http", "https"} or not _site.hostname or _site.path:
    raise ImproperlyConfigured("SITE_URL must be an origin such as https://cairn.example, without a path.")
ALLOWED_HOSTS: list[str] = env.list(
    "ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]", "testserver"] if DEBUG else [_site.hostname]
)
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django_htmx",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "django_prometheus",
    "portal",
    "skills",
    "credentials",
    "courses",
    "portfolios",
    "employers",
]

MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "portal.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "portal.middleware.BoundsMiddleware",
    "portal.middleware.ReaderLocaleMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
FORM_RENDERER = "portal.forms.CairnFormRenderer"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.shell",
            ],
            "builtins": ["portal.templatetags.components"],
        },
    }
]

# PostgreSQL everywhere. Without DATABASE_URL the development commands start one and set it.
DATABASES = {"default": env.db_url("DATABASE_URL", default="postgres://cairn@127.0.0.1:5432/cairn")}
DATABASES["default"]["ENGINE"] = "django_prometheus.db.backends.postgresql"
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", default=60)
# How alike two words must be to count as one mistyped: pg_trgm's own 0.6 misses "hygeine".
DATABASES["default"].setdefault("OPTIONS", {}).setdefault(
    "options", "-c pg_trgm.word_similarity_threshold=0.42"
)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL: str = env.str("REDIS_URL", default="redis://127.0.0.1:6379/0")
# A cache that is down is a process on its own for a while, not an error: people go on.
CACHES = {
    "default": {"BACKEND": "portal.caching.FallbackCache", "LOCATION": REDIS_URL, "KEY_PREFIX": "cairn"}
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _site.scheme == "https"
SESSION_COOKIE_SAMESITE = "Lax"

CELERY = {
    "broker_url": REDIS_URL,
    "broker_connection_retry_on_startup": True,
    # A worker waits for its broker however long that takes.
    "broker_connection_max_retries": None,
    # Whoever queues a task tries twice, at once: no page waits for a broker, the sweep makes up for it.
    "broker_transport_options": {
        "socket_connect_timeout": 1,
        "socket_timeout": 5,
        "visibility_timeout": 600,
        "max_retries": 1,
        "interval_start": 0,
        "interval_step": 0,
    },
    "task_ignore_result": True,
    "task_acks_late": True,
    "task_reject_on_worker_lost": True,
    "task_time_limit": 120,
    "task_soft_time_limit": 90,
    "task_publish_retry": False,
    "worker_prefetch_multiplier": 1,
    "timezone": "UTC",
    "beat_schedule_filename": env.str(
        "CELERY_BEAT_SCHEDULE", default=str(BASE_DIR / ".local" / "beat-schedule")
    ),
    "beat_schedule": {
        "outbox-sweep": {"task": "portal.sweep_outbox", "schedule": 5.0},
        "imports-resume": {"task": "courses.resume_imports", "schedule": 60.0},
        "attempts-expire": {"task": "courses.expire_attempts", "schedule": 30.0},
        "status-lists-refresh": {"task": "credentials.refresh_status_lists", "schedule": 3600.0},
        "talent-outdated": {"task": "employers.reindex_outdated", "schedule": 60.0},
        "notifications-pending": {"task": "portal.send_pending_mail", "schedule": 10.0},
        "notifications-daily": {"task": "portal.send_digests", "schedule": 3600.0},
    },
}
# How long a delivery may run before another worker may take it, and how often it is tried before it is stuck.
OUTBOX_LEASE_SECONDS = env.int("OUTBOX_LEASE_SECONDS", default=30)
OUTBOX_MAX_TRIES = env.int("OUTBOX_MAX_TRIES", default=8)

AUTH_USER_MODEL = "portal.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 9}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "portal.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "portal.accounts.SignupNameForm"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# How many proxies of ours add to X-Forwarded-For: rate limits count the clients behind them, not the proxy.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("CAIRN_TRUSTED_PROXIES", default=0)
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Cairn"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG
# Off: it would cost every page four queries.
USERSESSIONS_TRACK_ACTIVITY = False
# OpenID Connect sign-in: a JSON list of allauth "APPS" entries (provider_id, name, client_id, secret,
# settings.server_url).
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": env.json("CAIRN_OIDC_PROVIDERS", default=[])}}

# The bearer token that may read /metrics; empty: nobody may.
CAIRN_METRICS_TOKEN: str = env.str("CAIRN_METRICS_TOKEN", default="")
# Whether the verification page may read issuers' documents from other sites (https, public addresses only).
CAIRN_FETCH_DOCUMENTS: bool = env.bool("CAIRN_FETCH_DOCUMENTS", default=True)
CAIRN_DEMO_PASSWORD: str = env.str("CAIRN_DEMO_PASSWORD", default="cairn-demo")

# Mail: an SMTP server by EMAIL_URL, or messages as files in a folder.
CAIRN_MAILBOX: str = env.str("CAIRN_MAILBOX", default=str(BASE_DIR / ".local" / "mail"))
_email_url: str = env.str("EMAIL_URL", default="")
if not (_email_url or DEBUG or "CAIRN_MAILBOX" in env):
    raise ImproperlyConfigured(
        "EMAIL_URL is not set. Name the mail server, or with CAIRN_MAILBOX a folder: see README.md."
    )
if _email_url:
    _email = env.email_url("EMAIL_URL")
    MAILERS = {
        "default": {
            "BACKEND": _email["EMAIL_BACKEND"],
            "OPTIONS": {
                "host": _email["EMAIL_HOST"],
                "port": _email["EMAIL_PORT"],
                "username": _email["EMAIL_HOST_USER"] or "",
                "password": _email["EMAIL_HOST_PASSWORD"] or "",
                "use_tls": _email.get("EMAIL_USE_TLS", False),
                "use_ssl": _email.get("EMAIL_USE_SSL", False),
                "timeout": 20,
            },
        }
    }
else:
    MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "OPTIONS": {"file_path": CAIRN_MAILBOX},
        }
    }
DEFAULT_FROM_EMAIL: str = env.str("DEFAULT_FROM_EMAIL", default=f"Cairn <no-reply@{_site.hostname}>")

LANGUAGE_CODE = "en"
# A language is offered once locale/ has its texts: half a translation is worse than none.
LANGUAGES = [("en", _("English (United States)")), ("en-gb", _("English (United Kingdom)"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / ".local" / "static"
STATICFILES_DIRS = [BASE_DIR / "static", *font_directories()]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "portal.web_fonts.LatinFontFinder",
]
MEDIA_ROOT = env.str("MEDIA_ROOT", default=str(BASE_DIR / ".local" / "media"))
# Stored files have no address of their own: each goes through a view that asks who may have it.
MEDIA_URL = ""
_s3_bucket: str = env.str("CAIRN_S3_BUCKET", default="")
STORAGES = {
    "default": {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": {"bucket_name": _s3_bucket}}
    if _s3_bucket
    else {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# The whole body: anyone hands in a credential (20 MB), members a course (256 MB).
LARGEST_BODY = 32 * 1024 * 1024
LARGEST_BODY_OF_MEMBERS = 258 * 1024 * 1024

SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31536000) if _site.scheme == "https" else 0
SECURE_SSL_REDIRECT = _site.scheme == "https"
SECURE_REDIRECT_EXEMPT = [r"^health/"]
# The header a trusted proxy sets for https requests, e.g. X-Forwarded-Proto. Empty: no proxy is trusted.
_proxy_header: str = env.str("CAIRN_PROXY_SSL_HEADER", default="")
if _proxy_header:
    SECURE_PROXY_SSL_HEADER = (f"HTTP_{_proxy_header.upper().replace('-', '_')}", "https")

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.LimitOffsetPagination",
    "PAGE_SIZE": 25,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Cairn",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
}

LOGGING_CONFIG = None
logging_config(level=env.str("LOG_LEVEL", default="INFO"), json=not DEBUG)
# auth.W004: e-mail addresses are unique, by a constraint on their lower-case form.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
