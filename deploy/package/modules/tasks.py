"""Lets an installed fazhi be imported by the names of its repository: `tasks` is `fazhi/tasks/`."""

import fazhi

__path__ = [str(fazhi.find_root() / "tasks")]
