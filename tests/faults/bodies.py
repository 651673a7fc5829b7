"""Hostility of bodies: compression, charsets, and content that is not what its label says."""

import gzip
import zlib

from tasks.model.run import OutcomeKind
from tests.faults.hostile import (
    BAD,
    OTHER,
    TITLE,
    Visit,
    hostile,
    html,
    listing,
    report,
    rows,
)

NEW, NOTHING, UNREACHABLE = (
    OutcomeKind.NEW,
    OutcomeKind.NOTHING_NEW,
    OutcomeKind.UNREACHABLE,
)
CHANGED = OutcomeKind.LAYOUT_CHANGED
_MEGABYTE = 1 << 20


def _zeros(to: Visit, gigabytes: int, window: int) -> None:
    """Send compressed zeros as they are made."""
    squeeze = zlib.compressobj(9, wbits=window)
    block = bytes(_MEGABYTE)
    for _ in range(1024 * gigabytes):
        to.send(squeeze.compress(block))
    to.send(squeeze.flush())


@hostile(UNREACHABLE, "too_large")
def ten_gigabytes_of_zeros(to: Visit) -> None:
    """Send 10 GB of zeros in 10 MB of gzip."""
    to.head("Content-Encoding: gzip")
    _zeros(to, 10, zlib.MAX_WBITS | 16)


@hostile(UNREACHABLE, "too_large")
def deflated_zeros(to: Visit) -> None:
    """Send 10 GB of zeros, deflated."""
    to.head("Content-Encoding: deflate")
    _zeros(to, 10, zlib.MAX_WBITS)


@hostile(UNREACHABLE, "too_large")
def zeros_that_nobody_named(to: Visit) -> None:
    """Send 10 GB of zeros in gzip that the headers do not speak of."""
    to.head()
    _zeros(to, 10, zlib.MAX_WBITS | 16)


@hostile(NEW, "too_large", where="detail")
def report_of_zeros(to: Visit) -> None:
    """Send 10 GB of zeros for one of two reports."""
    to.head("Content-Encoding: gzip")
    _zeros(to, 10, zlib.MAX_WBITS | 16)


@hostile(CHANGED, "layout_changed")
def gzip_in_gzip(to: Visit) -> None:
    """Send a list that was compressed twice and is called so once."""
    to.page(gzip.compress(gzip.compress(listing().encode())), "Content-Encoding: gzip")


@hostile(UNREACHABLE, "unreachable")
def gzip_in_gzip_named(to: Visit) -> None:
    """Send a list that was compressed twice and is called so."""
    to.page(
        gzip.compress(gzip.compress(listing().encode())), "Content-Encoding: gzip, gzip"
    )


@hostile(UNREACHABLE, "too_large", budget=20.0)
def empty_members(to: Visit) -> None:
    """Send millions of gzip members, each of nothing."""
    to.head("Content-Encoding: gzip")
    to.flood(gzip.compress(b""))


@hostile(UNREACHABLE, "unreachable")
def truncated_gzip(to: Visit) -> None:
    """Cut the compressed list, with a length that agrees."""
    to.page(gzip.compress(listing().encode())[:-30], "Content-Encoding: gzip")


@hostile(UNREACHABLE, "unreachable")
def truncated_deflate(to: Visit) -> None:
    """Cut the deflated list, with a length that agrees."""
    to.page(zlib.compress(listing().encode())[:-30], "Content-Encoding: deflate")


@hostile(UNREACHABLE, "unreachable")
def gzip_of_a_wrong_sum(to: Visit) -> None:
    """Send a gzip body whose check sum is wrong."""
    to.page(
        gzip.compress(listing().encode())[:-8] + b"\1" * 8, "Content-Encoding: gzip"
    )


@hostile(NEW)
def gzip_with_a_tail(to: Visit) -> None:
    """Send noise after the compressed list."""
    to.page(
        gzip.compress(listing().encode()) + b"noise" * 1000, "Content-Encoding: gzip"
    )


@hostile(NEW)
def gzip_that_is_none(to: Visit) -> None:
    """Call a plain list gzip."""
    to.page(listing(), "Content-Encoding: gzip")


@hostile(UNREACHABLE, "unreachable")
def deflate_that_is_none(to: Visit) -> None:
    """Call a plain list deflate."""
    to.page(listing(), "Content-Encoding: deflate")


