"""Logs as JSON, a line each: what happened and where, never what people typed."""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
import traceback

SECRET = re.compile(r"(?<=/)[\w.~-]{20,}|[\w.+-]+@[\w.-]+")
"""What a path or an error may carry that a log must not: a token as a part of an address, an e-mail address."""


class JsonLines(logging.Formatter):
    """One line a record. Of an exception: its type and the places it passed, not its message, which may quote data."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": SECRET.sub("…", record.getMessage()),
        }
        if record.exc_info and record.exc_info[0] is not None:
            kind, _, trace = record.exc_info
            line["error"] = kind.__name__
            frames = traceback.extract_tb(trace)[-20:]
            line["places"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]  # type: ignore[assignment]
        return json.dumps(line, ensure_ascii=False, default=str)
