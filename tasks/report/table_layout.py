"""What the heads of a table say of its cells: the words above and to the left of each, its unit, its number.

A table has rows of heads, at its top and sometimes again further down, and columns of labels. Without heads
it is a list of labels and values side by side (受理 41 | 应诉 12): a value belongs to the label on its left.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property, lru_cache
from itertools import accumulate, chain, islice, takewhile

from tasks.model.document import Table, TableCell
from tasks.report.cells import (
    OF_WHICH,
    CellWords,
    GridRow,
    HeadedCell,
    StatedUnits,
    UnitFinder,
    find_column_path,
    list_captions,
)
from tasks.report.numbers import NOTE_MARK
from tasks.report.table_relations import HeadedTable

# Numbers of these columns and rows count the rows, or name them.
_NO_VALUES = re.compile(
    "序号|编号|编码|代码|年度|年份|日期|时间|电话|手机|传真|联系方式|排名|名次|位次|文号|证号|号码|账号|邮编|身份证|"
    "年龄|地点|地址|场所|姓名|版本|页码|页数|得分|分值|分数|权重|楼层|房间|^No\\.?$|^ID$|^排序$|^备注$"
)
# Longer numbers without a unit are telephones and codes.
_CODE = re.compile(r"0\d+|\d{8,}")
_YEAR_LIKE = re.compile(r"(?:19[5-9]|20[0-4])\d")
# No report on this subject has an older year at its heads.
# A number of more digits is none of a row, nor a year.
_MOST_DIGITS = 18
_FIRST_YEAR = 2008
# A row of heads again: its first cell names what the labels are.
_LABEL_HEAD = re.compile(
    "项目|指标|类别|类型|单位|名称|序号|年度|内容|部门|地区|领域|种类|分类|事项|机关|科目|月份|季度"
)
# `指标名称`, `案件类型`: what stands over labels; not 行政许可事项, which is counted
_HEAD_WORD = re.compile(
    f"(?:统计|主要|具体|工作|执法|业务|案件)?(?:{_LABEL_HEAD.pattern})(?:名称|类别|类型|分类|内容|情况)?"
)
# `执法主体`, `乡镇`: labels below say who did something, or in which field; not what
_ACTOR_HEAD = re.compile(
    "(?:执法|责任|承办|填报|报送|成员|所属|各)?(?:部门|单位|机关|机构|主体|领域|乡镇|镇街|街镇|镇街道|乡镇街道|街道|地区|区县|县区|县市区)"
    "(?:（[^（）]+）|/[^/]+)?(?:名称)?"
)
# `住建局`, `市场监管所`, `柳坪乡`: an organ by its own name
_ORGAN = re.compile(
    "[^，。；：、\\d]{1,24}(?:局|委|委员会|办|厅|大队|支队|总队|执法队|分局|镇|乡|街道|街道办|办事处|政府|监管所|开发区|管委会)"
)
# `安全生产`, `市场监管领域`: in which field something was done
_FIELD = re.compile(
    "(?:安全生产|食品(?:药品)?安全|药品安全|特种设备|消防(?:安全)?|市场监管|文化市场|生态环境|交通运输|城市管理|应急管理|自然资源|卫生健康|农业农村)"
    "(?:领域|方面|类)?"
)
# What these do is named by their name alone.
_TELLING_ORGAN = re.compile(
    "复议|法院|检察|仲裁|援助|公证|调解|信访|应诉|纪委|监委|不|免|未"
)
# `其他工作`: a group of what is left says nothing of what is in it
_REST = re.compile(
    "(?:[一二三四五六七八九十]{1,3}、)?其[他它](?:工作|情况|事项|方面|指标|数据|内容|项目)(?:情况)?[:：]?"
)
# `累计`: all that there are, unless months of the year stand beside it
_CUMULATIVE = re.compile("(?:历年|历史|总)?累计(?:数|数量|总数|总量|完成|情况)?")
_MONTHLY = re.compile("[本当上]月|月份?$|季度?$|[本当]季")
# `2024年行政执法情况统计表`: the title of a table, not a group of its rows
_TITLE = re.compile("表$|统计|一览|汇总|附[表件]|单位[:：]|^20\\d\\d年")
# `表1 | 行政执法情况（单位：件）`
_CAPTION = re.compile("(?:情况|统计|一览|汇总|表).{0,4}单位[:：]")
# `一、行政复议`, `行政诉讼：`: a row of this first cell alone begins a group
_GROUP = re.compile(r"^(?:[（(]?[一二三四五六七八九十]{1,3}[)）、])|[：:]$|情况$")
# `续表`, `附表1（续）`, `— 4 —`: what stands between the parts of one table
_CONTINUED = re.compile(
    r"[（(]?(?:接|续)(?:上)?(?:页|表)[一二三四五六七八九十\d]{0,3}[）)]?[:：]?|[^。，；]{0,40}[（(](?:续|接)(?:上)?(?:表|页)?[一二三\d]?[）)]|续表[^。，；]{0,40}"
)
_BETWEEN = re.compile(r"[（(]?单位[:：][^。]{1,20}|[-—－–]?\s*\d{1,3}\s*[-—－–]?")
# `39¹`, `12①`, `8[2]`, `39*`, `住建局¹`: a note's mark behind a number or a word; 10⁴ and m² are none
_CELL_MARK = re.compile(
    rf"(?<=[\d一-鿿%％)）])(?<![×xX]10)(?<!^10) ?(?:{NOTE_MARK}|[*＊]|(?<![备标关批附脚评加])注)$"
)
# `430件（其中简易程序302件）`, `128件 其中听证3件`: what is told of a cell's number behind it
_REMARK = re.compile(r"(?<=[一-鿿%％]) ?[（(，,；;]? ?(?:其中|包括|[（(]含).*")
# Heads that are known to be organs or not
_MOST_KNOWN = 4096
_MOST_CELLS = 20_000
_MOST_COLUMNS = 200
_MOST_HEAD_ROWS = 4
_MOST_PARTS = 30
# `行政复议申请`, `行政复议受理` beside `纠错率`: so many columns, and signs that they share
_FEWEST_BESIDE = 2
_MOST_BESIDE = 12
_SHORTEST_SUBJECT = 4
# What is longer tells something; it is no head.
_LONGEST_HEAD = 40
_SENTENCE = re.compile("[。；！？]")
# Lines above a table that may say what it is and its unit; one that ends in 。 is the text before.
_MOST_LINES_ABOVE = 3
_LONGEST_LINE_ABOVE = 60


def read_tables(text: str, tables: Sequence[Table]) -> Iterator[HeadedTable]:
    """Yield the tables of a clean text, their cells with their heads.

    A table that goes on where the one before ends, or behind 续表, without heads of its own, has the heads
    of that one.
    """
    before: _TableLayout | None = None
    above_before = ""
    end = 0
    for table in tables:
        start = min((cell.start for cell in table.cells), default=0)
        above = collect_lines_above(text, start)
        layout = _TableLayout(table, above)
        if before and _goes_on(text[end:start]) and layout.take_heads(before):
            above = f"{above_before}\n{above}" if above_before != above else above
        yield HeadedTable(table, above, tuple(layout.iter_cells()))
        above_before = above
        before = layout
        end = max((cell.end for cell in table.cells), default=0)


def collect_lines_above(text: str, start: int) -> str:
    """Collect the lines right above a table that are no sentences; the nearest one in any case."""
    lines: list[str] = []
    end = start - 1
    while end > 0 and len(lines) < _MOST_LINES_ABOVE:
        begin = text.rfind("\n", 0, end) + 1
        line = text[begin:end]
        is_title = len(line) <= _LONGEST_LINE_ABOVE and "。" not in line
        if lines and not (is_title and "\t" not in line):
            break
        lines.append(line)
        end = begin - 1
        if not is_title:
            break
    return "\n".join(reversed(lines))


class _TableLayout:
    """One table as a grid, with what its heads say; `above` are the lines of text over it."""

    def __init__(self, table: Table, above: str = "") -> None:
        self._cells = tuple(map(_strip_note, table.cells))
        lines = above.splitlines()
        titles = [cell.text for cell in self._cells if cell.row < 2]
        self._captions = list_captions(reversed(lines), titles)
        subjects = map(CellWords.find_subject, [*reversed(lines), *titles[:1]])
        self._subject = next(filter(None, subjects), "")
        ends = [cell.column + cell.columns for cell in table.cells]
        self._width = max(ends, default=0)
        self._rows: Sequence[GridRow] = []
        if len(ends) <= _MOST_CELLS and self._width <= _MOST_COLUMNS:
            self._rows = self._fill_grid()
        self._heads: list[GridRow] = []
        self._inherited: list[GridRow] = []
        self._group = ""
        self._whole: tuple[str, ...] = ()
        self._places = _RowPlaces(
            (),
            [],
            [],
            [],
            [],
            frozenset(),
            False,
            "",
        )

    def take_heads(self, before: "_TableLayout") -> bool:
        """Take over heads and unit of the table before, where this one goes on with it, and tell so."""
        rows = (row for row in self._rows if not _says_continued(row))
        first = next(rows, ())
        has_values = any(cell and self._is_value(cell) for cell in first)
        is_same = list(_iter_texts([first])) in before._list_head_texts()
        if before._width != self._width or not (has_values or is_same):
            return False
        self._captions = self._captions or before._captions
        self._subject = self._subject or before._subject
        if has_values:
            self._inherited = before._heads or before._inherited
        return has_values

    def _list_head_texts(self) -> list[list[str]]:
        """List the words of each row of heads."""
        return [list(_iter_texts([row])) for row in (*self._inherited, *self._heads)]

    def iter_cells(self) -> Iterator[HeadedCell]:
        """Yield all cells in order, each with its heads."""
        if not self._rows:
            yield from map(HeadedCell, self._cells)
            return
        self._heads = list(self._inherited)
        in_body = bool(self._inherited)
        for number, row in enumerate(self._rows):
            own = _list_own(row, number)
            if not in_body and self._is_caption(own, number):
                yield from (HeadedCell(cell, is_head=True) for cell in own)
            elif self._is_banner(own):
                is_title = not in_body and self._is_title(own[0].text, number)
                self._group = "" if is_title else own[0].text
                yield from (HeadedCell(cell, is_head=True) for cell in own)
            elif self._is_head(row, number, in_body):
                if in_body:
                    self._heads = []
                    self._group = ""
                    in_body = False
                self._heads.append(row)
                yield from (HeadedCell(cell, is_head=True) for cell in own)
            else:
                in_body = True
                yield from self._read_row(row, number)

    def _fill_grid(self) -> list[list[TableCell | None]]:
        """Lay the cells out in rows and columns: a merged cell stands in all the places that it covers."""
        height = max((one.row for one in self._cells), default=-1) + 1
        empty = [None] * self._width
        grid: list[list[TableCell | None]] = [[*empty] for _ in range(height)]
        for one in self._cells:
            covered = range(one.column, one.column + one.columns)
            for row in grid[one.row : one.row + one.rows]:
                for column in covered:
                    row[column] = one
        return grid

    def _is_banner(self, own: Sequence[TableCell]) -> bool:
        """Tell whether a row is one line of words over the table's width: a title, or a group's name."""
        filled = [cell for cell in own if cell.text]
        if len(filled) != 1 or self._width < 2:
            return False
        first = filled[0]
        if CellWords.is_value(first.text) or len(first.text) > _LONGEST_LINE_ABOVE:
            return False
        if len(own) == 1:
            return first.columns > 1 or first.column == 0
        return first.column == 0 and bool(_GROUP.search(first.text))

    def _is_caption(self, own: Sequence[TableCell], number: int) -> bool:
        """Tell whether a row is a line of words that state the table's unit, though it stands in cells."""
        if self._heads or number + 1 >= len(self._rows):
            return False
        filled = [cell for cell in own if cell.text]
        if not any(_CAPTION.search(cell.text) for cell in filled):
            return False
        if any(map(self._is_value, filled)):
            return False
        below = {cell for cell in self._rows[number + 1] if cell and cell.text}
        covered = sum(cell.columns for cell in filled)
        return covered < self._width and len(below) > len(filled)

    def _is_title(self, words: str, number: int) -> bool:
        """Tell whether a line over the table's width is its title, not the name of its first group."""
        return not self._heads and (bool(_TITLE.search(words)) or number == 0)

    def _is_head(self, row: GridRow, number: int, in_body: bool) -> bool:
        """Tell whether a row holds heads: words only, at the top, or where its first cell names labels."""
        if number + 1 >= len(self._rows):
            return False
        if any(cell and self._is_value(cell) for cell in row):
            return False
        texts = [cell.text for cell in row if cell]
        words = set(filter(None, texts))
        if not words or any(map(CellWords.is_blank, words)):
            return False
        if max(map(len, words)) > _LONGEST_HEAD:
            return False
        if in_body and (len(words) < 2 or not _LABEL_HEAD.search(texts[0])):
            return False
        if not self._is_followed_by_values(number):
            return False
        if self._heads and not in_body:
            return self._is_further_head(row)
        return self._is_first_head(row, number)

    def _is_first_head(self, row: GridRow, number: int) -> bool:
        """Tell whether the first row of words is of heads, not of labels with words for values."""
        texts = [cell.text if cell else "" for cell in row]
        if len(set(filter(None, texts))) < 2:
            # `| 2024年 | 2024年` over labels
            return not texts[0]
        if any(
            CellWords.is_period(CellWords.strip_head(text))
            or CellWords.find_head_units(text)
            for text in texts
        ):
            return True
        labels = self._list_label_columns(number + 1)
        if len(labels) > 1 and any(one - 1 not in labels for one in labels if one):
            # `单位 | 司法局 | 联系人 | 王某` above labels and values side by side: heads stand twice
            repeated = {texts[one] for one in labels}
            return len(repeated) < len(labels)
        return True

    def _is_further_head(self, row: GridRow) -> bool:
        """Tell whether a row below heads is one more: under a merged one, or of units or times alone."""
        if len(self._heads) >= _MOST_HEAD_ROWS:
            return False
        last = self._heads[-1]
        above = [cell for cell in last if cell]
        if any(cell.columns > 1 or cell in row for cell in above):
            return True
        texts = [cell.text for cell in row[1:] if cell and cell.text]
        return bool(texts) and all(
            CellWords.is_unit(text)
            or CellWords.is_period(text)
            or bool(CellWords.find_head_units(text))
            for text in texts
        )

    def _is_followed_by_values(self, number: int) -> bool:
        """Tell whether numbers stand below; words alone are a list of things."""
        return max(self._last_values) > number

    def _list_label_columns(self, first: int) -> list[int]:
        """List the columns whose cells from a row on are words, with a column of numbers on their right."""
        held = [last >= first for last in self._last_values]
        return [
            column
            for column in range(self._width - 1)
            if held[column + 1]
            and not held[column]
            and self._last_words[column] >= first
        ]

    @cached_property
    def _last_values(self) -> list[int]:
        """Give, for each column, the last row that holds a number there; -1 where none does."""
        return self._find_last_rows(self._is_value)

    @cached_property
    def _last_words(self) -> list[int]:
        """Give, for each column, the last row that holds words there; -1 where none does."""
        return self._find_last_rows(lambda cell: _is_label(cell.text))

    def _find_last_rows(self, is_held: Callable[[TableCell], bool]) -> list[int]:
        last = [-1] * self._width
        for number, row in enumerate(self._rows):
            for column, cell in enumerate(row):
                if cell and is_held(cell):
                    last[column] = number
        return last

    @cached_property
    def _first_values(self) -> list[int]:
        """Give, for each row, the first column that holds a number; the table's width where none does."""
        found = []
        for row in self._rows:
            places = (
                place for place, cell in enumerate(row) if cell and self._is_value(cell)
            )
            found.append(next(places, self._width))
        return found

    def _is_value(self, cell: TableCell) -> bool:
        """Tell whether a cell holds a number; `2013` among counts is one, and no year."""
        return CellWords.is_value(cell.text) or cell in self._counts_like_years

    @cached_property
    def _counts_like_years(self) -> frozenset[TableCell]:
        """Give the cells that look like a year, and stand among numbers: not in heads, nor beside years."""
        found: set[TableCell] = set()
        cells = filter(None, chain.from_iterable(self._rows))
        columns = {cell.column for cell in cells if CellWords.is_value(cell.text)}
        in_body = False
        for number, row in enumerate(self._rows):
            years = [cell for cell in row[1:] if cell and _is_like_year(cell)]
            has_values = any(cell and CellWords.is_value(cell.text) for cell in row[1:])
            if years and self._may_count(row, number):
                is_sure = _counts_by_label(row)
                is_likely = in_body or has_values or self._is_among_words(row, number)
                found.update(
                    year
                    for year in years
                    if is_sure or (is_likely and number and year.column in columns)
                )
            in_body = in_body or has_values
        return frozenset(found)

    def _may_count(self, row: GridRow, number: int) -> bool:
        """Tell whether a row has a label that names something: one of heads names what labels are."""
        first = row[0]
        if first is None or not first.text or _is_head_word(first.text):
            return False
        return number > 0 or _counts_by_label(row)

    def _is_among_words(self, row: GridRow, number: int) -> bool:
        """Tell whether one number alone, or all under heads with units, are what a row's label counts."""
        above = self._rows[number - 1][1:] if number else ()
        if any(cell and CellWords.find_head_units(cell.text) for cell in above):
            return True
        filled = [cell for cell in row[1:] if cell and cell.text]
        return all(map(_is_like_year, filled)) and len(filled) == 1

    def _read_row(self, row: GridRow, number: int) -> Iterator[HeadedCell]:
        self._places = self._list_places(row, number)
        found = [self._read_cell(cell) for cell in _list_own(row, number)]
        labelled = [one for one in found if one.row_path]
        if labelled and not labelled[-1].is_of_row_above:
            self._whole = labelled[-1].row_path
        yield from found

    def _read_cell(self, cell: TableCell) -> HeadedCell:
        """Read one cell of the body, in the row whose places were listed last."""
        labels = self._find_labels(cell)
        column_path = self._find_column_path(cell.column)
        row_path = labels
        is_part = bool(labels and OF_WHICH.match(labels[0]))
        is_further_part = bool(labels) and cell.row in self._further_parts
        if is_part:
            row_path = [*self._whole, *labels]
        elif is_further_part:
            row_path = [*self._whole, f"其中：{labels[0]}", *labels[1:]]
        elif self._group:
            row_path = [self._group, *labels]
        headed = HeadedCell(
            cell,
            tuple(row_path),
            tuple(column_path),
            idle=self._find_idle_heads(row_path, column_path),
            is_cumulative=self._is_cumulative((*row_path, *column_path)),
            subject=self._subject,
        )
        if not self._is_value(cell):
            is_label = bool(cell.text) and len(cell.text) <= _LONGEST_HEAD
            return replace(
                headed, is_head=is_label and not CellWords.is_blank(cell.text)
            )
        heads = (*labels[-1:], *column_path)
        if self._is_no_count(cell, heads):
            return headed
        units = self._unit_finder.find_all(headed, labels, self._places.units)
        return replace(headed, units=units, counts=True)

    def _find_column_path(self, column: int) -> list[str]:
        """Find the heads over a column; before 其中 stand those of the column that it is a part of."""
        path = find_column_path(self._heads, column)
        if not path or not OF_WHICH.match(path[0]):
            return path
        is_money = any(map(CellWords.is_of_money, path))
        for place in range(column - 1, -1, -1):
            before = find_column_path(self._heads, place)
            cell = self._places.row[place]
            is_whole = bool(before) and not any(map(OF_WHICH.match, before))
            if is_whole and (cell is None or not self._is_value(cell)):
                return path
            if is_whole:
                is_alike = is_money is any(map(CellWords.is_of_money, before))
                return [*before, *path] if is_alike else path
        return path

    @cached_property
    def _unit_finder(self) -> UnitFinder:
        """Give what finds units by the heads of this table, and of the one that it goes on with."""
        rows = (*self._inherited, *self._rows)
        heads = takewhile(self._may_be_heads, self._rows)
        texts = _iter_texts(rows)
        head_texts = _iter_texts((*self._inherited, *heads))
        return UnitFinder(self._captions, texts, head_texts)

    def _may_be_heads(self, row: GridRow) -> bool:
        """Tell whether a row holds neither a number nor the sign of none."""
        filled = [cell for cell in row if cell and cell.text]
        return not any(
            self._is_value(cell) or CellWords.is_blank(cell.text) for cell in filled
        )

    def _find_idle_heads(
        self, row_path: Sequence[str], column_path: Sequence[str]
    ) -> tuple[str, ...]:
        """Find the heads that say nothing of what is counted: who did it, where, or a group of the rest."""
        heads = (*row_path, *column_path)
        rest = filter(_REST.fullmatch, row_path[:-1])
        actors = (
            head for head in heads if head in self._places.actors or _is_organ(head)
        )
        fields = filter(_FIELD.fullmatch, row_path)
        subject = self._places.subject
        is_beside = subject and not any(subject in head for head in column_path)
        subjects = [subject] if is_beside else []
        return tuple(dict.fromkeys((*rest, *actors, *fields, *subjects)))

    def _find_subject(self) -> str:
        """Find the words with which the heads of all columns of numbers but one begin; else nothing.

        They are 行政复议 where heads are 行政复议申请, 行政复议受理 and 纠错率.
        """
        if not self._heads:
            return ""
        row = self._heads[-1]
        held = zip(row, self._last_values, strict=False)
        own = (cell.text for cell, last in held if cell and last > cell.row)
        heads = set(map(CellWords.strip_head, own))
        if not _FEWEST_BESIDE < len(heads) <= _MOST_BESIDE:
            return ""
        for one in sorted(heads):
            first, *others = sorted(heads - {one})
            same = takewhile(len, map(_keep_same, first, others[-1]))
            shared = "".join(same)
            if len(shared) >= _SHORTEST_SUBJECT and not one.startswith(shared):
                return shared
        return ""

    def _is_cumulative(self, heads: Sequence[str]) -> bool:
        """Tell whether heads say that a number is of all years: 累计 without a period, or months beside."""
        bare = list(map(CellWords.strip_head, heads))
        if not any(map(_CUMULATIVE.fullmatch, bare)):
            return False
        if any(map(CellWords.is_period, bare)):
            return False
        return not self._places.has_months

    def _is_no_count(self, cell: TableCell, heads: Sequence[str]) -> bool:
        """Tell whether a number counts nothing: that of a row or of a telephone, a code, a rank."""
        if any(map(_is_of_no_value, heads)):
            return True
        if CellWords.has_own_unit(cell.text):
            return False
        return bool(_CODE.fullmatch(cell.text)) or cell.column in self._row_numbers

    @cached_property
    def _further_parts(self) -> frozenset[int]:
        """Give the rows behind one with 其中 that go on with it: with it they add up to the row above it."""
        found: set[int] = set()
        for number, row in enumerate(self._rows):
            if number and row[0] and OF_WHICH.match(row[0].text):
                found.update(self._list_further_parts(number))
        return frozenset(found)

    def _list_further_parts(self, first: int) -> range:
        """List the rows behind a first part that with it add up, in any column, to the row above."""
        for column in range(1, self._width):
            rows = self._rows[first - 1 : first + _MOST_PARTS]
            values = [self._get_value(row[column]) for row in rows]
            whole, *parts = values
            sums = list(accumulate(takewhile(bool, parts)))
            if whole in sums[1:]:
                return range(first + 1, first + sums.index(whole) + 1)
        return range(0)

    def _get_value(self, cell: TableCell | None) -> Decimal | None:
        if cell and self._is_value(cell):
            return CellWords.parse_value(cell.text)
        return None

    @cached_property
    def _row_numbers(self) -> frozenset[int]:
        """Give the columns that count the rows: 1, 2, 3 … before words."""
        found = []
        for column in range(min(self._width, 2)):
            cells = [row[column] for row in self._rows if column < len(row)]
            own = [cell for cell in dict.fromkeys(cells) if cell]
            numbers = [cell for cell in own if cell.text.isdecimal()]
            if _count_up(numbers) and self._is_before_words(numbers, column):
                found.append(column)
        return frozenset(found)

    def _is_before_words(self, numbers: Sequence[TableCell], column: int) -> bool:
        """Tell whether a column of 1, 2, 3 … stands before labels and behind none, or its head says 序号."""
        heads = find_column_path([*self._inherited, *self._heads], column)
        if any(map(_is_of_no_value, heads)):
            return True
        if any(map(CellWords.find_head_units, heads)):
            return False
        is_labelled = False
        for number in numbers:
            row = self._rows[number.row]
            before = row[column - 1] if column else None
            if before and before.rows == 1 and _is_label(before.text):
                return False
            for behind in row[column + 1 : column + 2]:
                if behind and _is_label(behind.text):
                    is_labelled = True
        return is_labelled

    def _list_places(self, row: GridRow, number: int) -> "_RowPlaces":
        """List once for a row of the body what its cells look for on their left and right."""
        units = UnitFinder.list_beside(row, self._heads)
        actors = frozenset(self._iter_actors(row))
        has_months = self._has_months()
        subject = self._find_subject()
        places = _RowPlaces(row, [], [], [], units, actors, has_months, subject)
        for place, cell in enumerate(row):
            if cell is None:
                continue
            is_word = _is_label(cell.text)
            if is_word and cell.rows > 1:
                places.merged.append(place)
            if place in self._row_numbers:
                continue
            holds_value = self._is_value(cell)
            is_word = is_word and not holds_value
            if is_word and not self._is_beside_labels(place, number):
                places.words.append(place)
            elif not self._heads or (holds_value and self._is_label_again(place + 1)):
                places.stops.append(place)
        return places

    def _has_months(self) -> bool:
        """Tell whether a head names a month or a quarter."""
        heads = (cell for row in self._heads for cell in row if cell)
        return any(_MONTHLY.search(CellWords.strip_head(head.text)) for head in heads)

    def _iter_actors(self, row: GridRow) -> Iterator[str]:
        """Yield the labels of a row whose heads say that they name who did something, or the field."""
        for column, cell in enumerate(row):
            if cell is None or not _is_label(cell.text):
                continue
            heads = find_column_path(self._heads, column)
            is_named = heads and _ACTOR_HEAD.fullmatch(CellWords.strip_head(heads[-1]))
            if is_named and not _TELLING_ORGAN.search(cell.text):
                yield cell.text

    def _find_labels(self, value: TableCell) -> list[str]:
        """Find the labels of a value: the cells of words that stand together on its left."""
        path = self._places.list_labels(value.column)
        if not self._heads:
            path += self._places.list_merged_labels(value.column, path)
        return path[::-1]

    def _is_beside_labels(self, place: int, number: int) -> bool:
        """Tell whether words behind numbers are remarks, not labels: their head does not name labels."""
        if not self._heads or self._first_values[number] >= place:
            return False
        return not self._is_label_again(place)

    def _is_label_again(self, place: int) -> bool:
        """Tell whether a column of labels begins behind one of numbers: 项目 | 数量 | 项目 | 数量."""
        first, again = (find_column_path(self._heads, one) for one in (0, place))
        return again == first or bool(again and _LABEL_HEAD.search(again[-1]))


