"""The workbench, industry analyses, regions, target industries, and why these industries."""

from django.urls import path

from partnerships.views import analyses, conversations, industries_public, places, workbench

urlpatterns = [
    path("labor-market/workbench/", workbench.workbench, name="workbench"),
    path("labor-market/workbench/save/", workbench.workbench_save, name="workbench-save"),
    path("labor-market/workbench/screening.csv", workbench.workbench_csv, name="workbench-csv"),
    path("labor-market/workbench/industries/<slug:code>/", workbench.workbench_industry, name="workbench-industry"),
    path("analyses/", analyses.analyses, name="analyses"),
    path("analyses/<int:pk>/", analyses.analysis, name="analysis"),
    path("analyses/<int:pk>/candidates.csv", analyses.analysis_csv, name="analysis-csv"),
    path("analyses/<int:pk>/write/", analyses.analysis_write, name="analysis-write"),
    path("analyses/<int:pk>/publish/", analyses.analysis_publish, name="analysis-publish"),
    path("analyses/<int:pk>/adapt/", analyses.analysis_adapt, name="analysis-adapt"),
    path("analyses/<int:pk>/renew/", analyses.analysis_renew, name="analysis-renew"),
    path("analyses/<int:pk>/compare/", analyses.analysis_compare, name="analysis-compare"),
    path("analyses/<int:pk>/conversations/new/", conversations.conversation_new, name="conversation-new"),
    path("analyses/<int:pk>/moves/<slug:move>/", analyses.analysis_move, name="analysis-move"),
    path("conversations/<int:pk>/remove/", conversations.conversation_remove, name="conversation-remove"),
    path("regions/", places.regions, name="regions"),
    path("regions/new/", places.region_new, name="region-new"),
    path("regions/<int:pk>/edit/", places.region_edit, name="region-edit"),
    path("regions/<int:pk>/delete/", places.region_drop, name="region-drop"),
    path("target-industries/", places.target_industries, name="target-industries"),
    path("target-industries/new/", places.industry_new, name="industry-new"),
    path("target-industries/<int:pk>/edit/", places.industry_edit, name="industry-edit"),
    path("target-industries/<int:pk>/review/", places.industry_review, name="industry-review"),
    path("target-industries/<int:pk>/moves/<slug:move>/", places.industry_move, name="industry-move"),
    path("why-these-industries/", industries_public.why_industries, name="why-industries"),
    path("why-these-industries/<int:pk>/", industries_public.why_analysis, name="why-analysis"),
    path("why-these-industries/<int:pk>/candidates.csv", industries_public.why_analysis_csv, name="why-analysis-csv"),
]
