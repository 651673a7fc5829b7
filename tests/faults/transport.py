"""Hostility of the wire: status lines, headers, lengths, chunks, drips and hang-ups."""

import time

from tasks.model.run import OutcomeKind
from tests.faults.hostile import (
    OTHER,
    QUICK,
    TITLE,
    Visit,
    hostile,
    html,
    listing,
    report,
    rows,
)

NEW, UNREACHABLE, CHANGED = (
    OutcomeKind.NEW,
    OutcomeKind.UNREACHABLE,
    OutcomeKind.LAYOUT_CHANGED,
)


@hostile(UNREACHABLE, "too_large")
def endless_body(to: Visit) -> None:
    """Send a list that never ends, without a length."""
    to.head()
    to.send(listing())
    to.flood(b"<li>x</li>")


@hostile(UNREACHABLE, "too_large")
def endless_chunks(to: Visit) -> None:
    """Send chunks for ever."""
    to.head("Transfer-Encoding: chunked")
    to.flood(b"400\r\n" + b"x" * 1024 + b"\r\n")


@hostile(NEW, "too_large", where="detail")
def endless_report(to: Visit) -> None:
    """Send a report that never ends."""
    to.head()
    to.send(report())
    to.flood("法治政府".encode())


@hostile(UNREACHABLE, "unreachable", limits=QUICK)
def drip_status_line(to: Visit) -> None:
    """Send the status line byte by byte, and never its end."""
    to.drip(b"HTTP/1.1 200 OK and so on")


@hostile(UNREACHABLE, "unreachable", limits=QUICK)
def drip_headers(to: Visit) -> None:
    """Send a header byte by byte, and never its end."""
    to.send("HTTP/1.1 200 OK\n")
    to.drip(b"X-Slow: yes")


@hostile(UNREACHABLE, "unreachable", limits=QUICK)
def drip_body(to: Visit) -> None:
    """Send the body byte by byte, for ever."""
    to.head()
    to.drip(b"<ul><li>")


@hostile(UNREACHABLE, "unreachable", limits=QUICK)
def drip_chunk_sizes(to: Visit) -> None:
    """Send the digits of a chunk size one by one."""
    to.head("Transfer-Encoding: chunked")
    to.drip(b"0000000000")


@hostile(UNREACHABLE, "unreachable", limits=QUICK)
def drip_small_chunks(to: Visit) -> None:
    """Send chunks of one byte, slowly, for ever."""
    to.head("Transfer-Encoding: chunked")
    while True:
        to.send(b"1\r\nx\r\n")
        time.sleep(0.03)


@hostile(NEW, "unreachable", where="detail", limits=QUICK)
def drip_report(to: Visit) -> None:
    """Send one of two reports byte by byte."""
    to.head()
    to.drip(report().encode())


@hostile(UNREACHABLE, "unreachable", limits=QUICK)
def say_nothing(to: Visit) -> None:
    """Take the request and say nothing."""
    time.sleep(1.5)
    to.send("")


@hostile(UNREACHABLE, "unreachable", limits=QUICK)
def stop_in_mid_body(to: Visit) -> None:
    """Send half of what was promised, then keep the line open in silence."""
    to.head("Content-Length: 100000")
    to.send(listing())
    time.sleep(1.5)


@hostile(UNREACHABLE, "unreachable")
def hang_up_at_once(to: Visit) -> None:
    """Hang up without a word."""
    to.connection.close()


@hostile(UNREACHABLE, "unreachable")
def reset_at_once(to: Visit) -> None:
    """Reset the connection without a word."""
    to.reset()


@hostile(UNREACHABLE, "unreachable")
def reset_in_mid_body(to: Visit) -> None:
    """Reset the connection in the middle of the body."""
    to.head("Content-Length: 100000")
    to.send(listing())
    time.sleep(0.05)
    to.reset()


@hostile(NEW, "unreachable", where="detail")
def reset_in_mid_report(to: Visit) -> None:
    """Reset the connection in the middle of one of two reports."""
    to.head("Content-Length: 100000")
    to.send(report())
    time.sleep(0.05)
    to.reset()


