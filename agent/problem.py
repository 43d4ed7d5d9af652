"""What a user can put right."""

from __future__ import annotations


class Problem(ValueError):
    """Something the user can put right; the message is ready to be shown."""
