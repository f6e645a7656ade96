"""Settings for tests of processes of their own: the ground floor alone, in the folder that the environment names."""

from greendesk.settings.base import *  # noqa: F403

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.staticfiles",
    "django_tasks",
    "django_tasks_db",
    "greendesk.kit",
    "small_rooms",
]
AUTH_USER_MODEL = "auth.User"
MIDDLEWARE: list[str] = []
TEMPLATES: list[dict[str, object]] = []
ROOT_URLCONF = "small"
urlpatterns: list[object] = []
