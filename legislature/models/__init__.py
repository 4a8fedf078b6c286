"""Legislators and their districts; announcements of awards; the impact report's editions, documents and delivery."""

from legislature.models.announcements import AnnouncedAward, Announcement, AwardNotice
from legislature.models.editions import Delivery, Document, Edition
from legislature.models.people import Chamber, District, Legislator

__all__ = [
    "AnnouncedAward",
    "Announcement",
    "AwardNotice",
    "Chamber",
    "Delivery",
    "District",
    "Document",
    "Edition",
    "Legislator",
]
