"""Read the sources: one TOML file each in a folder, named `<id>.toml`."""

import tomllib
from collections.abc import Collection
from pathlib import Path

from pydantic import ValidationError

from tasks.model.errors import ConfigurationError
from tasks.model.source import Source

# What to do about a kind of error, by pydantic's name of it.
_REMEDIES = {
    "extra_forbidden": "a source has no such key; remove it, or look up its spelling in CONTRIBUTING.md",
    "missing": "this key is needed; add it",
}


def load_sources(folder: Path, only: Collection[str] = ()) -> list[Source]:
    """Read every source of a folder, or only those with the given ids, sorted by id.

    Raises ConfigurationError naming the file, the key and the remedy when the folder holds no source, a file
    is broken or says something that a source has no key for, or an id of `only` does not exist.
    """
    files = sorted(folder.glob("*.toml"))
    if not files:
        raise ConfigurationError(
            f"{folder}: no source (*.toml) here; point --sources to the folder that holds them"
        )
    wanted = frozenset(only)
    unknown = wanted.difference(file.stem for file in files)
    if unknown:
        raise ConfigurationError(
            f"{folder}: no source called {', '.join(sorted(unknown))}; `fazhi sources` lists those that exist"
        )
    return [load_source(file) for file in files if not wanted or file.stem in wanted]


def load_source(file: Path) -> Source:
    """Read one source; its id is the file's stem. Raises ConfigurationError naming file, key and remedy."""
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"{file}: cannot be read ({error}); it must be a UTF-8 text file"
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(
            f"{file}: not valid TOML ({error}); mend that line"
        ) from error
    if table.setdefault("id", file.stem) != file.stem:
        raise ConfigurationError(
            f"{file}: key `id` is {table['id']!r}; leave it out, or rename the file to match"
        )
    try:
        return Source.model_validate(table)
    except ValidationError as error:
        raise ConfigurationError(
            f"{file}: {_explain_validation_error(error)}"
        ) from error


def _explain_validation_error(error: ValidationError) -> str:
    lines = []
    for detail in error.errors(include_url=False):
        key = ".".join(map(str, detail["loc"])) or "the file"
        message = detail["msg"].removeprefix("Value error, ")
        other = f"{message} (it says {detail['input']!r}); change the value"
        lines.append(f"key `{key}`: {_REMEDIES.get(detail['type'], other)}")
    return "; ".join(lines)
