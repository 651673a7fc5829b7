"""Recalls: releases that an operator took back, told by `recalled.json` in the home.

A recalled release stays in its folder, for whoever wants to know what was wrong with it, but readers are not
led to it again before an operator does so by name.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from tasks.home import Home, replace_text
from tasks.model.errors import ReleaseError


class Recall(NamedTuple):
    """When a release was taken back, why, and which one readers were led to instead."""

    at: str
    reason: str
    instead: str


def recalls(home: Home) -> Mapping[str, Recall]:
    """Read the recalled releases by id, oldest recall first; raises ReleaseError when the file is broken."""
    try:
        told = json.loads(home.recalled.read_text(encoding="utf-8"))
        return {release_id: Recall(**recall) for release_id, recall in told.items()}
    except FileNotFoundError:
        return {}
    except (ValueError, TypeError, AttributeError) as error:
        raise ReleaseError(
            f"{home.recalled} is broken ({error!r}); mend it, or move it away and roll back anew"
        ) from error


def recall(
    home: Home, release_ids: list[str], instead: str, at: datetime, reason: str
) -> None:
    """Note releases as recalled and the one that readers are led to as good, in one move."""
    told = {known: one for known, one in recalls(home).items() if known != instead}
    told |= {
        bad: told.get(bad) or Recall(at.isoformat(timespec="seconds"), reason, instead)
        for bad in release_ids
    }
    plain = {known: one._asdict() for known, one in told.items()}
    replace_text(home.recalled, json.dumps(plain, ensure_ascii=False, indent=1) + "\n")
