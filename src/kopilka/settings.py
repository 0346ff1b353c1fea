"""Django's settings, all from the environment; a fresh checkout needs none.

Reading this module changes nothing on the disk and connects to nothing.
"""

from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from psycopg.conninfo import conninfo_to_dict

from kopilka import environment
from kopilka.postgres import dsn_of
from kopilka.secret import known_secret

_DATA = environment.data_folder()
_PUBLIC_URL = environment.public_url()


def _database(dsn: str) -> dict[str, Any]:
    """Put a libpq URL or connection string into Django's words; what has no word of its own is passed on."""
    parts = dict(conninfo_to_dict(dsn))
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    known = {name: str(parts.pop(part, None) or "") for name, part in names.items()}
    # Django's lasting connections belong to threads, of which this server has many short ones: hence a pool.
    pool = {"min_size": 1, "max_size": 16, "timeout": 10}
    return {"ENGINE": "django.db.backends.postgresql", **known, "OPTIONS": {**parts, "pool": pool}}


def _hosts(host: str, public_url: str | None) -> list[str]:
    """Return the names under which pages are asked for: this machine's, the one listened on, the public one."""
    public = urlsplit(public_url).hostname if public_url else None
    named = [name for name in (host, public) if name and name not in environment.EVERYWHERE]
    return ["localhost", "127.0.0.1", "[::1]", *map(environment.in_address, named)]


SECRET_KEY = known_secret(_DATA)
DEBUG = False

ALLOWED_HOSTS = _hosts(environment.host(), _PUBLIC_URL)
if _PUBLIC_URL:
    CSRF_TRUSTED_ORIGINS = [_PUBLIC_URL]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "kopilka.ledger",
    "kopilka.members",
    "kopilka.catalogue",
    "kopilka.api",
    "kopilka.demo",
    "kopilka.web",
    "kopilka.web.staff",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "kopilka.web.staticfiles.StaticFiles",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "kopilka.web.urls"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kopilka.web.context.program",
            ],
        },
    },
]

DATABASES = {"default": _database(environment.database_url() or dsn_of(_DATA))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
CSRF_FAILURE_VIEW = "kopilka.web.errors.forged"

LANGUAGE_CODE = "ru"
LANGUAGES = [("ru", "Русский"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = environment.time_zone()

STATIC_URL = "static/"
# The files are few and lie in the package, so they are served from there: nothing is collected or built.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_ALLOW_ALL_ORIGINS = False

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = bool(_PUBLIC_URL) and str(_PUBLIC_URL).startswith("https:")
if SESSION_COOKIE_SECURE:
    # The server that ends TLS before us says so in this header, and must drop it from what comes in.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 30 * 24 * 3600
X_FRAME_OPTIONS = "DENY"

# Everything comes from this server; no inline script or style, no frame, no other form target.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # By default Django would write to the console only in debugging, and mail what failed.
    "loggers": {"django": {"handlers": [], "level": "WARNING", "propagate": True}},
}