def _strip_note(cell: TableCell) -> TableCell:
    """Strip a cell of the note's mark at its end, or of what is told of its number; the text keeps both."""
    note = _CELL_MARK.search(cell.text) or _find_remark(cell.text)
    if note is None or not note.start():
        return cell
    bare = cell.text[: note.start()]
    return replace(cell, text=bare, end=cell.start + len(bare))


def _find_remark(text: str) -> re.Match[str] | None:
    """Find what a cell tells of the number with which it begins, and which has a unit."""
    remark = _REMARK.search(text)
    if remark is None:
        return None
    number = text[: remark.start()]
    is_number = CellWords.is_value(number) and CellWords.has_own_unit(number)
    return remark if is_number else None


@dataclass(frozen=True, slots=True)
class _RowPlaces:
    """Where in a row of the body words and units stand, from left to right.

    `words` are labels, `stops` what ends a group of them, `merged` the labels of several rows, `units` what
    the row states in columns of units, `actors` the labels that say who did something,
    `has_months` whether heads name months, and `subject` what all heads but one are of.
    """

    row: GridRow
    words: list[int]
    stops: list[int]
    merged: list[int]
    units: StatedUnits
    actors: frozenset[str]
    has_months: bool
    subject: str

    def list_labels(self, column: int) -> list[str]:
        """List the labels on the left of a column, the nearest first, up to what ends them."""
        last = bisect_left(self.words, column)
        if not last:
            return []
        stop = bisect_left(self.stops, self.words[last - 1])
        end = self.stops[stop - 1] if stop else -1
        first = bisect_right(self.words, end)
        texts = (self._get_text(place) for place in reversed(self.words[first:last]))
        return list(dict.fromkeys(texts))

    def list_merged_labels(self, column: int, path: Sequence[str]) -> list[str]:
        """List the nearest label of several rows that stands further left: it holds for all of them."""
        last = bisect_left(self.merged, column)
        texts = map(self._get_text, reversed(self.merged[:last]))
        return list(islice((text for text in texts if text not in path), 1))

    def _get_text(self, place: int) -> str:
        cell = self.row[place]
        return cell.text if cell else ""


