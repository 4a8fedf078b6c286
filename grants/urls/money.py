"""Addresses of programs, funds and pools."""

from django.urls import URLPattern, path

from grants.views import approval_levels as levels
from grants.views import staff_money as views

urlpatterns: list[URLPattern] = [
    path("staff/money/", views.money, name="money"),
    path("staff/programs/new/", views.program_edit, name="program-new"),
    path("staff/programs/<int:pk>/", views.program_edit, name="program-edit"),
    path("staff/funds/new/", views.fund_edit, name="fund-new"),
    path("staff/funds/<int:pk>/", views.fund_edit, name="fund-edit"),
    path("staff/pools/new/", views.pool_edit, name="pool-new"),
    path("staff/pools/<int:pk>/", views.pool, name="pool"),
    path("staff/pools/<int:pk>/change/", views.pool_edit, name="pool-edit"),
    path("staff/approval-levels/", levels.approval_levels, name="approval-levels"),
    path("staff/approval-levels/add/", levels.approval_level_add, name="approval-level-add"),
    path("staff/approval-levels/<int:pk>/remove/", levels.approval_level_remove, name="approval-level-remove"),
]
