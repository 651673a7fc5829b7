"""Edit distance between two texts, by bit vectors as long as a text (Myers 1999, Hyyrö 2003)."""


def distance(one: str, other: str) -> int:
    """Count the insertions, deletions and replacements that make one text of the other."""
    if not one or not other or one == other:
        return 0 if one == other else len(one) + len(other)
    # Column by column of the textbook's table; a bit says that a cell is one more or one less than the cell
    # above.
    places: dict[str, int] = {}
    for index, letter in enumerate(one):
        places[letter] = places.get(letter, 0) | 1 << index
    full, last = (1 << len(one)) - 1, 1 << (len(one) - 1)
    up, down, errors = full, 0, len(one)
    for letter in other:
        equal = places.get(letter, 0)
        across = (((equal & up) + up) ^ up) | equal
        more, less = down | (full & ~(across | up)), up & across
        errors += bool(more & last) - bool(less & last)
        more, less = more << 1 | 1, less << 1
        kept = equal | down
        up, down = (less | ~(kept | more)) & full, more & kept & full
    return errors
