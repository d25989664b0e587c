from django.urls import path

from groundswell.workplaces import import_views, views

app_name = "workplaces"
urlpatterns = [
    path("", views.index, name="workplaces"),
    path("proposals/", views.proposals, name="proposals"),
    path("proposals/<uuid:proposal_id>/confirm", views.confirm, name="confirm"),
    path("proposals/<uuid:proposal_id>/reject", views.reject, name="reject"),
    path("tests/<uuid:test_id>/", views.test, name="test"),
    path("tests/<uuid:test_id>/close", views.close_test, name="close-test"),
    path("imports/", import_views.imports, name="imports"),
    path("imports/new/<uuid:unit_id>", import_views.new, name="import-new"),
    path("imports/<uuid:import_id>/", import_views.preview, name="import"),
    path("imports/<uuid:import_id>/mapping", import_views.mapping, name="import-mapping"),
    path("imports/<uuid:import_id>/propose", import_views.propose, name="import-propose"),
    path("imports/<uuid:import_id>/confirm", import_views.confirm, name="import-confirm"),
    path("imports/<uuid:import_id>/go-on", import_views.go_on, name="import-go-on"),
    path("imports/<uuid:import_id>/undo", import_views.undo, name="import-undo"),
    path("imports/<uuid:import_id>/drop", import_views.drop, name="import-drop"),
    path("<uuid:unit_id>/", views.unit, name="unit"),
    path("<uuid:unit_id>/counts.<str:form>", views.table, name="table"),
    path("<uuid:unit_id>/edit/<slug:what>", views.edit, name="edit"),
    path("<uuid:unit_id>/tests/new", views.plan_test, name="plan-test"),
]
