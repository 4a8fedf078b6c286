"""The questions that the states ask: applications for planning and implementation, and the quarterly narrative."""

from __future__ import annotations

from typing import Any

from home.management.demonstration.world import World, keep
from questions.actions.composing import freeze_version
from questions.choices import FormKind, Panel
from questions.models import Form, FormVersion, Question, Section

Asked = tuple[str, str, str, dict[str, Any]]
"""A question: key, type, words, and what else it has (help, required, options, show_if)."""
Page = tuple[str, str, str, str, tuple[Asked, ...]]
"""A section: key, title, introduction, panel, questions."""


def long(key: str, label: str, words: int, help: str = "", **more: Any) -> Asked:
    return key, "long_text", label, {"help": help, "options": {"words": words}, **more}


PARTNERSHIP: Page = (
    "partnership",
    "The partnership",
    "Who you are, which industry and which counties.",
    Panel.PARTNERSHIP,
    (
        long(
            "history", "How did this partnership come about?", 200, "Say who asked whom, and when employers first met."
        ),
        long("employer-lead", "How do employers set its agenda?", 200, "Give the last decision that employers made."),
    ),
)
ROSTER: Page = (
    "partners",
    "Partners",
    "Everybody at the table, by role, with what each has promised. At least two employers.",
    Panel.ROSTER,
    (
        ("labor-voice", "yes_no", "Does a labor organization or worker representative sit at the table?", {}),
        long(
            "labor-plan",
            "How will workers have a voice until one does?",
            100,
            show_if={"question": "labor-voice", "is": "equal", "value": False},
        ),
    ),
)
ASSESSMENT: Page = (
    "assessment",
    "Industry assessment",
    "Worth 100 of 300 points. Identify the distinct labor market regions that matter to these industries, with evidence.",
    Panel.ASSESSMENT,
    (
        ("industries", "industry", "Which industries did you choose?", {"help": "NAICS codes of two to six digits."}),
        long("regions-evidence", "Which labor market regions matter to these industries, and how do you know?", 250),
        long("against-others", "Against which other industries did you compare them, and what set them apart?", 250),
        (
            "conversations",
            "number",
            "With how many employers did you talk for this assessment?",
            {"options": {"min": 0, "max": 500, "unit": "employers"}},
        ),
        (
            "jobs",
            "table",
            "Which jobs do employers name as hardest to fill?",
            {
                "help": "One to six jobs, in the employers' own words.",
                "options": {
                    "columns": [
                        {"key": "job", "label": "Job", "type": "text", "required": True},
                        {"key": "openings", "label": "Openings a year", "type": "number", "required": True},
                        {"key": "pay", "label": "Starting pay an hour", "type": "money"},
                        {"key": "named", "label": "Employers who named it", "type": "number"},
                    ],
                    "min_rows": 1,
                    "max_rows": 6,
                },
            },
        ),
        long("hardest-jobs", "How hard are they to fill?", 200),
        long("employers-changed", "What did employers change in this assessment?", 150),
        long("not-known", "What could you not find out?", 100, "It counts for you to say so."),
    ),
)
CONVENER: Page = (
    "convener",
    "The convener",
    "The convener helps employers move forward without steering them.",
    Panel.NEUTRALITY,
    (long("capacity", "Who will do the work, and what have they convened before?", 200),),
)
PLAN: Page = (
    "work-plan",
    "Work plan",
    "What happens, who does it, and by when.",
    Panel.WORK_PLAN,
    (
        long("activities", "In which order, and why?", 300, "What must be there before the next thing can begin?"),
        long("workers", "How will the work reach people with low incomes or without a degree?", 200),
        ("first-meeting", "date", "When do employers next meet?", {}),
        long("risks", "What may go wrong, and what will you do then?", 150),
        (
            "proofs",
            "file",
            "Minutes, studies or agreements that stand behind the plan",
            {"help": "If there are any.", "required": False, "options": {"max_files": 3, "tier": "small"}},
        ),
    ),
)
TARGETS: Page = (
    "outcomes",
    "Outcomes",
    "What you promise on the common measures. Choose targets that you can be held to.",
    Panel.TARGETS,
    (
        long("how-measured", "How will you know, and where do the figures come from?", 200),
        long("lasting", "What will be different when the grant has ended?", 200),
    ),
)
BUDGET: Page = (
    "budget",
    "Budget and match",
    "By the object classes of form SF-424A.",
    Panel.BUDGET,
    (
        long("budget-reasons", "Explain the three largest lines.", 200),
        (
            "other-money",
            "money",
            "How much other money supports this work?",
            {"help": "Leveraged money that is not match. Write 0 if there is none.", "required": False},
        ),
    ),
)
MATCH: Page = (
    "match",
    "Match",
    "Who gives what beside the grant. Each line is added to the budget.",
    Panel.MATCH,
    (),
)
SIGNATURE: Page = (
    "certification",
    "Certification",
    "By the authorized representative of the lead applicant.",
    Panel.NONE,
    (
        (
            "true-and-complete",
            "attestation",
            "What this application says is true and complete, and our governing body knows of it.",
            {},
        ),
        ("signer", "text", "Name and title of the authorized representative", {}),
    ),
)
PLANNING = (PARTNERSHIP, ROSTER, ASSESSMENT, CONVENER, PLAN, TARGETS, BUDGET, MATCH, SIGNATURE)
SUSTAIN: Page = (
    "after-the-grant",
    "After the grant",
    "Employers who would pay to keep a partnership have told you what it is worth.",
    Panel.NONE,
    (
        long("sustain", "How will the partnership pay for itself?", 200),
        (
            "employer-fee",
            "yes_no",
            "Have employers been asked whether they would pay a fee?",
            {},
        ),
    ),
)
IMPLEMENTATION = (PARTNERSHIP, ROSTER, ASSESSMENT, CONVENER, PLAN, TARGETS, SUSTAIN, BUDGET, MATCH, SIGNATURE)
NARRATIVE: tuple[Page, ...] = (
    (
        "progress",
        "Progress",
        "What happened in the quarter.",
        Panel.NONE,
        (
            long("done", "What did the partnership do this quarter?", 250),
            long("behind", "What is behind plan, and why?", 200, "Write “nothing” if all is on plan."),
            ("meetings", "number", "How many times did employers meet?", {"options": {"min": 0, "max": 60}}),
        ),
    ),
    (
        "next",
        "Next quarter",
        "",
        Panel.NONE,
        (
            long("coming", "What comes next?", 150),
            ("need-help", "yes_no", "Do you want help from the state with anything?", {}),
            long("help-with", "With what?", 100, show_if={"question": "need-help", "is": "equal", "value": True}),
        ),
    ),
)
FORMS = {
    "planning": ("Planning grant application", FormKind.APPLICATION, PLANNING),
    "implementation": ("Implementation grant application", FormKind.APPLICATION, IMPLEMENTATION),
    "narrative": ("Quarterly report narrative", FormKind.REPORT, NARRATIVE),
}


def make_forms(world: World) -> None:
    """Composed, frozen, and answered from here on."""
    long_ago = world.at(world.first_quarter.start, 9)
    for key, (title, kind, pages) in FORMS.items():
        form = Form.objects.create(title=title, kind=kind, created_at=long_ago)
        version = FormVersion.objects.create(form=form, number=1)
        _compose(version, pages)
        world.forms[key] = freeze_version(version, by=world.people["officer"])
    FormVersion.objects.filter(pk__in=[v.pk for v in world.forms.values()]).update(frozen_at=long_ago)


def _compose(version: FormVersion, pages: tuple[Page, ...]) -> None:
    sections = keep(
        [
            Section(version=version, position=place, key=key, title=title, intro=intro, panel=panel)
            for place, (key, title, intro, panel, _) in enumerate(pages, start=1)
        ]
    )
    keep(
        [
            Question(section=section, position=place, key=key, type=type, label=label, **more)
            for section, (_, _, _, _, asked) in zip(sections, pages, strict=True)
            for place, (key, type, label, more) in enumerate(asked, start=1)
        ]
    )
