"""Where elements stand in their page, as XPaths: those of all children of one element are found in one go."""

from collections import Counter

from lxml.html import HtmlElement


class ElementPaths:
    """The paths of a page's elements, as `getpath` of lxml gives them, which walks all siblings each time."""

    def __init__(self) -> None:
        self._paths: dict[HtmlElement, str] = {}

    def find(self, element: HtmlElement) -> str:
        """Give the path of an element: `/html/body/div[2]/p`."""
        unknown: list[HtmlElement] = []
        reached: HtmlElement | None = element
        while reached is not None and reached not in self._paths:
            unknown.append(reached)
            reached = reached.getparent()
        for one in reversed(unknown):
            if one not in self._paths:
                self._name_siblings(one)
        return self._paths[element]

    def _name_siblings(self, element: HtmlElement) -> None:
        parent = element.getparent()
        if parent is None:
            self._paths[element] = element.getroottree().getpath(element)
            return
        children = [child for child in parent if isinstance(child.tag, str)]
        counts = Counter(child.tag for child in children)
        seen = Counter[str]()
        above = self._paths[parent]
        for child in children:
            seen[child.tag] += 1
            index = f"[{seen[child.tag]}]" if counts[child.tag] > 1 else ""
            self._paths[child] = f"{above}/{child.tag}{index}"
