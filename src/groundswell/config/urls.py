"""Every address of the site. Each stands in the permission matrix of the tests."""

from django.urls import include, path

handler400 = "groundswell.web.errors.bad_request"
handler403 = "groundswell.web.errors.forbidden"
handler404 = "groundswell.web.errors.not_found"
handler500 = "groundswell.web.errors.server_error"

urlpatterns = [
    path("", include("groundswell.home.urls")),
    path("", include("groundswell.web.urls")),
    path("", include("groundswell.accounts.urls")),
    path("charter/", include("groundswell.charter.urls")),
    path("found/", include("groundswell.founding.urls")),
    path("workplace/", include("groundswell.workplaces.urls")),
    path("offices/", include("groundswell.councils.urls")),
    path("ballots/", include("groundswell.ballots.urls")),
    path("petitions/", include("groundswell.motions.urls")),
    path("", include("groundswell.pledges.urls")),
    path("audit/", include("groundswell.audit.urls")),
    path("record/", include("groundswell.record.urls")),
    path("", include("groundswell.members.urls")),
    path("", include("groundswell.host.urls")),
]
