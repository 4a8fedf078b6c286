"""What is frozen before it is drawn: the one way to write facts down, so that equal facts have equal hashes."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def canonical(facts: dict[str, Any]) -> str:
    """Facts as JSON: sorted keys, no spaces, letters as they are."""
    return json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sha256_of(facts: dict[str, Any]) -> str:
    """SHA-256 of the canonical form, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical(facts).encode()).hexdigest()