def _goes_on(between: str) -> bool:
    """Tell whether lines between two tables say nothing, or that the second goes on with the first."""
    lines = list(filter(None, map(str.strip, between.splitlines())))
    if not lines:
        return True
    is_continued = any(map(_CONTINUED.fullmatch, lines))
    return is_continued and all(
        _CONTINUED.fullmatch(line) or _BETWEEN.fullmatch(line) for line in lines
    )


def _keep_same(left: str, right: str) -> str:
    """Keep a sign that is the other, too."""
    return left if left == right else ""


def _iter_texts(rows: Sequence[GridRow]) -> Iterator[str]:
    """Yield the words of all cells of some rows."""
    return (cell.text for cell in chain.from_iterable(rows) if cell)


def _says_continued(row: GridRow) -> bool:
    """Tell whether a row says but that a table goes on: 续表 over its width."""
    texts = {cell.text for cell in row if cell and cell.text}
    return len(texts) == 1 and all(map(_CONTINUED.fullmatch, texts))


def _list_own(row: GridRow, number: int) -> list[TableCell]:
    """List the cells that begin in a row."""
    own = (cell for cell in row if cell is not None and cell.row == number)
    return list(dict.fromkeys(own))


@lru_cache(_MOST_KNOWN)
def _is_organ(head: str) -> bool:
    """Tell whether a head is an organ's name, of which the name says nothing of what is counted."""
    bare = CellWords.strip_head(head)
    return bool(_ORGAN.fullmatch(bare)) and not _TELLING_ORGAN.search(bare)


