"""The way of the data, and where each step lives.

    Source -> list pages -> Link -> Page -> Capture      web/, store/     (verb: crawl)
    Capture -> Document -> clean text                    text/            (verb: extract)
    clean text -> Report, Section, Quantity, Issue       report/          (verb: extract)
    parts, ledger -> staged tables                       store/, report/  (verb: stage)
    staged tables -> audit -> release                    store/           (verbs: validate, publish)
    everything that happened -> artifacts                                 (verb: summarize)
    the archive's journal -> ledger                      store/           (verb: rebuild)
    release, archive, ledger -> what is damaged          store/           (verb: verify)

Nouns are folders of pure functions and small classes; they import `tasks.model` and nothing of each other.
Verbs are the modules beside this one: thin Prefect tasks that join the nouns (rebuild and verify, which an
operator starts, are plain functions). This module imports nothing, so that a noun costs milliseconds to
import while a verb costs Prefect's seconds.
"""
