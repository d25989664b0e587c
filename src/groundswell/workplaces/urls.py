from django.urls import path

from groundswell.workplaces import views

app_name = "workplaces"
urlpatterns = [
    path("", views.index, name="workplaces"),
    path("proposals/", views.proposals, name="proposals"),
    path("proposals/<uuid:proposal_id>/confirm", views.confirm, name="confirm"),
    path("proposals/<uuid:proposal_id>/reject", views.reject, name="reject"),
    path("tests/<uuid:test_id>/", views.test, name="test"),
    path("tests/<uuid:test_id>/close", views.close_test, name="close-test"),
    path("<uuid:unit_id>/", views.unit, name="unit"),
    path("<uuid:unit_id>/counts.<str:form>", views.table, name="table"),
    path("<uuid:unit_id>/edit/<slug:what>", views.edit, name="edit"),
    path("<uuid:unit_id>/tests/new", views.plan_test, name="plan-test"),
]
