"""Addresses of partnerships, a file a part; a partnership's own page is home's, which may read everything."""

from partnerships.urls import analyses, organizations, records, support, work

urlpatterns = [
    *analyses.urlpatterns,
    *organizations.urlpatterns,
    *records.urlpatterns,
    *support.urlpatterns,
    *work.urlpatterns,
]
