"""Let an installed fazhi be imported by its repository's names: `expectations` is `fazhi/expectations/`."""

import fazhi

__path__ = [str(fazhi.find_root() / "expectations")]
