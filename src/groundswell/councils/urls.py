from django.urls import path

from groundswell.councils import views

app_name = "councils"
urlpatterns = [
    path("", views.offices, name="offices"),
    path("nominations/<uuid:nomination_id>/sign", views.sign, name="sign"),
    path("nominations/<uuid:nomination_id>/withdraw", views.withdraw, name="withdraw"),
    path("nominations/<uuid:nomination_id>/accept", views.accept, name="accept"),
    path("mandates/<uuid:mandate_id>/resign", views.resign, name="resign"),
]
