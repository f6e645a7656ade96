"""Addresses of the whole house."""

from django.urls import include, path

from greendesk.api.app import api

urlpatterns = [path("api/", api.urls), path("", include("greendesk.web.urls"))]
