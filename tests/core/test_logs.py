"""What the logs of production say, and what they never say."""

import json
import logging
import sys

from core.logs import JsonLines


def line(message: str, *args: object, exc_info: object = None) -> dict[str, object]:
    record = logging.LogRecord("django.request", logging.ERROR, __file__, 1, message, args, exc_info)  # type: ignore[arg-type]
    text = JsonLines().format(record)
    assert "\n" not in text
    return json.loads(text)


def test_a_record_is_one_line_even_when_somebody_types_line_breaks():
    assert line("refused\nINFO forged line")["message"] == "refused\nINFO forged line"


def test_tokens_and_addresses_stay_out():
    said = line("Internal Server Error: %s for %s", "/r/9f8e7d6c5b4a39281706f5e4d3c2b1a0/", "ann@pa.example")

    assert said["message"] == "Internal Server Error: /r/…/ for …"


def test_an_error_gives_its_kind_and_places_but_not_its_message():
    try:
        raise ValueError("the answer was 'my secret'")
    except ValueError:
        said = line("A job failed", exc_info=sys.exc_info())

    assert said["error"] == "ValueError"
    assert "test_logs.py" in said["places"][-1]  # type: ignore[index]
    assert "secret" not in json.dumps(said)
