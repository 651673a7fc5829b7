"""The questions of `docs/questions.md`, asked of a release in SQL and in pandas."""

import re
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd

from tests.paths import ROOT

_QUESTION = re.compile(
    r"^## (?P<number>\d+)\. .*?```sql\n(?P<sql>.*?)```.*?```python\n(?P<python>.*?)```",
    re.MULTILINE | re.DOTALL,
)
MOST_LINES = 5


@dataclass(frozen=True)
class Question:
    """One question: its number, and how it is asked."""

    number: int
    sql: str
    python: str

    def ask_in_sql(self, current: Path) -> pd.DataFrame:
        """Ask it of the tables in a folder."""
        with duckdb.connect() as connection:
            for path in current.glob("*.parquet"):
                connection.sql(f"CREATE VIEW {path.stem} AS FROM '{path}'")
            answer: pd.DataFrame = connection.sql(self.sql).df()
        return answer

    def ask_in_pandas(self, tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
        """Ask it of tables by their names."""
        names: dict[str, object] = {"t": tables, "pd": pd}
        exec(self.python, names)
        answer = names["answer"]
        assert isinstance(answer, pd.DataFrame)
        return answer


def load_questions() -> list[Question]:
    """Load them in their order."""
    text = (ROOT / "docs" / "questions.md").read_text(encoding="utf-8")
    return [
        Question(int(found["number"]), found["sql"], found["python"])
        for found in _QUESTION.finditer(text)
    ]
