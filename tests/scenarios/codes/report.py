"""The smallest reports with a flaw, by the code of the issue that reading them has to give."""

from datetime import date

from tasks.report.facts import DocumentHints

_TITLE = "棠川县云溪镇2023年法治政府建设年度报告"
_SENTENCE = "全镇持续规范执法行为，不断提升服务水平。" * 8
_OPENING = "2023年，云溪镇坚持依法行政，现将有关情况报告如下："
_SIGNED = ("棠川县云溪镇人民政府", "2024年1月8日")


def report(
    *lines: str,
    title: str = _TITLE,
    opening: str = _OPENING,
    signed: tuple[str, ...] = _SIGNED,
) -> str:
    """Write a report with these lines in its first section, and a second one."""
    first = ("一、主要举措和成效", *(lines or (_SENTENCE,)))
    return "\n".join((title, opening, *first, "二、存在的问题", _SENTENCE, *signed))


def _numbered(*labels: str) -> str:
    return report(*(line for label in labels for line in (label, _SENTENCE)))


_UNDATED = {
    "title": "棠川县云溪镇法治政府建设年度报告",
    "opening": "现将有关情况报告如下：",
}
_UNNAMED = {
    "title": "2023年法治政府建设年度报告",
    "opening": "我镇依法行政，云溪镇干部学法，我镇开展检查。",
}
# A text, by the code; the table `quantities` checks one sentence each.
REPORTS: dict[str, str] = {
    "missing_title": report(title="").lstrip(),
    "missing_organ": report(
        title="2023年法治政府建设年度报告", opening="现将情况报告如下：", signed=()
    ),
    "organ_conflict": report(
        title="2023年法治政府建设年度报告",
        opening="云溪镇坚持为民，石桥镇坚持为民。",
        signed=(),
    ),
    "missing_report_year": report(**_UNDATED, signed=_SIGNED[:1]),
    "report_year_conflict": report(opening=_OPENING.replace("2023", "2022")),
    "short_text": f"{_TITLE}\n见附件。",
    "numbering_gap": _numbered("（一）学习", "（三）考核"),
    "numbering_repeat": _numbered("（一）学习", "（一）考核", "（二）督察"),
    "numbering_back": _numbered("（一）学习", "（三）考核", "（二）督察"),
    "numbering_runs_on": _numbered(
        "（一）学习", "1、会前学法", "2、集中轮训", "（二）考核", "3、述法", "4、评议"
    ),
    "missing_first_of_many": _numbered("（一）学习"),
    "empty_section": report("（一）学习", "（二）考核", _SENTENCE),
    "heading_year": report().replace("一、主要举措和成效", "一、2022年主要工作"),
    "foreign_agency": report("不断提升医保系统依法行政能力。"),
    "stray_latin_word": report("推进改革 and 服务群众。"),
    "sum_mismatch": report("收到非常满意评价802条，满意163条，合计966条。"),
    "part_exceeds_whole": report("办理案件12件，其中行政许可14件。"),
    "rate_mismatch": report("受理行政案件524件，审结471件，结案率为91%。"),
    "share_above_100": report("群众反映问题办结率达到102%。"),
    "change_contradicted": report("证明事项从799项削减至826项。"),
    "digits_unread": report("全年新增绿地17亿。"),
    "table_not_read": report("部门\t说明\t另记", "城管\t甲\t128", "市监\t乙\t302"),
    "masked_number": report("立案*件。"),
    "placeholder": report("由XX街道承担。"),
}
# With what the list or the source says of the report.
HINTED: dict[str, tuple[str, DocumentHints]] = {
    "inferred_report_year": (
        report(**_UNDATED, signed=_SIGNED[:1]),
        DocumentHints(listed_on=date(2024, 2, 1)),
    ),
    "title_conflict": (
        report(),
        DocumentHints(listed_title=_TITLE.replace("2023", "2022")),
    ),
    "organ_from_source": (
        report(**_UNNAMED, signed=()),
        DocumentHints(organ="棠川县云溪镇人民政府"),
    ),
}
