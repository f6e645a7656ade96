"""Addresses of the whole house."""

from django.urls import URLResolver, include, path
from django.urls.resolvers import RoutePattern


class LateResolver(URLResolver):
    """Addresses that are imported when one of them is asked for; needs an app name and a namespace.

    The API's schemas cost as much time at start as all pages together, and most visitors never meet them.
    """

    def _populate(self) -> None:
        """Nothing to gather: names in a namespace are looked up through `url_patterns`, which imports them."""


urlpatterns = [
    LateResolver(RoutePattern("api/", is_endpoint=False), "greendesk.api.urls", app_name="ninja", namespace="api"),
    path("", include("greendesk.web.urls")),
]
