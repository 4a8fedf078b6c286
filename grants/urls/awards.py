"""Addresses of awards."""

from django.urls import path

from grants.views import agreement_templates as templates
from grants.views import agreements, my_agreement, offers, revisions, subawards
from grants.views import awards as views

urlpatterns = [
    path("awards/", views.awards, name="awards"),
    path("awards/<int:pk>/", views.award, name="award"),
    path("awards/<int:pk>/offer/extend/", offers.offer_extend, name="offer-extend"),
    path("awards/<int:pk>/offer/lapse/", offers.offer_lapse, name="offer-lapse"),
    path("awards/templates/", templates.templates, name="agreement-templates"),
    path("awards/templates/new/", templates.template_new, name="agreement-template-new"),
    path("awards/templates/<int:pk>/", templates.template, name="agreement-template"),
    path("awards/templates/<int:pk>/write/", templates.template_write, name="agreement-template-write"),
    path("awards/templates/<int:pk>/use/", templates.template_use, name="agreement-template-use"),
    path("awards/<int:pk>/agreement/", agreements.agreement, name="award-agreement"),
    path("awards/<int:pk>/agreement/make/", agreements.agreement_make, name="award-agreement-make"),
    path("awards/<int:pk>/agreement/send/", agreements.agreement_send, name="award-agreement-send"),
    path("awards/<int:pk>/agreement/void/", agreements.agreement_void, name="award-agreement-void"),
    path("awards/<int:pk>/agreement/sign/", agreements.agreement_countersign, name="award-agreement-sign"),
    path("my/awards/<int:pk>/agreement/", my_agreement.my_agreement, name="my-agreement"),
    path("my/awards/<int:pk>/agreement/sign/", my_agreement.my_agreement_sign, name="my-agreement-sign"),
    path("my/awards/<int:pk>/agreement/scan/", my_agreement.my_agreement_scan, name="my-agreement-scan"),
    path("my/awards/<int:pk>/agreement/change/", my_agreement.my_agreement_object, name="my-agreement-object"),
    path("awards/<int:pk>/revision/", revisions.revision, name="award-revision"),
    path("awards/<int:pk>/revision/decide/", revisions.revision_decide, name="award-revision-decide"),
    path("my/awards/<int:pk>/revision/", revisions.my_revision, name="my-revision"),
    path("my/awards/<int:pk>/revision/save/", revisions.my_revision_save, name="my-revision-save"),
    path("awards/<int:pk>/risk/", subawards.risk, name="award-risk"),
    path("awards/<int:pk>/risk/assess/", subawards.risk_assess, name="award-risk-assess"),
    path("awards/<int:pk>/subaward/", subawards.sheet, name="award-subaward"),
    path("awards/<int:pk>/subaward/save/", subawards.sheet_save, name="award-subaward-save"),
    path("awards/<int:pk>/subaward/freeze/", subawards.sheet_freeze, name="award-subaward-freeze"),
    path("my/awards/", views.my_awards, name="my-awards"),
    path("my/awards/<int:pk>/", views.my_award, name="my-award"),
    path("my/awards/<int:pk>/answer/", views.answer, name="my-award-answer"),
]