@hostile(UNREACHABLE, "unreachable")
def brotli_unasked(to: Visit) -> None:
    """Compress in a way that nobody asked for."""
    to.page(b"\x0b\x02\x80hello\x03", "Content-Encoding: br")


@hostile(UNREACHABLE, "unreachable")
def encoding_of_no_name(to: Visit) -> None:
    """Name an encoding that nobody knows."""
    to.page(listing(), "Content-Encoding: " + "x" * 500)


@hostile(NEW)
def broken_gbk(to: Visit) -> None:
    """Send GBK with broken bytes between the rows, and call it UTF-8."""
    body = listing().encode("gb18030").replace(b"</li>", b"\xff\x80</li>")
    to.page(body)


@hostile(NEW)
def broken_utf_8(to: Visit) -> None:
    """Send UTF-8 with broken bytes between the rows, and call it GBK."""
    to.page(
        listing().encode().replace(b"</li>", b"\xe6\xb3</li>"),
        media="text/html; charset=gbk",
    )


@hostile(NEW)
def utf_16_without_a_mark(to: Visit) -> None:
    """Send UTF-16 without its byte order mark."""
    to.page(listing("法治政府建设年度报告" * 40).encode("utf-16-le"), media="text/html")


@hostile(NEW)
def utf_16_with_a_mark(to: Visit) -> None:
    """Send UTF-16 with its mark, and call it UTF-8."""
    to.page(listing().encode("utf-16"))


@hostile(NEW)
def charset_of_no_name(to: Visit) -> None:
    """Name charsets that nobody knows, or that are none: rot13, undefined, base64."""
    to.page(listing().encode("gb18030"), media="text/html; charset=rot13")


@hostile(NEW)
def charset_with_a_trap(to: Visit) -> None:
    """Name a charset whose decoder raises whatever it gets."""
    body = listing().replace("utf-8", "undefined").encode("gb18030") + b"\xff"
    to.page(body, media="text/html; charset=undefined")


@hostile(NEW)
def zeros_in_the_list(to: Visit) -> None:
    """Put NUL bytes before every row and in every title."""
    to.page(
        listing()
        .replace("<li>", "\0<li>\0")
        .replace("2025年", "2025\0年")
        .replace("\x002024", "2024")
    )


@hostile(NEW, where="detail", new=2)
def zeros_in_a_report(to: Visit) -> None:
    """Put NUL bytes into a report's text."""
    to.page(report().replace("</p>", "\0</p>").replace("<body>", "\0<body>"))


@hostile(NEW, "damaged_document", where="detail")
def pdf_called_html(to: Visit) -> None:
    """Send a broken PDF and call it HTML."""
    to.page(b"%PDF-1.7\n" + bytes(range(256)) * 400)


@hostile(NEW, "damaged_image", where="detail")
def image_called_html(to: Visit) -> None:
    """Send a broken image and call it HTML."""
    to.page(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 400)


@hostile(NEW, where="detail", new=2)
def html_called_pdf(to: Visit) -> None:
    """Send a report's page and call it a PDF."""
    to.page(report(), media="application/pdf")