@hostile(NEW, where="list good detail", new=2)
def dead_keep_alive(to: Visit) -> None:
    """Promise to keep the connection open, and close it after each answer."""
    body = {"good": report(OTHER), "detail": report()}.get(to.kind, listing()).encode()
    head = (
        "HTTP/1.1 200 OK\nContent-Type: text/html\nConnection: keep-alive\n"
        f"Content-Length: {len(body)}\n\n"
    )
    to.send(head)
    to.send(body)
    to.connection.close()


@hostile(NEW)
def answer_twice(to: Visit) -> None:
    """Send a second answer that nobody asked for, to be taken for the next page."""
    to.send(
        f"HTTP/1.1 200 OK\nContent-Type: text/html\nContent-Length: {len(listing().encode())}\n\n"
    )
    to.send(listing().encode())
    to.page("<h1>瞎编的页面</h1>")
    time.sleep(0.2)


@hostile(UNREACHABLE, "unreachable")
def header_flood(to: Visit) -> None:
    """Send a hundred thousand headers."""
    to.send(
        "HTTP/1.1 200 OK\n"
        + "".join(f"X-{number}: y\n" for number in range(100_000))
        + "\n"
    )
    to.send(listing())


@hostile(UNREACHABLE, "unreachable")
def endless_headers(to: Visit) -> None:
    """Send headers for ever."""
    to.send("HTTP/1.1 200 OK\n")
    to.flood(b"X: y\r\n")


@hostile(UNREACHABLE, "unreachable")
def giant_header(to: Visit) -> None:
    """Send one header of 8 MB."""
    to.send("HTTP/1.1 200 OK\nX: " + "y" * 8_000_000 + "\n\n")
    to.send(listing())


@hostile(NEW)
def heavy_headers(to: Visit) -> None:
    """Send ninety headers of 60 KB each: allowed, if barely."""
    to.page(listing(), *(f"X-{number}: {'y' * 60_000}" for number in range(90)))


@hostile(NEW)
def headers_of_noise(to: Visit) -> None:
    """Send headers with Chinese and broken bytes in names and values."""
    to.send("HTTP/1.1 200 OK\nContent-Type: text/html\nConnection: close\n")
    to.send("X-名: 值".encode("gbk") + b"\r\nX-\xff\xfe: \x00\x01\r\nNoColon\r\n\r\n")
    to.send(listing())


@hostile(UNREACHABLE, "unreachable")
def two_lengths(to: Visit) -> None:
    """Send two lengths that disagree."""
    to.head("Content-Length: 10", "Content-Length: 20000")
    to.send(listing())


@hostile(NEW)
def negative_length(to: Visit) -> None:
    """Send a length below zero, and a whole list."""
    to.head("Content-Length: -5")
    to.send(listing())


@hostile(NEW)
def length_in_words(to: Visit) -> None:
    """Send a length that is no number, and a whole list."""
    to.head("Content-Length: plenty")
    to.send(listing())


@hostile(UNREACHABLE, "unreachable")
def length_too_long(to: Visit) -> None:
    """Promise more than comes."""
    to.head("Content-Length: 99999")
    to.send(listing())


@hostile(CHANGED, "layout_changed")
def length_too_short(to: Visit) -> None:
    """Promise less than comes, so that the list is cut before its links."""
    to.head("Content-Length: 60")
    to.send(listing())


@hostile(UNREACHABLE, "unreachable")
def chunk_size_of_letters(to: Visit) -> None:
    """Send a chunk size that is no number."""
    to.head("Transfer-Encoding: chunked")
    to.send("zz\n" + listing() + "\n0\n\n")


@hostile(UNREACHABLE, "unreachable")
def chunk_size_below_zero(to: Visit) -> None:
    """Send a chunk size below zero."""
    to.head("Transfer-Encoding: chunked")
    to.send("-5\n" + listing() + "\n0\n\n")


@hostile(UNREACHABLE, "unreachable")
def chunk_size_of_exabytes(to: Visit) -> None:
    """Promise a chunk of 2^80 bytes, and hang up."""
    to.head("Transfer-Encoding: chunked")
    to.send("1" + "0" * 20 + "\n" + listing())


