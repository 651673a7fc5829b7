"""TLS as old servers speak it: a context that asks less of keys and renegotiation, and no less of trust."""

import ssl
from collections.abc import Iterable

from urllib3.util.ssl_ import create_urllib3_context

# OpenSSL's SSL_OP_LEGACY_SERVER_CONNECT; Python names it only from 3.12 on.
_LEGACY_SERVER_CONNECT = 0x4
_CIPHERS = "DEFAULT:@SECLEVEL=1"
# OpenSSL's X509_V_ERR_EE_KEY_TOO_SMALL, CA_KEY_TOO_SMALL, CA_MD_TOO_WEAK: the chain is good, its keys are
# old.
_WEAK = frozenset({66, 67, 68})


def compatible_context() -> ssl.SSLContext:
    """Make a context that takes old ciphers, short keys and unsafe renegotiation.

    Certificates are verified.
    """
    context = create_urllib3_context(ciphers=_CIPHERS)
    context.options |= _LEGACY_SERVER_CONNECT
    context.verify_mode = ssl.CERT_REQUIRED
    context.check_hostname = True
    return context


def handshake_failed(causes: Iterable[BaseException]) -> bool:
    """Tell whether a failure was one of TLS that an older dialect may mend, and not one of trust."""
    found = [cause for cause in causes if isinstance(cause, ssl.SSLError)]
    distrust = [
        one
        for one in found
        if isinstance(one, ssl.SSLCertVerificationError)
        and one.verify_code not in _WEAK
    ]
    return bool(found) and not distrust
