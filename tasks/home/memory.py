"""Memory: what is free is given back to the system while a long piece of work goes on."""

import pyarrow as pa


def give_back() -> None:
    """Give back what Arrow and the C library, of which NumPy and pandas have theirs, hold of freed memory.

    What passes in chunks, texts above all, leaves holes behind that the next chunk does not fit into.
    """
    pa.default_memory_pool().release_unused()
    pa.system_memory_pool().release_unused()
