"""Legislators and their districts; the impact report's editions, documents and delivery."""

from legislature.models.editions import Delivery, Document, Edition
from legislature.models.people import Chamber, District, Legislator

__all__ = ["Chamber", "Delivery", "District", "Document", "Edition", "Legislator"]
