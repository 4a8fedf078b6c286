"""The files of a partnership: its charter, and the letter of a seat."""

from __future__ import annotations

from django import forms

from partnerships.access.charters import ENDINGS
from partnerships.forms.commitments import file_field


class CharterForm(forms.Form):
    """What the partnership works by, as its members adopted it."""

    file = file_field("Charter", ENDINGS)


class LetterForm(forms.Form):
    """The letter or memorandum by which a member committed itself to the partnership."""

    file = file_field("Letter")
