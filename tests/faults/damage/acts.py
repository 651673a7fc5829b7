"""What may happen to a staged release, in the words that the list of damages is written in."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import pyarrow as pa
import pyarrow.parquet as pq

from tasks.tables.schema import SCHEMAS
from tests.faults.damage.scene import Scene

Row = dict[str, object]
Act = Callable[[Scene], None]
Value = object | Callable[[Row], object]


def first(_row: Row) -> bool:
    """Choose every row; the first of them is changed."""
    return True


def having(**values: object) -> Callable[[Row], bool]:
    """Choose rows by their values."""
    return lambda row: all(row[name] == value for name, value in values.items())


def filled(*names: str) -> Callable[[Row], bool]:
    """Choose rows where columns have values."""
    return lambda row: all(row[name] is not None for name in names)


def change(table: str, where: Callable[[Row], bool] = first, **values: Value) -> Act:
    """Set columns of the first row that is chosen; a function makes the value of the row."""

    def act(scene: Scene) -> None:
        rows = scene.rows(table)
        row = next(row for row in rows if where(row))
        row.update(
            {
                name: value(row) if callable(value) else value
                for name, value in values.items()
            }
        )
        scene.put(table, rows)

    return act


def empty_column(table: str, column: str, every: int = 1) -> Act:
    """Take the values of a column away, in all rows or in one of some."""

    def act(scene: Scene) -> None:
        rows = scene.rows(table)
        for row in rows[::every]:
            row[column] = None
        scene.put(table, rows)

    return act


def drop(table: str, where: Callable[[Row], bool], most: int | None = None) -> Act:
    """Lose the rows that are chosen, or the first of them."""

    def act(scene: Scene) -> None:
        rows = scene.rows(table)
        lost = [id(row) for row in rows if where(row)][:most]
        scene.put(table, [row for row in rows if id(row) not in lost])

    return act


def repeat(table: str) -> Act:
    """Give the first row twice."""
    return lambda scene: scene.put(table, [scene.rows(table)[0], *scene.rows(table)])


def empty(table: str) -> Act:
    """Lose all rows."""
    return lambda scene: scene.put(table, [])


def swap(table: str, column: str, apart: int = 1) -> Act:
    """Exchange the values of two rows."""

    def act(scene: Scene) -> None:
        rows = scene.rows(table)
        rows[0][column], rows[apart][column] = rows[apart][column], rows[0][column]
        scene.put(table, rows)

    return act


def back_to_front(table: str) -> Act:
    """Turn the order of the rows round."""
    return lambda scene: scene.put(table, scene.rows(table)[::-1])


def shaped(table: str, change: Callable[[pa.Table], pa.Table]) -> Act:
    """Change a table's columns."""
    return lambda scene: scene.write(
        table, change(pq.read_table(scene.path(table)).cast(SCHEMAS[table]))
    )


def cast(table: str, column: str, kind: pa.DataType) -> Act:
    """Give a column another type."""

    def change(data: pa.Table) -> pa.Table:
        place = data.schema.get_field_index(column)
        return data.set_column(
            place, data.schema.field(place).with_type(kind), data[column].cast(kind)
        )

    return shaped(table, change)


def bytes_of(table: str, change: Callable[[bytes], bytes]) -> Act:
    """Change a file's bytes."""
    return lambda scene: scene.bytes(table, change)


def lose(table: str) -> Act:
    """Lose a file."""
    return lambda scene: scene.path(table).unlink()


def exchange(one: str, other: str) -> Act:
    """Exchange two files."""

    def act(scene: Scene) -> None:
        content = scene.path(other).read_bytes()
        scene.bytes(other, lambda _: scene.path(one).read_bytes())
        scene.bytes(one, lambda _: content)

    return act


def of_last_release(table: str) -> Act:
    """Put the file of the release before in the place of this one's."""

    def act(scene: Scene) -> None:
        content = scene.last(table).read_bytes()
        scene.bytes(table, lambda _: content)
        scene.staged = replace(
            scene.staged,
            counts={
                **scene.staged.counts,
                table: pq.read_metadata(scene.path(table)).num_rows,
            },
        )

    return act


def signed(table: str, release_id: str) -> Act:
    """Give a file the footer of another release."""
    return lambda scene: scene.write(
        table, pq.read_table(scene.path(table)).cast(SCHEMAS[table]), release_id
    )


def suite(table: str, make: Callable[..., object] | None) -> Act:
    """Put another suite in the place of a table's, or none."""

    def act(scene: Scene) -> None:
        del scene.suites[table]
        if make is not None:
            scene.suites[table] = make

    return act


def miscounted(counts: Mapping[str, int]) -> Act:
    """Let the stage have counted other rows than there are."""

    def act(scene: Scene) -> None:
        scene.staged = replace(scene.staged, counts={**scene.staged.counts, **counts})

    return act
