"""Every permission and every role, on one page.

A role is stored by name with the scope it is held over and the dates between which it holds. What a role may do is
decided here alone; `access.py` of each app decides over which rows.
"""

from django.db.models import TextChoices


class Permission(TextChoices):
    """One thing that a person may do. A view names the one it needs."""

    HOME_SEE = "home.see", "See what waits for them"
    SEARCH = "search", "Search across the state's records"
    FORM_SEE = "form.see", "See the questions of a form"
    FORM_EDIT = "form.edit", "Compose the questions of a form"
    ROUND_SEE = "round.see", "See rounds before they open"
    ROUND_EDIT = "round.edit", "Set up a round"
    ROUND_OPEN = "round.open", "Open and close a round"
    APPLICATION_SEE = "application.see", "See applications"
    APPLICATION_EDIT = "application.edit", "Prepare an application"
    APPLICATION_SUBMIT = "application.submit", "Submit an application"
    APPLICATION_SCREEN = "application.screen", "Screen applications for eligibility"
    WAIVER_DECIDE = "waiver.decide", "Approve or deny a waiver that somebody else asked for"
    REVIEW_ASSIGN = "review.assign", "Assign reviewers"
    CONFLICT_DECIDE = "conflict.decide", "Decide on conflicts of interest of others"
    REVIEW_DO = "review.do", "Review the applications assigned to them"
    REVIEW_SEE_ALL = "review.see_all", "See every review"
    PANEL_SEE = "panel.see", "See the panels that they sit on or look after"
    DECISION_SEE = "decision.see", "See the ranking and the slate"
    DECISION_RECOMMEND = "decision.recommend", "Recommend amounts"
    DECISION_APPROVE = "decision.approve", "Approve a slate that somebody else recommended"
    AWARD_SEE = "award.see", "See awards"
    AWARD_ACCEPT = "award.accept", "Accept an award"
    AWARD_MANAGE = "award.manage", "Manage awards"
    RECORD_HOLD = "record.hold", "Place a legal hold on an award's records, and release it"
    REPORT_SEE = "report.see", "See quarterly reports"
    REPORT_EDIT = "report.edit", "Prepare a quarterly report"
    REPORT_SUBMIT = "report.submit", "Submit a quarterly report"
    REPORT_REVIEW = "report.review", "Accept or return a quarterly report"
    FUND_SEE = "fund.see", "See funds and what is left of them"
    FUND_EDIT = "fund.edit", "Set up funds"
    SHARE_SEE = "share.see", "See the report of their own fund's share"
    PARTNERSHIP_SEE = "partnership.see", "See partnerships"
    PARTNERSHIP_EDIT = "partnership.edit", "Keep a partnership's record"
    STAGE_CONFIRM = "stage.confirm", "Confirm the stage that a partnership has reached"
    PARTNERSHIP_IMPORT = "partnership.import", "Import partnerships from a spreadsheet"
    PARTNERSHIP_JOIN = "partnership.join", "See the workspace of a partnership they belong to"
    MATCH_VERIFY = "match.verify", "Verify what members committed"
    ORGANIZATION_SEE = "organization.see", "See organizations and employers"
    ORGANIZATION_EDIT = "organization.edit", "Keep organizations and merge doubles"
    INDUSTRY_EDIT = "industry.edit", "Keep regions and target industries"
    ANALYSIS_SEE = "analysis.see", "See industry analyses before publication"
    ANALYSIS_EDIT = "analysis.edit", "Write the state's industry analyses"
    ANALYSIS_ADAPT = "analysis.adapt", "Write a region's version of an analysis and record talks with employers"
    ANALYSIS_PUBLISH = "analysis.publish", "Publish an industry analysis"
    POLICY_SEE = "policy.see", "See the state's policies and their goals"
    POLICY_EDIT = "policy.edit", "Keep the state's policies and their goals"
    SUPPORT_SEE = "support.see", "See requests for technical assistance, events and their figures"
    SUPPORT_ASK = "support.ask", "Ask for technical assistance"
    SUPPORT_GIVE = "support.give", "Give technical assistance"
    SUPPORT_PLAN = "support.plan", "Assign requests and plan the year's support"
    EVENT_EDIT = "event.edit", "Set up events and record who came"
    EVENT_ATTEND = "event.attend", "Register for events"
    RESOURCE_EDIT = "resource.edit", "Keep the resource library"
    LABOR_MARKET_SEE = "labor_market.see", "See labor-market data"
    LABOR_MARKET_IMPORT = "labor_market.import", "Import labor-market data"
    SURVEY_SEE = "survey.see", "See survey results"
    SURVEY_RUN = "survey.run", "Run surveys"
    SURVEY_RAW = "survey.raw", "Read single survey answers"
    STORY_EDIT = "story.edit", "Record stories and consent"
    EDITION_SEE = "edition.see", "See impact reports before publication"
    EDITION_BUILD = "edition.build", "Build an impact report"
    EDITION_APPROVE = "edition.approve", "Approve an impact report that somebody else built"
    EDITION_DELIVER = "edition.deliver", "Send an impact report and withdraw its links"
    ANNOUNCEMENT_DRAFT = "announcement.draft", "Draft the announcement of a round's awards"
    ANNOUNCEMENT_APPROVE = "announcement.approve", "Approve an announcement that somebody else drafted"
    ANNOUNCEMENT_STOP = "announcement.stop", "Take back or cancel an announcement before its release"
    LEGISLATURE_EDIT = "legislature.edit", "Import legislators"
    MEMBER_SEE = "member.see", "See the people of the state"
    MEMBER_INVITE = "member.invite", "Invite people and end their roles"
    AUDIT_SEE = "audit.see", "Read the audit trail"
    OPERATIONS_SEE = "operations.see", "See jobs that failed"
    OPERATIONS_ACT = "operations.act", "Retry or drop jobs that failed"


