"""Addresses of partnerships, a file a part; a partnership's own page is home's, which may read everything."""

from partnerships.urls import analyses, organizations, policies, records, support, work

urlpatterns = [
    *analyses.urlpatterns,
    *organizations.urlpatterns,
    *policies.urlpatterns,
    *records.urlpatterns,
    *support.urlpatterns,
    *work.urlpatterns,
]
