from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "greendesk.catalogue"
    label = "catalogue"
