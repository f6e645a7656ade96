"""Everything that all installations share. The environment is read here and nowhere else.

GREENDESK_DATA_DIR          where the database, files and the secret key live (default: var/ beside the checkout)
DATABASE_URL                postgres://user:password@host:port/name; SQLite in the data folder when absent
GREENDESK_SECRET_KEY        overrides the key file in the data folder
GREENDESK_HOSTS             comma-separated host names that may be asked for
GREENDESK_ORIGINS           comma-separated origins trusted for forms, https://desk.example.org
GREENDESK_PROXY_HEADER      header in which the proxy in front of greendesk writes who asks, as X-Forwarded-For; none when absent
GREENDESK_PUBLIC_URL        address written on papers, QR codes and links
GREENDESK_EMAIL_URL         smtp://user:password@host:port; without it, messages are printed or copied, not mailed
GREENDESK_FROM              sender of mail
GREENDESK_TIME_ZONE         default time zone of the installation
GREENDESK_EMBEDDER          e5 (bundled), lexicon, or the dotted path of another back-end
GREENDESK_TRAVEL_URL        address of an OSRM-compatible table service; great circles when absent
GREENDESK_BARRIERS          a file of waters that roads do not cross freely, in place of the shipped one
GREENDESK_TILE_URL          map tiles for those who may load them; drawn maps when absent
GREENDESK_UPLOAD_MAX_MB     largest file that is taken (default 25)
GREENDESK_DEMO              1 offers the people of the demonstration on the sign-in page
"""

import os
import secrets
import warnings
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

PACKAGE_DIR = Path(__file__).resolve().parent.parent
ROOT_DIR = PACKAGE_DIR.parent.parent
NINJA_DIR = Path(str(find_spec("ninja").origin)).parent  # found, not imported: only the API needs it


def env(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def env_list(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in env(name, default).split(",") if part.strip()]


def secret_key(folder: Path) -> str:
    """The key from the environment, or one made at first start and kept beside the data."""
    if key := env("GREENDESK_SECRET_KEY"):
        return key
    path = folder / "secret_key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"secret_key.{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48), encoding="ascii")
        with suppress(FileExistsError):
            os.link(fresh, path)  # atomic, and never over a key that another process has just made
        fresh.unlink()
    return path.read_text(encoding="ascii").strip()


def database(url: str, folder: Path) -> dict[str, object]:
    """Django's settings for SQLite in `folder`, or for the PostgreSQL that `url` names."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": folder / "greendesk.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000;",
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError("DATABASE_URL must begin with postgres:// — leave it out to use SQLite.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


DATA_DIR = Path(env("GREENDESK_DATA_DIR") or ROOT_DIR / "var").resolve()
SECRET_KEY = secret_key(DATA_DIR)
DATABASES = {"default": database(env("DATABASE_URL"), DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

DEBUG = False
ALLOWED_HOSTS = env_list("GREENDESK_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env_list("GREENDESK_ORIGINS")
PROXY_HEADER = env("GREENDESK_PROXY_HEADER")
NINJA_NUM_PROXIES = 1 if PROXY_HEADER else 0  # without a proxy, what the header says is made up
PUBLIC_URL = env("GREENDESK_PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")

ROOMS = [
    "kit", "atlas", "desks", "directory", "outbox", "agreements", "catalogue", "projects", "matchmaking",
    "calendars", "meetings", "visits", "missions", "events", "followups", "effects", "web",
]  # fmt: skip
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "axes",
    *[f"greendesk.{room}" for room in ROOMS],
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "greendesk.web.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "greendesk.web.middleware.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "greendesk.urls"
WSGI_APPLICATION = "greendesk.wsgi.application"

# Loaders by name: partials outermost, then the cache, then cotton before the plain ones.
TEMPLATE_LOADERS = [
    "django_cotton.cotton_loader.Loader",
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [NINJA_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                ("template_partials.loader.Loader", [("django.template.loaders.cached.Loader", TEMPLATE_LOADERS)])
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "greendesk.web.templatetags.greendesk",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "greendesk.web.context.frame",
            ],
        },
    }
]

FORM_RENDERER = "greendesk.web.rendering.Renderer"

AUTH_USER_MODEL = "desks.Account"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "greendesk.desks.signin.AccountBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "web:sign-in"
LOGIN_REDIRECT_URL = "web:today"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "username"  # as `authenticate` names it, not as the model does
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "greendesk.web.public.limits.address_of"
AXES_VERBOSE = False
SILENCED_SYSTEM_CHECKS: list[str] = []

LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", _("English")),
    ("sv", _("Swedish")),
    ("da", _("Danish")),
    ("nl", _("Dutch")),
    ("zh-hans", _("Chinese (simplified)")),
]
LOCALE_PATHS = [PACKAGE_DIR / "locale"]
TIME_ZONE = env("GREENDESK_TIME_ZONE", "Europe/Copenhagen")
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [NINJA_DIR / "static"]
MEDIA_ROOT = DATA_DIR / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 3600

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

UPLOAD_MAX_BYTES = int(env("GREENDESK_UPLOAD_MAX_MB", "25")) * 1024 * 1024
FORMS_URLFIELD_ASSUME_HTTPS = True
warnings.filterwarnings(
    "ignore", "The FORMS_URLFIELD_ASSUME_HTTPS"
)  # the setting of Django 5 for the manner of Django 6
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

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
        "manifest-src": [SELF],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
CSRF_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

EMAIL_URL = env("GREENDESK_EMAIL_URL")
DEFAULT_FROM_EMAIL = env("GREENDESK_FROM", "desk@localhost")
if EMAIL_URL:
    _mail = urlsplit(EMAIL_URL)
    EMAIL_HOST = _mail.hostname or "localhost"
    EMAIL_PORT = _mail.port or 587
    EMAIL_HOST_USER = unquote(_mail.username or "")
    EMAIL_HOST_PASSWORD = unquote(_mail.password or "")
    EMAIL_USE_TLS = _mail.scheme == "smtps" or EMAIL_PORT == 587

EMBEDDER = env("GREENDESK_EMBEDDER", "e5")
TRAVEL_URL = env("GREENDESK_TRAVEL_URL")
BARRIERS_FILE = env("GREENDESK_BARRIERS")
TILE_URL = env("GREENDESK_TILE_URL")
DEMO_PEOPLE = env("GREENDESK_DEMO") == "1"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env("GREENDESK_LOG_LEVEL", "WARNING")},
    "loggers": {"axes": {"level": "ERROR"}},
}
