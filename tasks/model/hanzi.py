"""Common Chinese characters: text in the right charset is full of them, bytes read by a wrong one hardly.

Marks and characters of these reports and of everyday prose, counted; then the traditional forms of such
characters.
"""

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


def common_share(text: str, most: int = 4000) -> float:
    """Give the share of common ones among the first `most` characters beyond ASCII; 0 when there are none."""
    beyond = [character for character in text if character > "\x7f"][:most]
    return sum(map(_COMMON.__contains__, beyond)) / len(beyond) if beyond else 0.0
