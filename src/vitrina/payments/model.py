"""Payments, refunds, and what a provider answers."""

from typing import NewType
from uuid import UUID

PurchaseId = NewType("PurchaseId", UUID)
"""One payment of one buyer, for orders of one shop or of several."""
