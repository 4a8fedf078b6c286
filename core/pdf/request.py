"""What is asked of the press and how it crosses the pipe to a drawing process."""

from __future__ import annotations

import json
import re
import struct
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from typing import BinaryIO, Literal

from core.charts.marks import Theme

Stylesheet = Literal["report", "letter"]
Asset = tuple[bytes, str]
"""Content and media type."""

LARGEST_HTML = 20_000_000
NAME = re.compile(r"^[a-z0-9][a-z0-9._-]*$")
LENGTH = struct.Struct(">Q")


@dataclass(frozen=True)
class Request:
    """One document to draw."""

    html: str
    stylesheet: Stylesheet = "report"
    assets: dict[str, Asset] = field(default_factory=dict)
    theme: Theme | None = None
    first_page: int = 1

    def __post_init__(self) -> None:
        strangers = [name for name in self.assets if not NAME.match(name)]
        if strangers:
            raise ValueError(f"An asset's name is lower-case letters, digits, dots and dashes, not {strangers[0]!r}.")
        if len(self.html) > LARGEST_HTML:
            raise ValueError(f"{len(self.html):,} characters are too many to draw; {LARGEST_HTML:,} is the limit.")

    def to_json(self) -> bytes:
        """For the pipe."""
        theme = self.theme
        return json.dumps(
            {
                "html": self.html,
                "stylesheet": self.stylesheet,
                "assets": {name: [b64encode(body).decode(), kind] for name, (body, kind) in self.assets.items()},
                "theme": [theme.deep, theme.main, theme.accent] if theme else None,
                "first_page": self.first_page,
            }
        ).encode()

    @classmethod
    def from_json(cls, data: bytes) -> Request:
        """At the other end."""
        found = json.loads(data)
        assets = {name: (b64decode(body), kind) for name, (body, kind) in found["assets"].items()}
        theme = Theme(*found["theme"]) if found["theme"] else None
        return cls(found["html"], found["stylesheet"], assets, theme, found["first_page"])


def send(stream: BinaryIO, data: bytes) -> None:
    """One message: its length, then itself."""
    stream.write(LENGTH.pack(len(data)) + data)
    stream.flush()


def receive(stream: BinaryIO) -> bytes | None:
    """The next message, or None when the other side is gone."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    data = stream.read(length)
    return data if len(data) == length else None
