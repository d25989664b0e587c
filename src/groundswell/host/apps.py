from django.apps import AppConfig


class HostConfig(AppConfig):
    name = "groundswell.host"
    label = "host"
