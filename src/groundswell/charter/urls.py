from django.urls import path

from groundswell.charter import views

app_name = "charter"
urlpatterns = [path("", views.charter, name="charter")]
