"""A laptop: plain http on this machine, errors as pages."""

from .base import *  # noqa: F403

ALLOWED_HOSTS = ["*"] if env("GREENDESK_HOSTS") == "*" else ALLOWED_HOSTS
