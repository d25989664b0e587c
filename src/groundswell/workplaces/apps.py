from django.apps import AppConfig


class WorkplacesConfig(AppConfig):
    name = "groundswell.workplaces"
    label = "workplaces"