def _is_like_year(cell: TableCell) -> bool:
    return bool(_YEAR_LIKE.fullmatch(cell.text))


def _counts_by_label(row: GridRow) -> bool:
    """Tell whether labels say that numbers count, though these look like years.

    The label of a row states a unit, or there are several pairs of labels and values side by side; a single
    pair's year may be none that reports have.
    """
    texts = [cell.text if cell else "" for cell in row]
    if CellWords.find_head_units(texts[0]) and not _is_head_word(texts[0]):
        return True
    labels = texts[::2]
    values = texts[1::2]
    if len(labels) != len(values) or len(set(labels)) < len(labels):
        return False
    if not all(map(_may_label_pair, labels)) or not all(
        map(CellWords.is_numeric, values)
    ):
        return False
    if len(labels) > 1:
        return True
    value = values[0]
    is_short = value.isdecimal() and len(value) <= _MOST_DIGITS
    return is_short and int(value) < _FIRST_YEAR


def _may_label_pair(text: str) -> bool:
    is_period = CellWords.is_period(CellWords.strip_head(text))
    return _is_label(text) and not is_period and not _is_head_word(text)


def _is_head_word(text: str) -> bool:
    """Tell whether words name what labels are, or state a unit for all: 指标名称, 单位：件."""
    bare = CellWords.strip_head(text)
    return not bare or bool(_HEAD_WORD.fullmatch(bare))


def _is_label(text: str) -> bool:
    """Tell whether a cell's words can be a label: no number, no unit, no sentence, no blank."""
    if CellWords.is_blank(text) or CellWords.is_unit(text) or CellWords.is_value(text):
        return False
    return len(text) <= _LONGEST_HEAD and not _SENTENCE.search(text)


def _count_up(numbers: Sequence[TableCell]) -> bool:
    """Tell whether there are several cells, and they hold 1, 2, 3 and so on."""
    if len(numbers) < 2:
        return False
    if any(len(cell.text) > _MOST_DIGITS for cell in numbers):
        return False
    counted = [int(cell.text) for cell in numbers]
    return counted == list(range(1, len(numbers) + 1))


def _is_of_no_value(head: str) -> bool:
    """Tell whether a head says that numbers count nothing: 序号; not 2024年度, and none that has a unit."""
    bare = CellWords.strip_head(head)
    if CellWords.is_period(bare) or CellWords.find_head_units(head):
        return False
    return bool(_NO_VALUES.search(bare))
