"""The suite: fast hashing, jobs run where they are asked for, nothing kept."""

import tempfile
from pathlib import Path

from .base import *  # noqa: F403
from .base import DATABASES, STORAGES

SECRET_KEY = "only-for-the-suite-and-long-enough-to-please-every-check-of-django"
DATA_DIR = Path(tempfile.mkdtemp(prefix="greendesk-test-"))
MEDIA_ROOT = DATA_DIR / "files"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir()
DATABASES["default"].setdefault("TEST", {})
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
ALLOWED_HOSTS = ["*"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
EMBEDDER = "lexicon"
DEMO_PEOPLE = True
AXES_ENABLED = False
LOGGING = {"version": 1, "disable_existing_loggers": False}
