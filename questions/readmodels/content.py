"""What is frozen of a form and of its answers: plain JSON, its canonical bytes (RFC 8785) and their SHA-256."""

from __future__ import annotations

import hashlib
from typing import Any

import rfc8785

from questions.checks.exchange import SCHEMA
from questions.models import FormVersion
from questions.readmodels.filling import Filling, blank


def canonical(content: Any) -> bytes:
    """The one way to write this JSON down."""
    return rfc8785.dumps(content)


def sha256_of(content: Any) -> str:
    return hashlib.sha256(canonical(content)).hexdigest()


def version_content(version: FormVersion) -> dict[str, Any]:
    """A form version as it is hashed: everything that a respondent sees or that decides what is valid."""
    return {
        "form": version.form.title,
        "kind": version.form.kind,
        "number": version.number,
        "sections": [
            {
                "key": section.key,
                "title": section.title,
                "intro": section.section.intro,
                "panel": section.panel,
                "show_if": section.section.show_if,
                "questions": [
                    {
                        "key": field.key,
                        "type": field.question.type,
                        "label": field.question.label,
                        "help": field.question.help,
                        "required": field.question.required,
                        "options": field.question.options,
                        "show_if": field.question.show_if,
                        "validations": field.question.validations,
                    }
                    for field in section.fields
                ],
            }
            for section in blank(version).sections
        ],
    }


def exported(version: FormVersion) -> dict[str, Any]:
    """A form version as a file that another state can take in: what is hashed, without numbers of this installation."""
    content = version_content(version)
    return {"schema": SCHEMA, "title": content["form"], "kind": content["kind"], "sections": content["sections"]}


def answers_content(filling: Filling) -> list[dict[str, Any]]:
    """The answers as they are hashed: each with its question's words, so that it can be read without the form."""
    return [
        {
            "section": section.key,
            "title": section.title,
            "answers": [
                {
                    "key": field.key,
                    "type": field.question.type,
                    "question": field.question.label,
                    "value": field.value,
                    "shown": field.shown,
                }
                for field in section.fields
            ],
        }
        for section in filling.sections
    ]
