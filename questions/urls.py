"""Addresses of the composer."""

from django.urls import path

from questions.views import staff
from questions.views import staff_exchange as exchange

urlpatterns = [
    path("forms/", staff.form_list, name="forms"),
    path("forms/import/", exchange.form_import, name="form-import"),
    path("forms/new/", staff.form_create, name="form-create"),
    path("forms/versions/<int:pk>/", staff.form_version, name="form-version"),
    path("forms/versions/<int:pk>/preview/", exchange.form_preview, name="form-preview"),
    path("forms/versions/<int:pk>/export.json", exchange.form_export, name="form-export"),
    path("forms/versions/<int:pk>/borrow/", exchange.form_borrow, name="form-borrow"),
    path("forms/versions/<int:pk>/act/", staff.version_act, name="form-version-act"),
    path("forms/versions/<int:pk>/sections/new/", staff.section_edit, name="form-section-new"),
    path("forms/versions/<int:pk>/sections/<int:section>/", staff.section_edit, name="form-section"),
    path(
        "forms/versions/<int:pk>/sections/<int:section>/questions/new/", staff.question_edit, name="form-question-new"
    ),
    path(
        "forms/versions/<int:pk>/sections/<int:section>/questions/<int:question>/",
        staff.question_edit,
        name="form-question",
    ),
]
