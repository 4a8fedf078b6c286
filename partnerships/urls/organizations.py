"""The state's organizations; the page of one is home's, which may read what it applied for."""

from django.urls import path

from partnerships.views import organizations

urlpatterns = [
    path("organizations/", organizations.organizations, name="organizations"),
    path("organizations/new/", organizations.organization_new, name="organization-new"),
    path("organizations/doubles/", organizations.organization_doubles, name="organization-doubles"),
    path("organizations/<int:pk>/edit/", organizations.organization_edit, name="organization-edit"),
    path("organizations/<int:pk>/merge/", organizations.organization_merge, name="organization-merge"),
]
