"""HTTP → typed data. `answering` is the part that other apps use."""

from questions.forms.answering import raw_of, typed_in, version_of, with_conflicts

__all__ = ["raw_of", "typed_in", "version_of", "with_conflicts"]
