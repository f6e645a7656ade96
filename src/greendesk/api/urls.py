"""Addresses of the API, below api/; `greendesk.urls` gives them their namespace."""

from .app import api

urlpatterns, _app_name, _namespace = api.urls
