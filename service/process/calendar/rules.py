"""What holds for every decided day."""

FIRST_YEAR, LAST_YEAR = 2000, 2100
"""The years in which working days are reckoned."""
