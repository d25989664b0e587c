from django.apps import AppConfig


class FoundingConfig(AppConfig):
    name = "groundswell.founding"
    label = "founding"
