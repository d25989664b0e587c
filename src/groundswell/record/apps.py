from django.apps import AppConfig


class RecordConfig(AppConfig):
    name = "groundswell.record"
    label = "record"
