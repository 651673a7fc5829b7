"""Two nights on one home, at many offsets: one works, the other says which is at work and ends with 75."""

from functools import partial

from tests.faults.campaigns.overlap import overlap
from tests.faults.campaigns.scene import prepare
from tests.faults.campaigns.tried import Tried

TITLE = "two nights on one home"
WHOLE = 50
FEW = 1


def play(count: int) -> Tried:
    """Let nights overlap at so many offsets, from none to nearly the whole of the first."""
    scene = prepare()
    tried = Tried(TITLE)
    at_once = 0
    for number in range(count):
        offset = 0.9 * scene.seconds * (number + 0.5) / count
        with scene.copy_home() as home:
            url = f"sqlite:///{home / 'state' / 'ledger.sqlite'}"
            night = partial(scene.play, home)
            ended = overlap([night, night], [home], offset, url, before=1)
            at_once += ended.at_once
            faults = ended.faults
            if ended.at_once:
                faults = faults or scene.compare(home)
            # one behind the other are two nights: what the first found new is known to the second
            tried.note(f"{offset:.2f} s", faults)
    tried.words = f"{at_once} of them at once, the others one behind the other"
    return tried
