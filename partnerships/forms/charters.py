"""The file of a charter."""

from __future__ import annotations

from django import forms

from partnerships.access.charters import ENDINGS
from partnerships.forms.commitments import file_field


class CharterForm(forms.Form):
    """What the partnership works by, as its members adopted it."""

    file = file_field("Charter", ENDINGS)
