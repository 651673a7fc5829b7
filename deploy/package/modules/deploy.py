"""Lets an installed fazhi be imported by the names of its repository: `deploy` is `fazhi/deploy/`."""

import fazhi

__path__ = [str(fazhi.find_root() / "deploy")]
