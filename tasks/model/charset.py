"""Decode the bytes of Chinese pages: by the bytes first, since headers and meta tags often lie.

Order: BOM, the NULs of UTF-16, then UTF-8 that tolerates a few bad bytes, then the charset in which the text
has most common characters; what the page declares only helps where those are equal. The labels gb2312 and gbk
always decode as GB18030, their superset. Lines of the other charset in a page of UTF-8 or GB18030, left by
whoever pasted them, are decoded by their own.
"""

import codecs
import re
from dataclasses import dataclass, replace

from resiliparse.parse.encoding import detect_encoding

_COMMON = frozenset(
    "，。法、政的件一人治行理建制开和作实年问办推公责事化学次不项对律工题动度要主全发执群设众案部务解查是展进提力文议督重等（"
    "）合府有持监“”到信应审员会规民业用与依把干决二同格机习成范处强改出程报上体负三时性专以大组点为在完平情通落调定策立导访"
    "坚区普中了关入职任多下诉现善备管领率预余做场清效整个期评意企地服得协接单各加分织深自经名求头息急严网党受条家门统保布况结"
    "好四听复新让防核及共告升位见宣参检量社来将安式过志数委：取道资健营方集形顾助证联传带面环权能队流论商县约市考划台讲起高纠"
    "置配万层内班请促线培容序庭难抓照批护风可排由示按计察向类基隐村院伍警守五并步质履研明我编标更少心前运知十生指认署支司源镇"
    "谈手反间于畅纳走据险矛户举转先聚回常打元帮障教训紧站述造代识份增优患育思申觉准水纷盾近真修态估相围子未境逐订精字日引限书"
    "局活师询产留焦正足补演均超节达维罚压利从后答养号互止具当切热需八课充针域争系签跟满享绕本目练想便表挥待亲着讨纪看街级供失"
    "账初收突召积电构创感究选所短物老送列口卷革者渠身气贯边原如放追底存六说广录确谋板他这们你国就那她也里而天去小然么之都没只"
    "还第样种美总无己最女但些又它长儿爱因很给斯世什两使被已其此话"
    "實設執業務義們個來時對關開發現經過國學機構會議進組織領導幹單員責權規範審決報問題應當統計劃監檢衛醫農鄉鎮鄰區縣場環護處罰"
    "據證調節協糾紛訴訟復請條辦網絡電話聯際隊繼續強質營優標準誌達轉變傳風險點書記長兩項萬億數庫訪眾滿產園壓評價補償賠獎勵懲雙"
    "隨掃專歷職稱黨門總況結聽讓見參將資頭帶論紀臺講層內線難類貧舉幫訓緊養識觀盡態圍訂師維從後號須針爭簽綱練這給紅說習貫徹與為"
    "動體寫讀買賣車馬鳥魚間東龍愛樂戰廣級種無樣麼視聲聞親還裡著麵雖嗎誰覺該認"
)


def _measure_common_share(text: str, most: int = 4000) -> float:
    """Give the share of common ones among the first `most` characters beyond ASCII; 0 when there are none."""
    beyond = [character for character in text if character > "\x7f"][:most]
    if beyond:
        return sum(map(_COMMON.__contains__, beyond)) / len(beyond)
    return 0.0


