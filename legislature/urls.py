"""Addresses of legislature: staff build and send, everybody reads what is published, a link opens one report."""

from django.urls import path

from legislature.views import announcements, editions, link, people, public

urlpatterns = [
    path("legislators/", people.legislators, name="legislators"),
    path("legislators/import/", people.legislators_import, name="legislators-import"),
    path("legislators/counties/", people.district_counties, name="district-counties"),
    path("editions/", editions.edition_list, name="editions"),
    path("editions/new/", editions.edition_new, name="edition-new"),
    path("editions/<int:pk>/", editions.edition, name="edition"),
    path("editions/<int:pk>/preview/", editions.edition_preview, name="edition-preview"),
    path("editions/<int:pk>/words/", editions.edition_words, name="edition-words"),
    path("editions/<int:pk>/freeze/", editions.edition_freeze, name="edition-freeze"),
    path("editions/<int:pk>/thaw/", editions.edition_thaw, name="edition-thaw"),
    path("editions/<int:pk>/approve/", editions.edition_approve, name="edition-approve"),
    path("editions/<int:pk>/publish/", editions.edition_publish, name="edition-publish"),
    path("editions/<int:pk>/deliver/", editions.edition_deliver, name="edition-deliver"),
    path("decisions/<slug:slug>/announcements/", announcements.announcements, name="announcements"),
    path("decisions/<slug:slug>/announcements/new/", announcements.announcement_new, name="announcement-new"),
    path(
        "decisions/<slug:slug>/announcements/head-start/",
        announcements.announcement_head_start,
        name="announcement-head-start",
    ),
    path("announcements/<int:pk>/", announcements.announcement, name="announcement"),
    path("announcements/<int:pk>/edit/", announcements.announcement_edit, name="announcement-edit"),
    path("announcements/<int:pk>/propose/", announcements.announcement_propose, name="announcement-propose"),
    path("announcements/<int:pk>/approve/", announcements.announcement_approve, name="announcement-approve"),
    path("announcements/<int:pk>/take-back/", announcements.announcement_take_back, name="announcement-take-back"),
    path("announcements/<int:pk>/cancel/", announcements.announcement_cancel, name="announcement-cancel"),
    path("announcements/<int:pk>/correct/", announcements.announcement_correct, name="announcement-correct"),
    path("announcements/<int:pk>/press/", announcements.announcement_press, name="announcement-press"),
    path("announcements/<int:pk>/mail/<int:legislator>/", announcements.announcement_mail, name="announcement-mail"),
    path("deliveries/<int:pk>/withdraw/", editions.delivery_withdraw, name="delivery-withdraw"),
    path("deliveries/<int:pk>/resend/", editions.delivery_resend, name="delivery-resend"),
    path("impact/", public.impact, name="impact"),
    path("impact/<int:pk>/", public.impact_edition, name="impact-edition"),
    path("impact/<int:pk>/figures.csv", public.impact_csv, name="impact-csv"),
    path("impact/<int:pk>/report.pdf", public.impact_pdf, name="impact-pdf"),
    path("i/<str:token>/", link.edition_link, name="edition-link"),
    path("i/<str:token>/report.pdf", link.edition_link_pdf, name="edition-link-pdf"),
]
