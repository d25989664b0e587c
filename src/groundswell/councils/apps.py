from django.apps import AppConfig


class CouncilsConfig(AppConfig):
    name = "groundswell.councils"
    label = "councils"
