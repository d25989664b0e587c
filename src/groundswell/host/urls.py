from django.urls import path

from groundswell.host import health

app_name = "host"
urlpatterns = [path("healthz", health.healthz, name="healthz")]
