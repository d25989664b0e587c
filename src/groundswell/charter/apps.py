from django.apps import AppConfig


class CharterConfig(AppConfig):
    name = "groundswell.charter"
    label = "charter"