@hostile(UNREACHABLE, "unreachable")
def chunk_shorter_than_said(to: Visit) -> None:
    """Send a chunk that is shorter than its size, then the next."""
    to.head("Transfer-Encoding: chunked")
    to.send("ffff\n" + listing() + "\n0\n\n")


@hostile(UNREACHABLE, "unreachable")
def no_last_chunk(to: Visit) -> None:
    """Leave out the chunk that says that it was the last."""
    body = listing().encode()
    to.head("Transfer-Encoding: chunked")
    to.send(f"{len(body):x}\r\n".encode() + body + b"\r\n")


@hostile(UNREACHABLE, "unreachable", limits=QUICK)
def endless_trailers(to: Visit) -> None:
    """Send a whole list in chunks, then trailers for ever."""
    body = listing().encode()
    to.head("Transfer-Encoding: chunked")
    to.send(f"{len(body):x}\r\n".encode() + body + b"\r\n0\r\n")
    to.flood(b"X: y\r\n")


@hostile(UNREACHABLE, "unreachable")
def endless_chunk_extension(to: Visit) -> None:
    """Send a chunk extension that never ends."""
    to.head("Transfer-Encoding: chunked")
    to.send(b"5;")
    to.flood(b"x=y;")


@hostile(UNREACHABLE, "unreachable")
def http_0_9(to: Visit) -> None:
    """Answer as in 1991: no status line, no headers."""
    to.send(listing())


@hostile(UNREACHABLE, "unreachable")
def status_line_of_noise(to: Visit) -> None:
    """Send noise for a status line."""
    to.send(bytes(range(128, 256)) * 4 + b"\r\n\r\n")
    to.send(listing())


@hostile(UNREACHABLE, "unreachable")
def status_of_six_digits(to: Visit) -> None:
    """Send a status that is no status."""
    to.page(listing(), status="200200 OK")


@hostile(UNREACHABLE, "unreachable")
def status_999(to: Visit) -> None:
    """Send a status that nobody defined."""
    to.page(listing(), status="999 No")


@hostile(UNREACHABLE, "unreachable", limits=QUICK)
def flood_of_continue(to: Visit) -> None:
    """Send 100 Continue for ever."""
    to.flood(b"HTTP/1.1 100 Continue\r\n\r\n")


@hostile(CHANGED, "layout_changed")
def switching_protocols(to: Visit) -> None:
    """Answer that the protocol is another from now on."""
    to.send("HTTP/1.1 101 Switching Protocols\nUpgrade: gopher\n\n")


@hostile(CHANGED, "layout_changed")
def no_content(to: Visit) -> None:
    """Answer 204 with a list that may not be there."""
    to.page(listing(), status="204 No Content")


@hostile(CHANGED, "layout_changed")
def partial_content(to: Visit) -> None:
    """Answer 206, which nobody asked for."""
    to.page(listing(), "Content-Range: bytes 0-99/1000", status="206 Partial Content")


@hostile(CHANGED, "layout_changed")
def not_modified_unasked(to: Visit) -> None:
    """Answer 304 to a request without conditions."""
    to.send("HTTP/1.1 304 Not Modified\nConnection: close\n\n")


@hostile(UNREACHABLE, "unreachable")
def ask_for_an_hour(to: Visit) -> None:
    """Answer 503 and ask for a pause of ten years."""
    to.page("", "Retry-After: 315360000", status="503 Service Unavailable")


@hostile(NEW, where="good detail", new=2)
def poisoned_tags(to: Visit) -> None:
    """Send validators of 30 KB and of noise, which a polite reader would send back."""
    tag = "y" * 30_000 if to.kind == "good" else "\x01法"
    to.page(
        report(OTHER if to.kind == "good" else TITLE),
        f'ETag: "{tag}"',
        "Last-Modified: yesterday",
    )


@hostile(NEW)
def giant_media_type(to: Visit) -> None:
    """Send a content type of 60 KB."""
    to.page(
        html(f"<ul>{rows([('bad.html', TITLE), ('good.html', OTHER)])}</ul>"),
        media="text/html; " + "x" * 60_000,
    )
