"""Read and publish what was crawled: `python -m tests.scenarios.machines.read_home HOME SOURCES RUN`."""

import argparse

from deploy.demo.command import start_of
from tasks.home import Home
from tasks.model.release import Release
from tasks.model.run import Run
from tests.world.night import extract, finish, loaded, publish_staged, stage_audited


def read_home(home: str, sources: str, run_id: str) -> Release:
    """Read and publish what a home's run has crawled, by the clock of the demo's first night."""
    run = Run(run_id, start_of(1), home, Home.find(home).ledger_url)
    known = loaded(sources)
    extract(run, known)
    release = publish_staged(run, *stage_audited(run, known))
    finish(run)
    return release


def main() -> None:
    """Read and publish."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home")
    parser.add_argument("sources", help="the folder of the sources")
    parser.add_argument("run", help="the id of the run that crawled")
    given = parser.parse_args()
    read_home(given.home, given.sources, given.run)


if __name__ == "__main__":
    main()
