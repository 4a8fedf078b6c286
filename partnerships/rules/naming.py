"""When two names are the same organization's: the key of a name, and the domain of a website.

`partnerships.models.naming` says the same to the database, which keeps both in columns of its own; a test holds the two
together.
"""

from __future__ import annotations

import re

ACCENTS = (
    "ÀÁÂÃÄÅàáâãäåÇçÈÉÊËèéêëÌÍÎÏìíîïÑñÒÓÔÕÖØòóôõöøÙÚÛÜùúûüÝýÿ",
    "AAAAAAaaaaaaCcEEEEeeeeIIIIiiiiNnOOOOOOooooooUUUUuuuuYyy",
)
SILENT = r"[.'’`]"
LEGAL = r"\y(the|inc|incorporated|llc|llp|lp|ltd|limited|corp|corporation|co|company|plc|pllc|pc)\y"
"""Words that do not tell organizations apart, as PostgreSQL writes it (`\\y` is the edge of a word)."""
SCHEME = r"^[a-z]+://(www[0-9]?\.)?"


def name_key(name: str) -> str:
    """A name without accents, case, punctuation and the words for its legal form: "blue mountain bakery"."""
    text = name.translate(str.maketrans(*ACCENTS)).lower()
    text = re.sub(SILENT, "", text).replace("&", " and ")
    text = re.sub(r"[^a-z0-9]+", " ", text)
    text = re.sub(LEGAL.replace(r"\y", r"\b"), " ", text)
    return re.sub(r" +", " ", text).strip(" ")


def site_key(website: str) -> str:
    """The domain of a website, without www: "bluemountain.example"."""
    return re.sub(SCHEME, "", website.lower()).split("/")[0].split(":")[0].split("?")[0]