_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
# What GB18030-2022 and browsers read where the codec has private use: a blank, vertical marks, rare signs.
_SIGNS_SINCE = {
    "\ue5e5": "\u3000",
    "\ue78d": "\ufe10",
    "\ue78e": "\ufe12",
    "\ue78f": "\ufe11",
    "\ue790": "\ufe13",
    "\ue791": "\ufe14",
    "\ue792": "\ufe15",
    "\ue793": "\ufe16",
    "\ue794": "\ufe17",
    "\ue795": "\ufe18",
    "\ue796": "\ufe19",
    "\ue7c7": "\u1e3f",
    "\ue81e": "\u9fb4",
    "\ue826": "\u9fb5",
    "\ue82b": "\u9fb6",
    "\ue82c": "\u9fb7",
    "\ue832": "\u9fb8",
    "\ue843": "\u9fb9",
    "\ue854": "\u9fba",
    "\ue864": "\u9fbb",
}
_PRIVATE = re.compile(f"[{''.join(_SIGNS_SINCE)}]")
_GB = frozenset(
    {
        "gb2312",
        "gb_2312-80",
        "gb2312-80",
        "csgb2312",
        "euc-cn",
        "x-gbk",
        "gbk",
        "cp936",
        "ms936",
        "gb18030",
    }
)
_BIG5 = frozenset(
    {"big5", "big5-hkscs", "big5hkscs", "cp950", "big5-tw", "csbig5", "x-x-big5"}
)
_WIDE = ("utf-16-le", "utf-16-be")
# Of bytes that are no UTF-8; the first counts where nothing else decides.
_CANDIDATES = ("gb18030", "big5")
# Python's big5 lacks characters that pages under this label have.
_CODECS = {"big5": "big5hkscs"}
# GBK read as UTF-8 loses more than half of its characters; a page with a broken line loses a few in a
# hundred.
_GOOD_PER_BAD = 10
_LOST = "\ufffd"
# Chinese in the right charset has a share of common characters above 0.6, in a wrong one below 0.15.
_RIGHT, _WRONG = 0.35, 0.2
# Two shares that differ by less decide nothing.
_CLOSE = 0.15
_SAMPLE = 4096
# A character from the second half of UTF-8's lengths: Chinese has little else.
_THREE_BYTES = re.compile("[\u0800-\U0010ffff]")
# no text has them, packed numbers do
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")
# the first byte beyond ASCII
_FIRST = re.compile(rb"[\x80-\xff]")
# What parts the bytes of a page and is no part of a character in any of them: `<p>…</p>`, line ends, quotes
_MARKS = re.compile(rb"([<>\r\n\"']+)")
# three characters and more in UTF-8: `报告书`; as GB18030 they would be four and a half
_UTF8_RUN = re.compile(rb"(?:[\xe3-\xe9\xef][\x80-\xbf]{2}){3}")


@dataclass(frozen=True, slots=True)
class DecodedText:
    """Text, the charset it was decoded with, and how many characters were lost to U+FFFD.

    `doubt` names another charset that fits as well, empty for none; `pasted` counts the pieces decoded by
    another; `cut` says that the bytes end inside of a character.
    """

    text: str
    charset: str
    replaced: int
    doubt: str = ""
    pasted: int = 0
    cut: bool = False

    @classmethod
    def decode(cls, body: bytes, declared: str = "") -> "DecodedText":
        """Decode a body; `declared` is the charset label of header or meta, empty when none is known.

        A character cut at the very end is dropped and does not count as lost. Never raises: what cannot be
        decoded is replaced by U+FFFD and counted.
        """
        for bom, charset in _BOMS:
            if body.startswith(bom):
                return _decode_as(body.removeprefix(bom), charset)
        if b"\x00" in body and (wide := _decode_utf16(body)):
            return wide
        utf8 = _decode_as(body, "utf-8")
        if utf8.replaced == 0 and (body.isascii() or _THREE_BYTES.search(utf8.text)):
            return utf8
        if utf8.replaced and utf8.replaced * _GOOD_PER_BAD <= _count_beyond_ascii(
            utf8.text
        ):
            return _decode_pasted(utf8, body, "gb18030")
        return _decode_by_likelihood(
            body, utf8, DecodedText.normalize_charset(declared)
        )

    @staticmethod
    def normalize_charset(label: str) -> str:
        """Give Python's name of a charset label, gb18030 for its subsets; empty for an unknown label."""
        label = label.strip().strip("\"'").lower()
        if label in _GB:
            return "gb18030"
        if label in _BIG5:
            return "big5"
        try:
            return codecs.lookup(label).name
        except LookupError:
            return ""


def _decode_utf16(body: bytes) -> DecodedText | None:
    """Decode UTF-16 without a mark: ASCII in it has a NUL in each pair, always on the same side."""
    even = body[:_SAMPLE:2].count(0)
    odd = body[1:_SAMPLE:2].count(0)
    fewer, more = sorted((even, odd))
    charset = _WIDE[0] if odd > even else _WIDE[1]
    if fewer * 10 > more:
        return None
    decoded = _decode_as(body, charset)
    if not decoded.text or _CONTROL.search(decoded.text):
        return None
    looked_at = min(len(body), _SAMPLE)
    mostly_ascii = more * 5 > looked_at
    if mostly_ascii or _measure_common_share(decoded.text) > _RIGHT:
        return decoded
    return None


