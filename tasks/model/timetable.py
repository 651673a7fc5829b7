"""When a source may be asked: its quiet hours within a day, and the days on which it is due within a year."""

from datetime import date, datetime, time
from zlib import crc32

from tasks.model.run import BEIJING

# e.g. `08:00-20:00`, or `22:30-06:00` over midnight
QUIET_HOURS = r"^(?:[01]\d|2[0-3]):[0-5]\d-(?:[01]\d|2[0-3]):[0-5]\d$"

# month and day of the following year by which a report is to be published
DEADLINE = (4, 1)
# reports trickle in through the month after the deadline
DENSE_MONTHS = frozenset({1, 2, 3, 4})
DAYS_OF_A_WEEK = 7


def is_quiet(hours: str, moment: datetime) -> bool:
    """Say whether an aware moment lies in quiet hours such as `08:00-20:00` (Beijing; the end is outside).

    A span whose end is before its start goes over midnight.
    """
    start, end = (time.fromisoformat(part) for part in hours.split("-"))
    now = moment.astimezone(BEIJING).time()
    return start <= now < end if start < end else now >= start or now < end


def is_seasonal_day(key: str, day: date) -> bool:
    """Say whether a seasonal source is due: every day of the dense months, else one weekday that its key
    settles.

    The key spreads the sources over the week, so that no night outside the season has all of them.
    """
    return (
        day.month in DENSE_MONTHS
        or day.weekday() == crc32(key.encode()) % DAYS_OF_A_WEEK
    )
