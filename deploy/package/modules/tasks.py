"""Let an installed fazhi be imported by its repository's names: `tasks` is `fazhi/tasks/`."""

import fazhi

__path__ = [str(fazhi.find_root() / "tasks")]
