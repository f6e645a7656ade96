from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "greendesk.meetings"
    label = "meetings"

    def ready(self) -> None:
        from greendesk.kit import rota  # it has a model, and models are ready only now

        rota.every(1, "greendesk.meetings.tasks.lapse_requests", "meetings.lapse_requests")
