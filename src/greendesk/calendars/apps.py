from django.apps import AppConfig


class CalendarsConfig(AppConfig):
    name = "greendesk.calendars"
    label = "calendars"

    def ready(self) -> None:
        from greendesk.kit import rota  # it has a model, and models are ready only now

        rota.every(1, "greendesk.calendars.tasks.lapse_holds", "calendars.lapse_holds")
