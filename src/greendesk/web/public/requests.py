"""The public forms: state a need, ask to visit. Each lives in a module of its own."""

from importlib.util import find_spec

from django.urls import URLPattern

from . import challenge_form, company_link, password

__all__ = ["company_link", "password", "urlpatterns"]  # these add their pages to those that guests open
urlpatterns: list[URLPattern] = [*challenge_form.urlpatterns]
if find_spec("greendesk.web.public.visit_form"):
    from . import visit_form

    urlpatterns += visit_form.urlpatterns
