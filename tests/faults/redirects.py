"""Hostility of redirects: loops, chains, and ways out of the hosts that a source names."""

from tasks.model.run import OutcomeKind
from tests.faults.hostile import LIMITS, Visit, hostile, listing, report

NEW, UNREACHABLE, CHANGED = (
    OutcomeKind.NEW,
    OutcomeKind.UNREACHABLE,
    OutcomeKind.LAYOUT_CHANGED,
)
REFUSED, BLOCKED = OutcomeKind.REFUSED, OutcomeKind.BLOCKED


@hostile(UNREACHABLE, "unreachable")
def redirect_loop(to: Visit) -> None:
    """Send the reader from one address to another and back."""
    to.redirect("/bg/b" if to.path == "/bg/" else "/bg/")


@hostile(UNREACHABLE, "unreachable")
def redirect_chain(to: Visit) -> None:
    """Send the reader to ever new addresses."""
    to.redirect(f"/bg/{len(to.path)}{to.path.rpartition('/')[2]}x")


@hostile(CHANGED, "layout_changed")
def redirect_to_itself(to: Visit) -> None:
    """Send the reader to where it is."""
    to.redirect("/bg/")


@hostile(BLOCKED, "blocked")
def cookie_required(to: Visit) -> None:
    """Send the reader to where it is, until it brings a cookie."""
    if "cookie" in to.headers:
        to.page(listing())
    else:
        to.redirect("/bg/", "Set-Cookie: CT6T=1; Path=/")


@hostile(CHANGED, "layout_changed")
def redirect_to_nowhere(to: Visit) -> None:
    """Send a redirect without an address."""
    to.page("", status="302 Found")


@hostile(REFUSED, "refused")
def redirect_to_loopback(to: Visit) -> None:
    """Send the reader to another service of its own machine."""
    to.redirect("http://127.0.0.1:22/")


@hostile(REFUSED, "refused")
def redirect_to_localhost(to: Visit) -> None:
    """Send the reader to its own machine by name, on the same port."""
    to.redirect(f"http://localhost:{to.host.partition(':')[2]}/bg/")


@hostile(REFUSED, "refused")
def redirect_to_link_local(to: Visit) -> None:
    """Send the reader to the address where clouds keep their keys."""
    to.redirect("http://169.254.169.254/latest/meta-data/")


@hostile(REFUSED, "refused")
def redirect_to_ten(to: Visit) -> None:
    """Send the reader into a private network."""
    to.redirect("http://10.0.0.1/")


@hostile(REFUSED, "refused")
def redirect_to_decimal_address(to: Visit) -> None:
    """Write 127.0.0.1 as one number."""
    to.redirect("http://2130706433/")


@hostile(REFUSED, "refused")
def redirect_to_version_six(to: Visit) -> None:
    """Write 127.0.0.1 as an address of the other protocol."""
    to.redirect("http://[::ffff:127.0.0.1]/")


@hostile(REFUSED, "refused")
def redirect_past_credentials(to: Visit) -> None:
    """Put the allowed host where a user's name stands."""
    to.redirect(f"http://{to.host}@evil.example/bg/")


@hostile(REFUSED, "refused")
def redirect_past_a_prefix(to: Visit) -> None:
    """Put the allowed host at the head of another."""
    to.redirect(f"http://{to.host.partition(':')[0]}.evil.example/bg/")


@hostile(REFUSED, "refused")
def redirect_to_other_host(to: Visit) -> None:
    """Send the reader to a site that the source does not name."""
    to.redirect("http://elsewhere.example/bg/")


@hostile(REFUSED, "refused")
def redirect_without_scheme(to: Visit) -> None:
    """Send the reader away with two slashes."""
    to.redirect("//elsewhere.example/bg/")


@hostile(REFUSED, "refused")
def redirect_by_backslash(to: Visit) -> None:
    r"""Send the reader to http:\\host, which browsers forgive."""
    to.redirect("http:\\\\evil.example\\bg")


@hostile(CHANGED, "layout_changed")
def redirect_to_file(to: Visit) -> None:
    """Send the reader to a file of its own machine."""
    to.redirect("file:///etc/passwd")


@hostile(CHANGED, "layout_changed")
def redirect_to_script(to: Visit) -> None:
    """Send the reader to a script."""
    to.redirect("javascript:alert(1)")


@hostile(CHANGED, "layout_changed")
def redirect_to_data(to: Visit) -> None:
    """Send the reader to an address that is its own content."""
    to.redirect("data:text/html,<ul><li><a href=x>2025</a></ul>")


@hostile(UNREACHABLE, "unreachable")
def redirect_to_tls_that_is_none(to: Visit) -> None:
    """Send the reader to the same port by https, where nobody speaks it."""
    to.redirect(f"https://{to.host}/bg/")


@hostile(UNREACHABLE, "unreachable")
def redirect_of_8_megabytes(to: Visit) -> None:
    """Send a redirect to an address of 8 MB."""
    to.redirect("/bg/" + "x" * 8_000_000)


@hostile(NEW, "refused", where="detail")
def report_on_other_host(to: Visit) -> None:
    """Send the reader of a report to a private network."""
    to.redirect("http://10.0.0.1/bg/bad.html")


@hostile(NEW, "unreachable", where="detail")
def report_in_a_loop(to: Visit) -> None:
    """Send the reader of a report round in a circle."""
    to.redirect(f"/bg/bad.html;{len(to.path) % 2}")


@hostile(NEW, "no_text", where="detail")
def report_sent_to_its_list(to: Visit) -> None:
    """Send the reader of a report back to the list, as sites do with what they took down."""
    to.redirect("/bg/")


@hostile(REFUSED, "refused", allow_private=False, limits=LIMITS)
def private_address(to: Visit) -> None:
    """Live at an address that a public site cannot have; the source does not allow it."""
    to.honest()


@hostile(REFUSED, "refused", where="robots")
def rules_redirect_away(to: Visit) -> None:
    """Send the reader of robots.txt to a private network."""
    to.redirect("http://10.0.0.1/robots.txt")


@hostile(UNREACHABLE, "unreachable", where="robots")
def rules_redirect_loop(to: Visit) -> None:
    """Send the reader of robots.txt round in a circle."""
    to.redirect("/robots.txt;2" if to.path == "/robots.txt" else "/robots.txt")


@hostile(NEW, where="detail", new=2)
def redirect_with_noise(to: Visit) -> None:
    """Send the reader to an address of raw Chinese bytes on the same host."""
    if to.path != "/bg/bad.html":
        to.page(report())
    else:
        to.send("HTTP/1.1 302 Found\nConnection: close\nContent-Length: 0\n")
        to.send("Location: /bg/bad.html;法\r\n\r\n".encode())