@hostile(NEW, "unsupported_type", where="detail")
def noise_called_html(to: Visit) -> None:
    """Send bytes of no kind."""
    to.page(bytes((number * 7919 + number // 3) % 256 for number in range(200_000)))


@hostile(NEW, "blocked", where="detail")
def report_of_nothing(to: Visit) -> None:
    """Send an empty report with a whole head."""
    to.page("")


@hostile(NEW, "dead_link", where="detail")
def soft_404(to: Visit) -> None:
    """Answer 200 with a page which says that there is none."""
    to.page(html("<p>抱歉，您访问的页面不存在或已被删除</p>"))


@hostile(NEW, "blocked", where="detail")
def report_behind_a_puzzle(to: Visit) -> None:
    """Ask for a puzzle in the place of one of two reports."""
    to.page(html("<p>请完成安全验证后继续访问</p>"))


@hostile(NEW, "too_many_tags", where="detail")
def report_of_nested_tags(to: Visit) -> None:
    """Nest four million tags, 20 MB, in one of two reports."""
    to.page(html("<div>" * 4_000_000, TITLE))


@hostile(NEW, where="detail", new=2)
def report_with_a_long_attribute(to: Visit) -> None:
    """Put 10 MB into an attribute of a report's page."""
    to.page(report(more=f"<p data-x='{'y' * 10_000_000}'>另有说明。</p>"))


@hostile(NEW, where="detail", new=2)
def report_of_10_megabytes(to: Visit) -> None:
    """Send a report of three million characters in one paragraph."""
    to.page(report(more="<p>" + "全年办理案件12件，" * 300_000 + "</p>"))


@hostile(NEW, "too_many_tags", where="detail")
def report_of_a_million_links(to: Visit) -> None:
    """Put a million links beside a report."""
    to.page(
        report().replace("</body>", "<a href='x.html'>x</a>" * 1_000_000 + "</body>")
    )


@hostile(NEW, where="detail", new=2)
def title_of_2_megabytes(to: Visit) -> None:
    """Give a report a title of 2 MB."""
    to.page(report().replace("<h1>", "<h1>" + "很长的标题" * 130_000))


@hostile(NEW, where="detail", new=2)
def unclosed_titles(to: Visit) -> None:
    """Open the title fifty thousand times and close it never."""
    to.page(report().replace("</body>", "<title>" * 50_000))


@hostile(NEW, where="detail", new=2)
def unclosed_comments(to: Visit) -> None:
    """Open a comment a hundred thousand times and close it never."""
    to.page(
        report(more="<p>另有说明。</p>").replace("</body>", "<!-" + "- <!-" * 100_000)
    )


@hostile(NEW, where="detail", new=2)
def unclosed_scripts(to: Visit) -> None:
    """Open a script fifty thousand times and close it never."""
    to.page(report().replace("</body>", "<script " * 50_000))


@hostile(NEW, where="detail", new=2)
def unclosed_brackets(to: Visit) -> None:
    """Open two hundred thousand tags and close none."""
    to.page(report().replace("</body>", "<" * 200_000))


@hostile(NEW, where="detail", new=2)
def entities_of_no_character(to: Visit) -> None:
    """Write characters that cannot be: beyond Unicode, halves of pairs, controls."""
    to.page(report(more="<p>" + "&#99999999999;&#xD800;&#0;&#x1F;&lt" * 5_000 + "</p>"))


@hostile(NEW, where="detail", new=2)
def entity_declarations(to: Visit) -> None:
    """Declare entities that grow a thousandfold ten times, in an XHTML page."""
    tenfold = {number: f"&e{number - 1};" * 10 for number in range(1, 10)}
    bomb = '<!ENTITY e0 "boom">' + "".join(
        f'<!ENTITY e{number} "{more}">' for number, more in tenfold.items()
    )
    head = f'<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html [{bomb}]>'
    to.page(head + report(more="<p>&e9;</p>"), media="application/xhtml+xml")


@hostile(NEW, where="detail", new=2)
def external_entity(to: Visit) -> None:
    """Ask the parser for a file of its own machine."""
    head = (
        '<?xml version="1.0"?><!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    )
    to.page(head + report(more="<p>&x;</p>"), media="application/xhtml+xml")


@hostile(NEW, where="detail", new=2)
def base_elsewhere(to: Visit) -> None:
    """Move a page's base to another site."""
    to.page(report().replace("<head>", "<head><base href='http://evil.example/'>"))


@hostile(NEW, where="detail", new=2)
def refresh_elsewhere(to: Visit) -> None:
    """Tell browsers to go elsewhere at once."""
    to.page(
        report().replace(
            "<head>",
            "<head><meta http-equiv='refresh' content='0;url=http://10.0.0.1/'>",
        )
    )


@hostile(NOTHING, "dead_link", "list_not_whole", where="list")
def list_of_addresses_of_no_kind(to: Visit) -> None:
    """List reports at addresses that no reader may ask: files, scripts, mails, broken ports."""
    kinds = (
        "file:///etc/passwd",
        "javascript:go()",
        "mailto:a@b",
        "http://[::1",
        "http://x:99999/",
        "tel:1",
    )
    real = [(BAD.replace("bad", "none"), OTHER)]
    to.page(html(f"<ul>{rows([(kind, TITLE) for kind in kinds] + real)}</ul>"))
