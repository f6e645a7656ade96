from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "greendesk.agreements"
    label = "agreements"
