"""Look-alikes: documents that stand beside the reports and are none."""

from collections.abc import Iterator
from html import escape
from random import Random

from deploy.demo.draft import Draft, numeral
from deploy.demo.places import Organ
from deploy.demo.vocabulary import topics, work_topics

# Titles that speak of law-based government or of annual reports; {p} place, {o} organ, {y} year, {n} the
# next.
KIN = (
    "【政策解读】关于《{p}{y}年度法治政府建设情况报告》的解读",
    "{o}{y}年政府信息公开工作年度报告",
    "关于印发《{p}法治政府建设实施方案（2021—2025年）》的通知",
    "{p}召开{n}年法治政府建设工作推进会",
    "{n}年{p}政府工作报告",
    "{o}办公室关于印发{p}{n}年度法治政府建设工作安排的通知",
    "{p}{y}年行政复议和行政应诉情况报告",
    "{p}顺利完成{y}年度法治政府建设考核",
    "{p}法治政府建设白皮书（{y}年）",
    "{o}常务会议听取{y}年上半年法治政府建设情况汇报",
    "{p}法治政府建设评估报告（第三方）",
    "图解：{p}{y}年法治政府建设情况",
    "{o}主要负责人{y}年度述法报告",
    "{p}法治政府建设示范创建工作方案",
)
MATTERS = (
    "道路交通管制", "公共停车场建设", "饮用水水源地保护", "城市供热收费标准", "老旧小区改造",
    "农村公路养护", "秸秆综合利用", "校车服务方案", "防汛值班安排", "国有土地上房屋征收", "食品安全抽检结果",
    "残疾人就业补贴", "退役军人安置", "森林防火", "电动自行车停放", "职业技能培训", "高龄津贴发放",
    "企业用工监测",
)  # fmt: skip
FORMS = (
    "关于{m}有关事项的通告",
    "关于开展{m}专项工作的通知",
    "{p}{m}管理办法",
    "{y}年{m}情况公示",
    "关于{m}的公告",
)


def lookalikes(rng: Random, organ: Organ, count: int) -> Iterator[tuple[str, str]]:
    """Give `count` distinct titles, kin first, each with the inner HTML of a body."""
    place, seen = organ.short, set[str]()
    forms = [(form, "") for form in KIN]
    forms += [(form, matter) for matter in MATTERS for form in FORMS]
    chosen = forms if count > len(KIN) else rng.sample(forms[: len(KIN)], count)
    while len(seen) < count:
        for form, matter in chosen:
            year = rng.randint(2021, 2024)
            title = form.format(p=place, o=organ.name, y=year, n=year + 1, m=matter)
            if title not in seen and len(seen) < count:
                seen.add(title)
                yield title, _body(rng, organ, year, kin=not matter)


def _body(rng: Random, organ: Organ, year: int, *, kin: bool) -> str:
    """Write a body that speaks the same language: kin have numbered headings, notices a few paragraphs."""
    draft = Draft(rng, organ, year, set())
    paragraphs: list[str] = []
    for number, topic in enumerate(
        rng.sample(work_topics(organ.kind), 3 if kin else 1), start=1
    ):
        if kin:
            paragraphs.append(f"{numeral(number)}、{rng.choice(topic.headings)}")
        sentences = draft.take(topic.sentences, 3) + draft.take(
            topic.counted, 1 if kin else 0
        )
        paragraphs.append("".join(draft.say(template).words for template in sentences))
    if not kin:
        paragraphs.append(draft.say(rng.choice(topics()["plans"].sentences)).words)
    return "\n".join(f"<p>　　{escape(words, quote=False)}</p>" for words in paragraphs)
