"""Links that are not followed: to other hosts, and into the endless spaces that some sites make of
themselves.
"""

from collections import Counter
from collections.abc import Collection
from urllib.parse import urlsplit

from tasks.fetch.urls import host_of

# The deepest real article paths have nine segments, the longest real addresses some 300 characters.
_DEPTH = 20
_LENGTH = 1500
# /a/b/a/b/a/b/…: a relative link that is resolved against itself for ever
_REPEATS = 4


def left_out(url: str, hosts: Collection[str]) -> tuple[str, str] | None:
    """Say why a link is not followed, as a kind and a phrase; null when it may be."""
    host = host_of(url)
    if host not in hosts:
        return "off_host", f"{host or url[:80]} is not among the source's hosts"
    segments = [segment for segment in urlsplit(url).path.split("/") if segment]
    if len(url) > _LENGTH:
        return "trap", f"the address has {len(url)} characters"
    if len(segments) > _DEPTH:
        return "trap", f"the path has {len(segments)} segments"
    words = Counter(segment for segment in segments if not segment.isdigit())
    repeated = [segment for segment, count in words.items() if count >= _REPEATS]
    return ("trap", f"the path repeats {repeated[0]!r}") if repeated else None