def _decode_by_likelihood(body: bytes, utf8: DecodedText, declared: str) -> DecodedText:
    """Decode what is not clearly UTF-8 by the charset in which it looks most like Chinese."""
    sample = _take_sample(body)
    shares = {charset: _measure_fit(sample, charset) for charset in _CANDIDATES}
    if max(shares.values()) < _RIGHT:
        opening = body[:_SAMPLE]
        shares |= {charset: _measure_fit(opening, charset) for charset in _WIDE}
    ranked = sorted(shares, key=lambda charset: (-shares[charset], charset != declared))
    best, second = ranked[:2]
    if shares[best] < _WRONG:
        return _decode_foreign(body, utf8, declared)
    doubt = ""
    if shares[best] - shares[second] < _CLOSE:
        doubt = second
        is_wider = best in _WIDE and second not in _WIDE
        if is_wider or declared == second:
            doubt = best
            best = second
    decoded = replace(_decode_as(body, best), doubt=doubt)
    if best == "gb18030" and _UTF8_RUN.search(body):
        return _decode_pasted(decoded, body, "utf-8")
    return decoded


def _measure_fit(sample: bytes, charset: str) -> float:
    """Give the share of common characters, each lost one counted against it."""
    decoded = _decode_as(sample, charset)
    characters = max(_count_beyond_ascii(decoded.text), 1)
    return _measure_common_share(decoded.text) - 5 * decoded.replaced / characters


def _take_sample(body: bytes) -> bytes:
    """Sample the pieces between the marks that are not ASCII, where the markup may be long."""
    if len(body) <= _SAMPLE:
        return body
    first = _FIRST.search(body)
    window = body[first.start() : first.start() + 4 * _SAMPLE] if first else b""
    pieces = (piece for piece in _MARKS.split(window) if not piece.isascii())
    return b"\n".join(pieces)[:_SAMPLE]


def _decode_foreign(body: bytes, utf8: DecodedText, declared: str) -> DecodedText:
    """Decode what looks like Chinese in no charset: a few rare characters, or another language."""
    found = DecodedText.normalize_charset(
        detect_encoding(body, from_html_meta=False) or ""
    )
    if found in _CANDIDATES:
        other = next(one for one in _CANDIDATES if one != found)
        return replace(_decode_as(body, found), doubt=other)
    if not utf8.replaced:
        return utf8
    # Short bodies are often taken for a Cyrillic or Western charset.
    doubt = found if found != "utf-8" else ""
    for charset in (declared, "gb18030"):
        if charset in _CANDIDATES:
            decoded = _decode_as(body, charset)
            if not decoded.replaced:
                return replace(decoded, doubt=doubt)
    if found == "utf-8":
        return _decode_pasted(utf8, body, "gb18030")
    return _decode_as(body, found or declared or "utf-8")


def _decode_pasted(decoded: DecodedText, body: bytes, other: str) -> DecodedText:
    """Decode by `other` those pieces that are whole and Chinese in it, and are not in the page's charset."""
    *pieces, last = _MARKS.split(body)
    texts = [_decode_piece(piece, decoded.charset, other) for piece in pieces]
    texts.append((_decode_as(last, decoded.charset).text, False))
    pasted = sum(is_other for _, is_other in texts)
    if not pasted:
        return decoded
    text = "".join(words for words, _ in texts)
    return replace(
        decoded,
        text=text,
        replaced=text.count(_LOST),
        pasted=pasted,
    )


def _decode_piece(piece: bytes, own: str, other: str) -> tuple[str, bool]:
    """Decode a piece, and tell whether it was by `other`."""
    text = _name_signs(piece.decode(_CODECS.get(own, own), "replace"), own)
    if piece.isascii():
        return text, False
    theirs = _name_signs(piece.decode(other, "replace"), other)
    is_own = own == "utf-8" and _LOST not in text
    lacks_utf8 = own == "gb18030" and not _UTF8_RUN.search(piece)
    if _LOST in theirs or is_own or lacks_utf8:
        return text, False
    share = _measure_common_share(theirs)
    if share > max(_RIGHT, _measure_common_share(text)):
        return (theirs, True)
    return (text, False)


def _decode_as(body: bytes, charset: str) -> DecodedText:
    # An incremental decoder that never sees the end keeps a cut last character to itself.
    decoder = codecs.getincrementaldecoder(_CODECS.get(charset, charset))("replace")
    text = _name_signs(decoder.decode(body, final=False), charset)
    is_cut = bool(decoder.getstate()[0])
    return DecodedText(text, charset, text.count(_LOST), cut=is_cut)


def _name_signs(text: str, charset: str) -> str:
    """Put the signs of today's GB18030 where its codec has private use."""
    if charset != "gb18030":
        return text
    return _PRIVATE.sub(lambda match: _SIGNS_SINCE[match.group()], text)


def _count_beyond_ascii(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore")) - text.count(_LOST)