class Role(TextChoices):
    DIRECTOR = "director", "Program director"
    OFFICER = "officer", "Program officer"
    FISCAL = "fiscal", "Fiscal officer"
    ANALYST = "analyst", "Labor market analyst"
    REVIEWER = "reviewer", "Reviewer"
    EVALUATOR = "evaluator", "Third-party evaluator"
    CONVENER = "convener", "Convener"
    CERTIFIER = "certifier", "Authorized representative"
    PARTNER = "partner", "Partnership member"
    PROVIDER = "provider", "Technical assistance provider"
    STEWARD = "steward", "Fund steward"
    TEAMMATE = "teammate", "Member of an application's team"
    AUDITOR = "auditor", "Auditor"


P = Permission

EVERYONE = frozenset({P.HOME_SEE})
STAFF_READ = EVERYONE | {
    P.SEARCH,
    P.FORM_SEE,
    P.ROUND_SEE,
    P.APPLICATION_SEE,
    P.REVIEW_SEE_ALL,
    P.PANEL_SEE,
    P.DECISION_SEE,
    P.AWARD_SEE,
    P.REPORT_SEE,
    P.FUND_SEE,
    P.SHARE_SEE,
    P.PARTNERSHIP_SEE,
    P.ORGANIZATION_SEE,
    P.ANALYSIS_SEE,
    P.POLICY_SEE,
    P.SUPPORT_SEE,
    P.LABOR_MARKET_SEE,
    P.SURVEY_SEE,
    P.EDITION_SEE,
    P.MEMBER_SEE,
}

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.OFFICER: STAFF_READ
    | {
        P.FORM_EDIT,
        P.ROUND_EDIT,
        P.ROUND_OPEN,
        P.APPLICATION_SCREEN,
        P.WAIVER_DECIDE,
        P.REVIEW_ASSIGN,
        P.CONFLICT_DECIDE,
        P.DECISION_RECOMMEND,
        P.AWARD_MANAGE,
        P.REPORT_REVIEW,
        P.PARTNERSHIP_EDIT,
        P.STAGE_CONFIRM,
        P.PARTNERSHIP_IMPORT,
        P.MATCH_VERIFY,
        P.ORGANIZATION_EDIT,
        P.INDUSTRY_EDIT,
        P.POLICY_EDIT,
        P.SUPPORT_GIVE,
        P.SUPPORT_PLAN,
        P.EVENT_EDIT,
        P.RESOURCE_EDIT,
        P.SURVEY_RUN,
        P.STORY_EDIT,
        P.EDITION_BUILD,
        P.EDITION_DELIVER,
        P.ANNOUNCEMENT_DRAFT,
        P.ANNOUNCEMENT_STOP,
        P.LEGISLATURE_EDIT,
        P.MEMBER_INVITE,
        P.OPERATIONS_SEE,
        P.OPERATIONS_ACT,
    },
    Role.DIRECTOR: STAFF_READ
    | {
        P.ROUND_OPEN,
        P.WAIVER_DECIDE,
        P.CONFLICT_DECIDE,
        P.DECISION_APPROVE,
        P.AWARD_MANAGE,
        P.RECORD_HOLD,
        P.STAGE_CONFIRM,
        P.ANALYSIS_PUBLISH,
        P.POLICY_EDIT,
        P.EDITION_APPROVE,
        P.EDITION_DELIVER,
        P.ANNOUNCEMENT_APPROVE,
        P.ANNOUNCEMENT_STOP,
        P.MEMBER_INVITE,
        P.AUDIT_SEE,
        P.OPERATIONS_SEE,
        P.OPERATIONS_ACT,
    },
    Role.FISCAL: STAFF_READ | {P.FUND_EDIT, P.DECISION_APPROVE, P.REPORT_REVIEW, P.MATCH_VERIFY},
    Role.ANALYST: EVERYONE
    | {
        P.SEARCH,
        P.PARTNERSHIP_SEE,
        P.INDUSTRY_EDIT,
        P.ANALYSIS_SEE,
        P.ANALYSIS_EDIT,
        P.ANALYSIS_ADAPT,
        P.ANALYSIS_PUBLISH,
        P.LABOR_MARKET_SEE,
        P.LABOR_MARKET_IMPORT,
    },
    Role.REVIEWER: EVERYONE | {P.REVIEW_DO, P.PANEL_SEE, P.LABOR_MARKET_SEE},
    Role.EVALUATOR: EVERYONE | {P.SURVEY_SEE, P.SURVEY_RUN, P.SURVEY_RAW, P.EDITION_SEE},
    Role.CONVENER: EVERYONE
    | {
        P.APPLICATION_EDIT,
        P.APPLICATION_SUBMIT,
        P.AWARD_ACCEPT,
        P.REPORT_EDIT,
        P.REPORT_SUBMIT,
        P.PARTNERSHIP_EDIT,
        P.PARTNERSHIP_JOIN,
        P.ANALYSIS_ADAPT,
        P.SUPPORT_ASK,
        P.EVENT_ATTEND,
        P.LABOR_MARKET_SEE,
        P.STORY_EDIT,
    },
    Role.CERTIFIER: EVERYONE
    | {P.APPLICATION_EDIT, P.APPLICATION_SUBMIT, P.AWARD_ACCEPT, P.REPORT_EDIT, P.REPORT_SUBMIT},
    Role.PARTNER: EVERYONE | {P.PARTNERSHIP_JOIN, P.EVENT_ATTEND, P.LABOR_MARKET_SEE},
    Role.PROVIDER: EVERYONE
    | {P.SUPPORT_SEE, P.SUPPORT_GIVE, P.EVENT_EDIT, P.EVENT_ATTEND, P.RESOURCE_EDIT, P.LABOR_MARKET_SEE},
    Role.STEWARD: EVERYONE | {P.SHARE_SEE},
    Role.TEAMMATE: EVERYONE | {P.APPLICATION_EDIT, P.APPLICATION_SUBMIT},
    Role.AUDITOR: STAFF_READ | {P.AUDIT_SEE, P.OPERATIONS_SEE},
}
"""A teammate's role opens the door of one application; what she may do behind it is decided by her part in its team
(`grants/rules/teams.py`)."""

STAFF_ROLES = frozenset({Role.DIRECTOR, Role.OFFICER, Role.FISCAL, Role.ANALYST, Role.AUDITOR})

INVITES: dict[Role, frozenset[Role]] = {
    Role.DIRECTOR: frozenset(Role) - {Role.TEAMMATE},
    Role.OFFICER: frozenset(
        {
            Role.CONVENER,
            Role.CERTIFIER,
            Role.REVIEWER,
            Role.EVALUATOR,
            Role.ANALYST,
            Role.PARTNER,
            Role.PROVIDER,
        }
    ),
}
"""Which roles each role may invite people to, and end. Nobody below a director makes one who approves money,
and whoever leads an application invites to its team on a page of its own."""


def permissions_of(role: str) -> frozenset[Permission]:
    """What a role may do; a name no longer in the table may do nothing."""
    try:
        return ROLE_PERMISSIONS[Role(role)]
    except ValueError:
        return frozenset()
