"""Addresses: deciding a round."""

from django.urls import path

from grants.views import appeals, outbox, slate_live, waiting, whatifs
from grants.views import decisions as views

urlpatterns = [
    path("decisions/", views.decisions, name="decisions"),
    path("decisions/<slug:slug>/", views.slate, name="slate"),
    path("decisions/<slug:slug>/start/", views.slate_start, name="slate-start"),
    path("decisions/<slug:slug>/save/", views.slate_save, name="slate-save"),
    path("decisions/<slug:slug>/live/", slate_live.slate_live, name="slate-live"),
    path("decisions/<slug:slug>/recommend/", views.slate_recommend, name="slate-recommend"),
    path("decisions/<slug:slug>/send-back/", views.slate_send_back, name="slate-send-back"),
    path("decisions/<slug:slug>/approve/", views.slate_approve, name="slate-approve"),
    path("decisions/<slug:slug>/applications/<int:pk>/", views.slate_reviews, name="slate-reviews"),
    path("decisions/<slug:slug>/letters/", outbox.outbox, name="outbox"),
    path("decisions/<slug:slug>/letters/read/", outbox.outbox_read, name="outbox-read"),
    path("decisions/<slug:slug>/letters/look/", outbox.outbox_look, name="outbox-look"),
    path("decisions/<slug:slug>/letters/send/", outbox.outbox_send, name="outbox-send"),
    path("decisions/<slug:slug>/letters/<int:pk>/", outbox.outbox_letter, name="outbox-letter"),
    path("decisions/<slug:slug>/letters/<int:pk>/paragraph/", outbox.outbox_paragraph, name="outbox-paragraph"),
    path("decisions/<slug:slug>/letters/<int:pk>/approve/", outbox.outbox_approve, name="outbox-approve"),
    path("decisions/<slug:slug>/letters/<int:pk>/correct/", outbox.outbox_correct, name="outbox-correct"),
    path("decisions/<slug:slug>/applications/<int:pk>/comment/", appeals.applicant_comment, name="applicant-comment"),
    path("decisions/<slug:slug>/waiting/", waiting.waiting, name="waiting"),
    path("decisions/<slug:slug>/waiting/propose/", waiting.waiting_propose, name="waiting-propose"),
    path("decisions/<slug:slug>/waiting/<int:pk>/approve/", waiting.waiting_approve, name="waiting-approve"),
    path("decisions/<slug:slug>/waiting/<int:pk>/drop/", waiting.waiting_drop, name="waiting-drop"),
    path("my/letters/<int:pk>/", outbox.decision_letter, name="decision-letter"),
    path("my/letters/<int:pk>/appeal/", appeals.appeal_file, name="appeal-file"),
    path("my/appeals/<int:pk>/withdraw/", appeals.appeal_withdraw, name="appeal-withdraw"),
    path("appeals/", appeals.appeals, name="appeals"),
    path("appeals/<int:pk>/", appeals.appeal, name="appeal"),
    path("appeals/<int:pk>/acknowledge/", appeals.appeal_acknowledge, name="appeal-acknowledge"),
    path("appeals/<int:pk>/decide/", appeals.appeal_decide, name="appeal-decide"),
    path("appeals/<int:pk>/delay/", appeals.appeal_delay, name="appeal-delay"),
    path("decisions/<slug:slug>/what-if/", whatifs.whatifs, name="whatifs"),
    path("decisions/<slug:slug>/what-if/keep/", whatifs.whatif_keep, name="whatif-keep"),
    path("decisions/<slug:slug>/what-if/suggest/", whatifs.whatif_suggest, name="whatif-suggest"),
    path("decisions/<slug:slug>/what-if/<int:pk>/take/", whatifs.whatif_take, name="whatif-take"),
    path("decisions/<slug:slug>/what-if/<int:pk>/delete/", whatifs.whatif_drop, name="whatif-drop"),
    path("decisions/reviews/<int:pk>/reopen/", views.review_reopen, name="review-reopen"),
]
