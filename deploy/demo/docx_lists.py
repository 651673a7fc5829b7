"""Word's automatic numbering: which labels of a report its lists would print by themselves, and the lists."""

import re
from dataclasses import dataclass, field

from deploy.demo.draft import NUMERALS, Paragraph
from deploy.demo.look import Look

# `一、`, `（二）` or `(二)`, `3.` or `3、`; the mark behind a number is part of the list's form
LABEL = re.compile(
    rf"(?P<open>[（(]?)(?P<number>[{NUMERALS}]+|\d+)(?P<close>[）)]|[、.．])"
)
LEVELS = 4  # 一、 （一） 1. （1）
FORMATS = ("chineseCountingThousand", "chineseCounting", "japaneseCounting")


@dataclass
class Lists:
    """The lists of one document, in the state after the paragraphs so far.

    With `multilevel` one list has all levels that begin again under a new parent; else each level is a list
    of its own, begun again by a new instance with a start value, as an author does by hand.
    """

    look: Look
    enabled: bool
    forms: dict[int, str] = field(default_factory=dict)
    counters: dict[int, int] = field(default_factory=dict)
    instances: dict[int, int] = field(default_factory=dict)
    restarted: list[int] = field(default_factory=list)

    def take(self, part: Paragraph) -> tuple[int, str]:
        """Leave a paragraph's label to a list where the list would print the same.

        Give its length and the XML.

        A label that no list would print (a gap, another width) stays typed: length 0 and no XML.
        """
        found = LABEL.match(part.words)
        if not self.enabled or not found:
            return 0, ""
        level = 2 * found["number"].isdecimal() + bool(found["open"])
        form = f"{found['open']}%{level + 1 if self.look.multilevel else 1}{found['close']}"
        if self.forms.setdefault(level, form) != form:
            return 0, ""
        if not self._reach(level, _value(found["number"])):
            return 0, ""
        instance = self.instances.get(level, 1 if self.look.multilevel else level + 1)
        inner = f'<w:ilvl w:val="{level if self.look.multilevel else 0}"/><w:numId w:val="{instance}"/>'
        return found.end(), f"<w:numPr>{inner}</w:numPr>"

    def _reach(self, level: int, value: int) -> bool:
        """Advance a level's counter to a value if it can be the next one.

        Programs disagree about a level without a number above it: there an author types.
        """
        if self.look.multilevel and level and level - 1 not in self.counters:
            return False
        following = self.counters.get(level, 0) + 1
        if value == 1 and following != 1 and not self.look.multilevel:
            self.restarted.append(level)
            self.instances[level] = LEVELS + len(self.restarted)
            following = 1
        if value != following:
            return False
        self.counters[level] = value
        if self.look.multilevel:
            for deeper in [other for other in self.counters if other > level]:
                del self.counters[deeper]
        return True

    def xml(self) -> str:
        """Give the definitions and instances of numbering.xml."""
        if self.look.multilevel:
            levels = "".join(self._level(level, level) for level in range(LEVELS))
            kinds = (
                '<w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>'
                f"{levels}</w:abstractNum>"
            )
            return kinds + '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        kinds = "".join(
            f'<w:abstractNum w:abstractNumId="{level}"><w:multiLevelType w:val="singleLevel"/>'
            f"{self._level(level, 0)}</w:abstractNum>"
            for level in range(LEVELS)
        )
        first = "".join(
            f'<w:num w:numId="{level + 1}"><w:abstractNumId w:val="{level}"/></w:num>'
            for level in range(LEVELS)
        )
        again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
        more = "".join(
            f'<w:num w:numId="{number}"><w:abstractNumId w:val="{level}"/>{again}</w:num>'
            for number, level in enumerate(self.restarted, start=LEVELS + 1)
        )
        return kinds + first + more

    def _level(self, level: int, place: int) -> str:
        one = level + 1 if self.look.multilevel else 1
        form = self.forms.get(
            level, (f"%{one}、", f"（%{one}）", f"%{one}.", f"（%{one}）")[level]
        )
        kind = "decimal" if level >= 2 else FORMATS[round(self.look.size * 2) % 2]
        suffix = (
            f'<w:suff w:val="{self.look.list_space}"/>'
            if self.look.list_space != "tab"
            else ""
        )
        inner = f'<w:start w:val="1"/><w:numFmt w:val="{kind}"/>{suffix}<w:lvlText w:val="{form}"/>'
        inner += '<w:lvlJc w:val="left"/>'
        return f'<w:lvl w:ilvl="{place}">{inner}<w:pPr><w:ind w:left="0" w:firstLine="0"/></w:pPr></w:lvl>'


def _value(printed: str) -> int:
    """Read 1 to 19 as the writer prints them."""
    if printed.isdecimal():
        return int(printed)
    if len(printed) == 1:
        return NUMERALS.index(printed) + 1
    return 10 + NUMERALS.index(printed[1]) + 1
