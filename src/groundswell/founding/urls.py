from django.urls import path

from groundswell.founding import views

app_name = "founding"
urlpatterns = [
    path("", views.enter, name="enter"),
    path("draft", views.draft, name="draft"),
    path("keys", views.make_keys, name="make-keys"),
    path("name", views.name, name="name"),
    path("places/add", views.add_place, name="add-place"),
    path("places/remove", views.remove_place, name="remove-place"),
    path("stand", views.stand, name="stand"),
    path("leave-out", views.leave_out, name="leave-out"),
    path("agree", views.agree, name="agree"),
    path("adopt", views.adopt, name="adopt"),
]
