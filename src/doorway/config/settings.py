"""Django's settings, made from the table in :mod:`doorway.config.env`."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF

from doorway.config import env

ROOT = Path(__file__).resolve().parents[3]
PACKAGE = ROOT / "src" / "doorway"
HOME = Path(env.value("DOORWAY_HOME"))
HOME = HOME if HOME.is_absolute() else ROOT / HOME

DEBUG = env.yes("DOORWAY_DEBUG")
DEMO = env.yes("DOORWAY_DEMO")
ALLOWED_HOSTS = env.names("DOORWAY_HOSTS")
ADDRESS = env.value("DOORWAY_ADDRESS").rstrip("/")
CSRF_TRUSTED_ORIGINS = [ADDRESS]
STATE_PACK = env.value("DOORWAY_STATE")
GROWTH_AMONG = env.value("DOORWAY_GROWTH_AMONG")
VANISH_LIMIT_PERCENT = env.number("DOORWAY_VANISH_LIMIT")


def _secret_key() -> str:
    """The configured key, or one made once and kept readable only by this user."""
    given = env.value("DOORWAY_SECRET_KEY")
    if given:
        return given
    path = HOME / "secret-key"
    if not path.exists():
        HOME.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50), encoding="utf-8")
    return path.read_text(encoding="utf-8").strip()


SECRET_KEY = _secret_key()


def database(address: str) -> dict[str, Any]:
    """Django's database entry for a postgresql:// address, or for SQLite when it is empty."""
    if not address:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": HOME / "doorway.sqlite3",
            # Whoever opens the file reads all of its triggers: some 10 ms, and 7 MB for each thread.
            "CONN_MAX_AGE": 60,
            # WAL lets readers and the one writer go on together; IMMEDIATE takes the write lock before the first
            # read, so that a check and the write it guards cannot be split. FULL: a committed booking survives a
            # crash of the machine, not only of the server. Never set mmap_size (see docs/decisions).
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;",
            },
        }
    parts = urlsplit(address)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise env.SettingError(
            f"DOORWAY_DATABASE begins with {parts.scheme!r}. Write postgresql://… or leave it empty."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {"default": database(env.value("DOORWAY_DATABASE"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# No limit counts there (accounts/limits.py does): a full cache throws entries away, and anybody can fill it.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "django_htmx",
    "csp",
    "simple_history",
    "doorway.accounts",
    "doorway.roster",
    "doorway.policy",
    "doorway.messages",
    "doorway.assessments",
    "doorway.conferences",
    "doorway.pathways",
    "doorway.plans",
    "doorway.announcements",
    "doorway.compliance",
    "doorway.web",
    "doorway.demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Pages are squeezed for slow phones. Django pads them at random and masks form tokens, which defeats BREACH.
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "doorway.roster.middleware.ViewerMiddleware",
    "doorway.roster.middleware.LanguageMiddleware",
    "doorway.roster.middleware.AccessRuleMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    # The last one: a form that is only shown again has passed everything that decides whether it may be sent.
    "doorway.web.switching.SwitchMiddleware",
]

ROOT_URLCONF = "doorway.config.urls"
WSGI_APPLICATION = "doorway.config.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Ours come before those of the libraries (sign-in pages, form fields).
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "doorway.web.context.frame",
            ],
        },
    },
]
FORM_RENDERER = "doorway.web.forms.DoorwayFormRenderer"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
LANGUAGE_COOKIE_NAME = "doorway_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "America/Denver"

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS: list[Path] = []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MANIFEST_STRICT = False
WHITENOISE_USE_FINDERS = DEBUG

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_request_login_code"
LOGIN_REDIRECT_URL = "/home/"
ACCOUNT_ADAPTER = "doorway.web.sign_in.adapter.RosterAccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 900
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
# How often a code may be asked for is counted in accounts/sign_in.py, which locks nobody out of their own mailbox.
ACCOUNT_RATE_LIMITS = False
ACCOUNT_FORMS = {
    "request_login_code": "doorway.web.sign_in.forms.AskForCodeForm",
    "confirm_login_code": "doorway.web.sign_in.forms.EnterCodeForm",
}
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("DOORWAY_PROXIES")

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 12
_HTTPS = ADDRESS.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
# A browser takes a cookie of such a name only from this very host, over HTTPS, for all its paths.
SESSION_COOKIE_NAME = "__Host-session" if _HTTPS else "sessionid"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.number("DOORWAY_PROXIES") else None
SECURE_HSTS_SECONDS = 31_536_000 if _HTTPS else 0
SECURE_SSL_REDIRECT = _HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    },
}

DEFAULT_FROM_EMAIL = env.value("DOORWAY_FROM")
MAIL_MODE = env.value("DOORWAY_MAIL")
if MAIL_MODE not in {"outbox", "smtp"}:
    raise env.SettingError(f"DOORWAY_MAIL is {MAIL_MODE!r}. Write outbox or smtp.")
if MAIL_MODE == "outbox":
    # Delivery marks the message as sent; the outbox page of the demo is where it is read.
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
else:
    _smtp = urlsplit(env.value("DOORWAY_SMTP"))
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = _smtp.hostname or "localhost"
    EMAIL_PORT = _smtp.port or 25
    EMAIL_HOST_USER = unquote(_smtp.username or "")
    EMAIL_HOST_PASSWORD = unquote(_smtp.password or "")
    EMAIL_USE_TLS = _smtp.scheme == "smtps" and EMAIL_PORT != 465
    EMAIL_USE_SSL = _smtp.scheme == "smtps" and EMAIL_PORT == 465

# Whether guardians may ask for them at all: a district can say no.
SCORES_BY_EMAIL = env.yes("DOORWAY_SCORES_BY_EMAIL")

SIMPLE_HISTORY_HISTORY_ID_USE_UUID = False
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
SILENCED_SYSTEM_CHECKS: list[str] = []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"secrets": {"()": "doorway.config.logs.HideLinks"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["secrets"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
