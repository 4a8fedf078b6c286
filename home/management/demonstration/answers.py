"""What applicants wrote: paragraphs put together from many sentences, with each partnership's own figures in them."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Callable, Iterable
from typing import Any

from core.geography import county_name
from grants.models import Application
from home.management.demonstration.profiles import INDUSTRIES, Industry
from home.management.demonstration.world import World
from questions.checks import parse
from questions.models import Answer, Question, Response
from questions.rules import holds

WRITTEN: dict[str, tuple[tuple[str, ...], ...]] = {
    "history": (
        (
            "{employers} {short} employers first met in {year} at {firm}, where {convener} had been asked to bring them"
            " together.",
            "It began in {year} with a breakfast of six owners who had each lost the same three {job} to one another.",
            "In {year} the plant managers of {firm} and two neighbors asked {convener} why nobody trained {job} here.",
        ),
        (
            "Since then the table has met {meetings} times and grown to {employers} firms in {counties}.",
            "A school joined in the second month, and a union in the fourth. The employers chose both.",
            "Nobody was paid to come. By the third meeting there was a written list of what everybody needed.",
        ),
        (
            "The partnership has held two grants before and closed both with nothing disallowed.",
            "This is its first application; the work so far was paid by dues of $500 a firm.",
            "It has trained {trained} people so far, most of them while they were working.",
        ),
    ),
    "employer-lead": (
        (
            "An employer chairs every meeting and writes its agenda. {convener} keeps the minutes and does not vote.",
            "Each firm has one vote. Schools, unions and agencies advise and leave the room for votes on providers.",
        ),
        (
            "The last decision, in September, moved training from days to evenings; eleven of fourteen firms voted for it.",
            "In the spring employers struck a course that the college proposed and asked for {credential} in its place.",
            "The employers decided to release people for four hours a week with pay, which nobody had suggested to them.",
        ),
    ),
    "labor-plan": (
        ("Two hourly workers, chosen by their fellow workers at different firms, come to each meeting with pay.",),
        ("The regional labor council has been asked and will answer in January.",),
    ),
    "regions-evidence": (
        (
            "Two commuting areas divide our counties. Seven in ten people who work in the {short_lower} firms of {county}"
            " live in {counties}; those in the north share a labor pool with the next region.",
            "Commuting data show that {share}% of the people who work here live here, and that most others come from one"
            " county over the ridge.",
            "We drew the region by drive time: forty-five minutes to the main cluster of plants around {town}.",
        ),
        (
            "We therefore plan two groups, not one, and ask the employers farther out to choose the second site.",
            "The region crosses the border of two workforce areas, so both boards have signed.",
            "Nearly nine in ten openings posted last year were within it.",
        ),
        (
            "The evidence is the state's commuting table, {conversations} conversations with employers, and the payroll"
            " addresses that nine firms shared with us without names.",
            "We checked the map against where applicants of the last two years came from; three of four came from inside.",
        ),
    ),
    "against-others": (
        (
            "We compared eleven industries on concentration, growth, pay and openings. {title} stands out with a location"
            " quotient of {lq}, jobs up {growth}% in five years, and median pay of ${pay} an hour.",
            "{title} ranked first of nine on pay and third on growth. Its location quotient is {lq}; the next best is 1.3.",
        ),
        (
            "Retail has more openings, but its pay and its turnover make a poor ladder. Hospitality was a close fourth.",
            "Two industries scored about as well; one already has a partnership, and in the other no three employers would"
            " meet.",
        ),
        (
            "Employers expect about {openings} openings a year for {job} and as many again for those who retire.",
            "One in four of the people who do these jobs is over fifty-five.",
        ),
    ),
    "hardest-jobs": (
        (
            "{job_cap} stay open longest, at a median of {days} days, and start at ${start} an hour. {job2_cap} come next.",
            "In our conversations {n1} of {conversations} employers named {job} first and {n2} named {job2}.",
        ),
        (
            "Starting pay has gone up by about two dollars in two years and has not shortened the wait.",
            "Firms under fifty people lose them to larger ones within eighteen months.",
            "When one of these jobs is empty a line stops, and four other people have nothing to do.",
        ),
    ),
    "employers-changed": (
        (
            "They struck one job from the list and added {job2}, where nine of fourteen expect retirements before 2030.",
            "They asked us to leave out temporary jobs, which lowered the count of openings by a third.",
            "They moved the training site from the college to the floor of {firm}.",
        ),
        ("They also asked for the figures by county, because the two ends of the region differ.", ""),
    ),
    "not-known": (
        (
            "Starting pay by firm, because only five shared it, and how many graduates leave the state within a year.",
            "How many people have the skills and work in another industry. The college will ask at exit from spring on.",
            "Whether the growth will last: two of the larger plants have not said what they will build after 2028.",
        ),
    ),
    "capacity": (
        (
            "{person} will give half of her time; she convened two partnerships before, one of which now pays for itself.",
            "A coordinator at full time and a data assistant at a quarter. Both have worked here for over three years.",
        ),
        (
            "{convener} has kept the books of state and federal grants since 2009 without a finding.",
            "An employer survey of last year gave the facilitation 4.3 of 5 with 18 answers.",
        ),
    ),
    "activities": (
        (
            "Months 1 and 2: finish the conversations, {more} more firms, and publish what they said.",
            "January: employers agree on the skills of {job} and write them down, one page a job.",
        ),
        (
            "By the third month a curriculum of 120 hours stands, built by the college with three firms' own people.",
            "From March on, groups of twelve start every six weeks, four hours a week on the employer's time.",
        ),
        (
            "Each group ends with {credential}, tested by somebody who did not teach it.",
            "Halfway through, the employers look at who left and why, and change what needs changing.",
        ),
        (
            "The last month is for the plan of what comes after: who pays, who decides, what is measured.",
            "A supervisor at each firm meets each new person once a week for the first ninety days.",
        ),
    ),
    "workers": (
        (
            "Half of the seats are kept for people who come through the career centers or community groups.",
            "Community partners screen for interest, not for grades, and stay with people for a year.",
        ),
        (
            "Rides, tools and child care are paid for eight weeks, because that is when people who need them drop out.",
            "Classes are in the evening and in two languages, and no application asks for a diploma.",
        ),
    ),
    "risks": (
        (
            "A large plant may close its doors to visitors during its changeover; two others will host in its place.",
            "If fewer than eight people enroll in a group it is joined with the next one.",
            "Instructors are as hard to find as {job}. Two firms have promised theirs for a day a week.",
        ),
    ),
    "how-measured": (
        (
            "Enrollment and completion come from the training roster; wages and promotions from employers, confirmed by the"
            " worker.",
            "Each person is counted once by a number that only we can read back. Employers answer twice a year.",
        ),
        ("Follow-up is at six and at twelve months, by phone and text, with a small gift card for the answer.", ""),
    ),
    "lasting": (
        (
            "The curriculum belongs to the college and stays in its catalog; employers keep the table going with dues.",
            "Four firms will have a written ladder from entry to {job}, with pay at each step.",
        ),
    ),
    "sustain": (
        (
            "Dues of $750 a firm cover the coordinator's half time from the second year; nine firms have agreed.",
            "The college takes the course into its own budget once two groups have finished.",
        ),
        ("A foundation has promised to match the dues for three years.", "The rest is in-kind, as it is now."),
    ),
    "budget-reasons": (
        (
            "Contractual is the training itself, at $2,150 a person, which is what the college charges everybody.",
            "Personnel is one coordinator at 0.6 of full time and a data assistant at a tenth.",
        ),
        (
            "Supplies are training parts that are used up. Travel is for site visits at the state's rate.",
            "Other pays for rides, tools and child care, at an average of $340 a person.",
        ),
    ),
    "done": (
        (
            "Employers met {m} times. The table agreed on a second site and on the skills of {job2}.",
            "Two groups ran, one ended. {firm} opened its floor for the practical weeks.",
            "The college hired a second instructor, and the waiting list is down to nine.",
        ),
        ("Three new firms came after the open house in {town}.", "A supervisor workshop drew fourteen people."),
    ),
    "behind": (
        (
            "Nothing.",
            "One group started five weeks late because its instructor was ill.",
            "Spending on supports is under plan: fewer people than we thought needed rides.",
            "Placement is behind; two firms paused hiring until January.",
        ),
    ),
    "coming": (
        (
            "A group of twelve starts in the second week; employers vote on the next credential.",
            "The follow-up of last year's people is due, and the yearly survey of employers.",
        ),
    ),
    "help-with": (("We would like to see how others pay instructors for evening work.",),),
}
FIGURES = {"conversations", "meetings", "other-money"}


def _listed(words: list[str]) -> str:
    return ", ".join(words[:-1]) + f" and {words[-1]}" if len(words) > 1 else "".join(words)


class Writer:
    """Writes one applicant's answers. The same partnership always has the same figures."""

    def __init__(self, world: World, application: Application, seed: int) -> None:
        self.world, self.application, self.rng = world, application, random.Random(seed)
        partnership = application.partnership
        assert partnership is not None
        industry: Industry = next(i for i in INDUSTRIES.values() if i.title == partnership.industry.title)
        rng, table = self.rng, world.tables[partnership.pk]
        place = world.place_of(partnership)
        firms = [o.legal_name for o, role in table if role == "employer"] or ["the first firm"]
        counties = [county_name(fips) for fips in partnership.county_fips]
        self.words: dict[str, Any] = self._said(industry) | {
            "firm": rng.choice(firms),
            "employers": len(firms),
            "convener": application.organization.legal_name,
            "counties": _listed(counties[:3]),
            "county": counties[0],
            "town": rng.choice(place.towns)[0],
            "year": rng.randint(2014, 2024),
            "meetings": rng.randint(6, 40),
            "trained": rng.randrange(60, 640, 7),
            "share": rng.randint(58, 86),
            "conversations": (conversations := rng.randint(9, 44)),
            "lq": f"{rng.uniform(1.3, 4.6):.1f}",
            "growth": rng.randint(3, 19),
            "pay": f"{rng.uniform(18, 34):.2f}",
            "start": f"{rng.uniform(15, 23):.2f}",
            "openings": rng.randrange(40, 420, 10),
            "days": rng.randint(39, 118),
            "n1": max(4, conversations * 2 // 3),
            "n2": max(3, conversations // 3),
            "person": world.convener_of(application.organization).name,
            "more": rng.randint(5, 14),
            "m": rng.choice(("two", "three", "four")),
        }

    @staticmethod
    def _said(industry: Industry) -> dict[str, Any]:
        """What an industry and its jobs are called."""
        return {
            "title": industry.title,
            "short": industry.short.lower(),
            "short_lower": industry.title.lower(),
            "credential": industry.credential,
            "job": industry.jobs[0],
            "job2": industry.jobs[1],
            "job_cap": industry.jobs[0][0].upper() + industry.jobs[0][1:],
            "job2_cap": industry.jobs[1][0].upper() + industry.jobs[1][1:],
        }

    def raw(self, question: Question) -> str:
        """What was typed in the box of a question."""
        rng, key = self.rng, question.key
        if key in WRITTEN:
            parts = [rng.choice(group) for group in WRITTEN[key]]
            return " ".join(part.format(**self.words) for part in parts if part)
        special: dict[str, Callable[[], str]] = {
            "jobs": self._jobs,
            "industries": lambda: "\n".join(self.application.naics),
            "conversations": lambda: str(self.words["conversations"]),
            "meetings": lambda: str(rng.randint(1, 5)),
            "labor-voice": lambda: rng.choice(("yes", "yes", "yes", "no")),
            "employer-fee": lambda: rng.choice(("yes", "no")),
            "need-help": lambda: rng.choice(("no", "no", "no", "yes")),
            "first-meeting": lambda: (self.world.now.date() + dt.timedelta(days=rng.randint(20, 70))).isoformat(),
            "other-money": lambda: f"{rng.randrange(0, 90_000, 2_500):,}",
            "true-and-complete": lambda: "yes",
            "signer": lambda: (
                f"{self.world.convener_of(self.application.organization).name}, authorized representative"
            ),
        }
        return special[key]()

    def _jobs(self) -> str:
        """The two jobs that the talks were about, as rows of a table."""
        rows = [("job_cap", "n1", "openings"), ("job2_cap", "n2", "share")]
        return json.dumps(
            [
                {
                    "job": self.words[job],
                    "openings": str(self.words[openings]),
                    "pay": self.words["start"],
                    "named": str(self.words[named]),
                }
                for job, named, openings in rows
            ]
        )

    def answers(
        self, questions: Iterable[Question], response: Response, *, upto: float = 1.0, saved: dt.datetime
    ) -> list[Answer]:
        """The answers to the questions that show; with `upto` below 1, to the first part of them only."""
        made: list[Answer] = []
        values: dict[str, Any] = {}
        by = self.world.convener_of(self.application.organization)
        questions = list(questions)
        for question in questions[: round(len(questions) * upto)]:
            if question.type == "file" or holds(question.show_if, values) is not True:
                continue
            raw = self.raw(question)
            parsed = parse(question.type, raw, question.options)
            values[question.key] = parsed.value
            made.append(
                Answer(
                    response=response,
                    question=question,
                    raw=raw,
                    value=parsed.value,
                    error=parsed.error,
                    version=1,
                    saved_at=saved,
                    saved_by=by,
                )
            )
        return made
