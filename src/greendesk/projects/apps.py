from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "greendesk.projects"
    label = "projects"
