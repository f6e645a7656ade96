from django.apps import AppConfig


class DesksConfig(AppConfig):
    name = "greendesk.desks"
    label = "desks"

    def ready(self) -> None:
        from greendesk.kit import rota  # it has a model, and models are ready only now

        from . import keeping  # the models must be there before their signals are heard

        keeping.listen()
        rota.every(rota.DAILY, "greendesk.desks.tasks.tidy", "desks.tidy")
