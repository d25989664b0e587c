from django.urls import path

from groundswell.home import record_views, signing_views, views

app_name = "home"
urlpatterns = [
    path("", views.home, name="home"),
    path("decide/", views.decide, name="decide"),
    path("help/", views.help_index, name="help"),
    path("help/<slug:topic>", views.help_page, name="help-page"),
    path("known", views.known, name="known"),
    path("record/", record_views.record, name="record"),
    path("record/mine/", record_views.mine, name="record-mine"),
    path("record/<int:index>/", record_views.entry, name="record-entry"),
    path("record/<int:index>/entry.json", record_views.public_part, name="record-public"),
    path("record/<int:index>/receipt", record_views.receipt, name="record-receipt"),
    path("keys/pending", signing_views.to_sign, name="to-sign"),
    path("keys/register", views.register, name="register"),
]
