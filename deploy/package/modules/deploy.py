"""Let an installed fazhi be imported by its repository's names: `deploy` is `fazhi/deploy/`."""

import fazhi

__path__ = [str(fazhi.find_root() / "deploy")]
