from django.apps import AppConfig


class MatchmakingConfig(AppConfig):
    name = "greendesk.matchmaking"
    label = "matchmaking"

    def ready(self) -> None:
        from greendesk.kit import rota  # it has a model, and models are ready only now

        from . import receivers  # models are ready only now

        receivers.listen()
        rota.every(rota.DAILY, "greendesk.matchmaking.tasks.close_lapsed", "matchmaking.close_lapsed")
        rota.every(7 * rota.DAILY, "greendesk.matchmaking.tasks.learn_where_due", "matchmaking.learn_where_due")
