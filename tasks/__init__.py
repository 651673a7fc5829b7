"""The way of the data, and the folder of each step.

    Source -> list pages -> Link -> Page -> Capture        crawl/    (fetch/, sites/, archive/, ledger/)
    Capture -> Document -> clean text -> Reading -> rows   read/     (documents/, report/, tables/)
    parts, ledger -> staged tables -> audit -> release     release/  (tables/)
    everything that happened -> artifacts                  release/
    the archive's journal -> ledger                        upkeep/
    release, archive, ledger -> what is damaged            upkeep/

A folder is a step or a library; docs/architecture.md draws which imports which. Steps hold thin Prefect
tasks. This module imports nothing: importing a library costs milliseconds, importing a step Prefect's
seconds.
"""
