"""Addresses of partnerships, a file a part; a partnership's own page is home's, which may read everything."""

from partnerships.urls import organizations, records, support, work

urlpatterns = [
    *records.urlpatterns,
    *organizations.urlpatterns,
    *support.urlpatterns,
    *work.urlpatterns,
]
