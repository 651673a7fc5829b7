"""Errors and logs: none tells a secret, whoever raised it."""

import io
import logging

import pytest
import sqlalchemy as sa
from pydantic import BaseModel

from tasks.model.errors import FazhiError, FetchError, keep_secrets

SECRET = "http://user:C4nary@host/"


def test_our_errors_hold_no_secrets():
    """Their words are hidden when they are made; the address itself stays in use."""
    error = FetchError(SECRET, f"no answer of {SECRET}")
    assert "C4nary" not in f"{error} {error.reason}"
    assert error.url == SECRET


class _Number(BaseModel):
    number: int


def _raise_known():
    raise ValueError(f"{SECRET} is none", {"url": SECRET})


def _raise_caused():
    try:
        raise KeyError(SECRET)
    except KeyError as error:
        raise FazhiError("no") from error


def _raise_file():
    with open(SECRET):  # noqa: PTH123
        pass


def _raise_frozen():
    _Number(number=SECRET)


def _raise_database():
    sa.create_engine(f"sqlite:///{SECRET}/none").connect()


@pytest.mark.parametrize(
    "fail", [_raise_known, _raise_caused, _raise_file, _raise_frozen, _raise_database]
)
def test_no_error_leaves_a_task_with_a_secret(fail):
    """Foreign ones, their causes, and those whose words cannot be changed."""
    with pytest.raises(Exception) as raised:  # noqa: PT011
        keep_secrets(fail)()
    for cause in FazhiError.list_causes(raised.value):
        assert "C4nary" not in f"{cause} {cause!r}"


def test_a_task_gives_what_it_gave():
    """And keeps its name and parameters, which Prefect reads."""

    @keep_secrets
    def add(one: int, other: int = 2) -> int:
        return one + other

    assert add(1) == 3
    assert add.__name__ == "add"


def test_no_log_tells_a_secret():
    """Neither in its words and their values, nor in a traceback; nothing steers a terminal."""

    @keep_secrets
    def work() -> None:
        logger = logging.getLogger("any.library")
        handler = logging.StreamHandler(io.StringIO())
        logger.addHandler(handler)
        try:
            logger.warning("asked %s: %s", SECRET, "\x1b[2J")
            raise ValueError(SECRET)
        except ValueError:
            logger.exception("failed")
        finally:
            logger.removeHandler(handler)
        said = handler.stream.getvalue()
        assert "asked http://***@host/: ␛[2J" in said
        assert "ValueError: http://***@host/" in said
        assert "C4nary" not in said

    before = logging.getLogRecordFactory()
    try:
        work()
    finally:
        logging.setLogRecordFactory(before)
