from django.urls import path

from groundswell.record import views

app_name = "record"
urlpatterns = [
    path("checkpoint", views.checkpoint, name="checkpoint"),
    path("policy", views.policy, name="policy"),
    path("tile/<path:rest>", views.tile, name="tile"),
]
