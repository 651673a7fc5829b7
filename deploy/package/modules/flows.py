"""Let an installed fazhi be imported by its repository's names: `flows` is `fazhi/flows/`."""

import fazhi

__path__ = [str(fazhi.find_root() / "flows")]

if __name__ == "__main__":
    fazhi.main()
