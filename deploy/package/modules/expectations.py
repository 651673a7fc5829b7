"""Lets an installed fazhi be imported by the names of its repository: `expectations` is `fazhi/expectations/`."""

import fazhi

__path__ = [str(fazhi.find_root() / "expectations")]
