"""Addresses: a reviewer's queue and reviews."""

from django.urls import path

from grants.views import reviewer as views
from grants.views import reviewer_notes as notes
from grants.views import reviewer_profile as own
from grants.views import reviewer_reading as reading
from grants.views import staff_proposals as proposals
from grants.views import staff_reviewers as staff

urlpatterns = [
    path("reviews/", views.reviews, name="reviews"),
    path("reviews/keys/", views.review_keys, name="review-keys"),
    path("reviews/profile/", own.reviewer_profile, name="reviewer-profile"),
    path("reviews/profile/save/", own.reviewer_save, name="reviewer-save"),
    path("reviews/register/add/", own.affiliation_add, name="affiliation-add"),
    path("reviews/register/declare/", own.register_declare, name="register-declare"),
    path("reviews/register/<int:pk>/remove/", own.affiliation_remove, name="affiliation-remove"),
    path("reviews/agreement/sign/", own.agreement_sign, name="agreement-sign"),
    path("reviews/<int:pk>/decline/", views.review_decline, name="review-decline"),
    path("reviews/<int:pk>/unsure/", views.review_unsure, name="review-unsure"),
    path("reviewers/", staff.reviewers, name="reviewers"),
    path("reviewers/agreement/", staff.agreement, name="reviewer-agreement"),
    path("reviewers/<int:pk>/", staff.reviewer, name="reviewer"),
    path("reviewers/<int:pk>/conflict/", staff.conflict_record, name="conflict-record"),
    path("applications/<int:pk>/conflict/", staff.application_conflict, name="application-conflict"),
    path("conflicts/", staff.conflicts, name="conflicts"),
    path("conflicts/<int:pk>/", staff.conflict, name="conflict"),
    path("conflicts/<int:pk>/decide/", staff.conflict_decide, name="conflict-decide"),
    path("conflicts/<int:pk>/answer/", staff.finding_answer, name="finding-answer"),
    path("staff/rounds/<slug:slug>/propose/", proposals.round_propose, name="round-propose"),
    path("proposals/<int:pk>/", proposals.proposal, name="proposal"),
    path("proposals/<int:pk>/edit/", proposals.proposal_edit, name="proposal-edit"),
    path("proposals/<int:pk>/discard/", proposals.proposal_discard, name="proposal-discard"),
    path("staff/rounds/<slug:slug>/conflicts/", staff.round_conflicts, name="round-conflicts"),
    path("reviews/<int:pk>/", views.review, name="review"),
    path("reviews/<int:pk>/declare/", views.review_declare, name="review-declare"),
    path("reviews/<int:pk>/recuse/", views.review_recuse, name="review-recuse"),
    path("reviews/<int:pk>/save/", views.review_save, name="review-save"),
    path("reviews/<int:pk>/find/", reading.review_find, name="review-find"),
    path("reviews/<int:pk>/note/", notes.review_note, name="review-note"),
    path("reviews/<int:pk>/keep/", views.review_keep, name="review-keep"),
    path("reviews/<int:pk>/confirm/", views.review_confirm, name="review-confirm"),
    path("reviews/<int:pk>/progress/", views.review_progress, name="review-progress"),
    path("reviews/<int:pk>/submit/", views.review_submit, name="review-submit"),
]
