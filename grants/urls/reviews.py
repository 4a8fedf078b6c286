"""Addresses: a reviewer's queue and reviews."""

from django.urls import path

from grants.views import reviewer as views

urlpatterns = [
    path("reviews/", views.reviews, name="reviews"),
    path("reviews/keys/", views.review_keys, name="review-keys"),
    path("reviews/<int:pk>/", views.review, name="review"),
    path("reviews/<int:pk>/declare/", views.review_declare, name="review-declare"),
    path("reviews/<int:pk>/recuse/", views.review_recuse, name="review-recuse"),
    path("reviews/<int:pk>/save/", views.review_save, name="review-save"),
    path("reviews/<int:pk>/keep/", views.review_keep, name="review-keep"),
    path("reviews/<int:pk>/progress/", views.review_progress, name="review-progress"),
    path("reviews/<int:pk>/submit/", views.review_submit, name="review-submit"),
]
