"""Addresses of what becomes of an award while it runs and when it ends."""

from django.urls import path

from grants.views import amendment_questions, amendments, closeout, monitoring

urlpatterns = [
    path("awards/<int:pk>/terms/", amendments.terms, name="award-terms"),
    path("awards/<int:pk>/terms/add/<slug:kind>/", amendments.change_add, name="award-change-add"),
    path(
        "awards/<int:pk>/terms/<int:amendment>/remove/<int:item>/", amendments.change_remove, name="award-change-remove"
    ),
    path("awards/<int:pk>/terms/<int:amendment>/send/", amendments.amendment_send, name="amendment-send"),
    path("awards/<int:pk>/terms/<int:amendment>/withdraw/", amendments.amendment_withdraw, name="amendment-withdraw"),
    path("awards/<int:pk>/terms/<int:amendment>/decide/", amendments.amendment_decide, name="amendment-decide"),
    path(
        "awards/<int:pk>/terms/<int:amendment>/answer/", amendment_questions.amendment_answer, name="amendment-answer"
    ),
    path(
        "awards/<int:pk>/terms/<int:amendment>/change/<int:item>/",
        amendment_questions.change_item,
        name="amendment-change-item",
    ),
    path(
        "my/awards/<int:pk>/terms/<int:amendment>/answer/",
        amendment_questions.my_amendment_answer,
        name="my-amendment-answer",
    ),
    path(
        "my/awards/<int:pk>/terms/<int:amendment>/change/<int:item>/",
        amendment_questions.my_change_item,
        name="my-amendment-change-item",
    ),
    path("my/awards/<int:pk>/terms/", amendments.my_terms, name="my-award-terms"),
    path("my/awards/<int:pk>/terms/add/<slug:kind>/", amendments.my_change_add, name="my-award-change-add"),
    path(
        "my/awards/<int:pk>/terms/<int:amendment>/remove/<int:item>/",
        amendments.my_change_remove,
        name="my-award-change-remove",
    ),
    path("my/awards/<int:pk>/terms/<int:amendment>/send/", amendments.my_amendment_send, name="my-amendment-send"),
    path(
        "my/awards/<int:pk>/terms/<int:amendment>/withdraw/",
        amendments.my_amendment_withdraw,
        name="my-amendment-withdraw",
    ),
    path("awards/<int:pk>/closeout/", closeout.closeout, name="closeout"),
    path("awards/<int:pk>/closeout/begin/", closeout.closeout_begin, name="closeout-begin"),
    path("awards/<int:pk>/closeout/steps/<slug:step>/", closeout.closeout_step, name="closeout-step"),
    path("awards/<int:pk>/closeout/time/", closeout.closeout_time, name="closeout-time"),
    path("awards/<int:pk>/closeout/close/", closeout.closeout_close, name="closeout-close"),
    path("awards/<int:pk>/closeout/alone/", closeout.closeout_alone, name="closeout-alone"),
    path("awards/<int:pk>/closeout/reopen/", closeout.closeout_reopen, name="closeout-reopen"),
    path("awards/<int:pk>/hold/", closeout.hold_place, name="hold-place"),
    path("awards/<int:pk>/hold/release/", closeout.hold_release, name="hold-release"),
    path("awards/<int:pk>/monitoring/", monitoring.monitoring, name="monitoring"),
    path("awards/<int:pk>/monitoring/plan/", monitoring.visit_plan, name="visit-plan"),
    path("awards/<int:pk>/monitoring/<int:visit>/record/", monitoring.visit_hold, name="visit-hold"),
    path("awards/<int:pk>/monitoring/<int:visit>/cancel/", monitoring.visit_cancel, name="visit-cancel"),
    path("awards/<int:pk>/monitoring/<int:visit>/finding/", monitoring.finding_add, name="finding-add"),
    path("awards/<int:pk>/findings/<int:finding>/decide/", monitoring.finding_decide, name="finding-decide"),
    path("my/awards/<int:pk>/monitoring/", monitoring.my_monitoring, name="my-monitoring"),
    path("my/awards/<int:pk>/findings/<int:finding>/answer/", monitoring.my_finding_respond, name="my-finding-respond"),
    path("my/awards/<int:pk>/closeout/", closeout.my_closeout, name="my-closeout"),
    path("my/awards/<int:pk>/closeout/steps/<slug:step>/", closeout.my_closeout_step, name="my-closeout-step"),
]
