"""The list of partnerships, the pages on which a record is kept, and those of a partnership's life."""

from django.urls import path

from partnerships.views import charters, founding, public, records, room, standing

urlpatterns = [
    path("partnerships/", public.partnerships, name="partnerships"),
    path("partnerships/<slug:slug>/edit/", records.partnership_edit, name="partnership-edit"),
    path("partnerships/<slug:slug>/charter/", charters.partnership_charter, name="partnership-charter"),
    path("partnerships/<slug:slug>/seats/<int:pk>/letter/", charters.partnership_letter, name="partnership-letter"),
    path("partnerships/<slug:slug>/stage/", standing.partnership_stage, name="partnership-stage"),
    path("partnerships/<slug:slug>/stage/decide/", standing.partnership_stage_decide, name="partnership-stage-decide"),
    path("partnerships/<slug:slug>/convener/", standing.partnership_convener, name="partnership-convener"),
    path(
        "partnerships/<slug:slug>/convener/accept/",
        standing.partnership_convener_accept,
        name="partnership-convener-accept",
    ),
    path("partnerships/<slug:slug>/room/", room.partnership_room, name="partnership-room"),
    path("my/partnerships/new/", founding.partnership_new, name="partnership-new"),
    path("staff/import-partnerships/", founding.partnership_import, name="partnership-import"),
    path(
        "staff/import-partnerships/template.xlsx",
        founding.partnership_import_template,
        name="partnership-import-template",
    ),
    path("staff/import-partnerships/<int:pk>/", founding.partnership_import_detail, name="partnership-import-detail"),
    path("staff/table-rule/", standing.table_rule, name="table-rule"),
]
