"""Characters of machine-made traditional copies: those of titles and names, and those of running text."""

import re

# Each traditional character before its simplified one: 三張鎮 -> 三张镇. 於 and 後 stay: 於潜镇 is a place of
# today.
_PAIRS = (
    "鎮镇鄉乡區区縣县廳厅辦办員员會会處处黨党門门務务國国張张設设報报總总結结匯汇況况關关廣广東东長长陽阳"
    "龍龙華华興兴寧宁濟济蘇苏漢汉漣涟灣湾嶺岭島岛橋桥龐庞馬马鳳凤鄭郑陳陈劉刘趙赵吳吴楊杨黃黄貴贵雲云遼辽"
    "陝陕錫锡鹽盐楓枫樹树榮荣慶庆藍蓝莊庄園园臺台灘滩溝沟澤泽淵渊鋪铺鐵铁銅铜銀银錦锦鐘钟豐丰義义禮礼儀仪"
    "貞贞賢贤聖圣賓宾順顺顯显蓮莲葉叶萬万億亿雙双韓韩魯鲁魚鱼鴻鸿鷹鹰麥麦齊齐頭头體体發发衛卫計计劃划財财"
    "產产業业農农環环護护應应運运輸输資资場场監监檢检驗验傳传電电視视統统戰战組组織织執执稅税網网絡络醫医"
    "療疗獸兽糧粮審审質质標标準准權权經经貿贸開开稱称綜综協协調调濱滨濰潍瀋沈滬沪渾浑沖冲涼凉凍冻淩凌紅红"
    "紹绍綏绥維维綿绵縉缙蘭兰蘆芦虛虚號号豬猪贛赣軍军連连進进達达遠远適适選选遷迁還还鄒邹鄰邻釣钓鋼钢錢钱"
    "閩闽閣阁隊队陸陆陰阴際际隴陇雞鸡霧雾靈灵靜静項项顧顾題题類类風风飛飞饒饶駐驻驛驿鮮鲜鵝鹅鶴鹤點点齡龄"
    "龜龟從从來来侖仑優优兩两內内凱凯創创劍剑勝胜動动勞劳單单廈厦廟庙廬庐嘯啸圍围團团堅坚塢坞墾垦壇坛壩坝"
    "壽寿夾夹奧奥婁娄學学寶宝實实專专將将對对屆届歲岁岡冈峽峡崗岗嶧峄嶽岳巖岩帥帅師师帶带幹干廠厂彌弥彎弯"
    "復复徑径恆恒愛爱憲宪戶户撫抚擴扩據据數数斷断時时晉晋書书棗枣棟栋楨桢極极樓楼樺桦機机櫟栎欽钦歐欧歷历"
    "歸归殘残殼壳決决沒没滄沧潑泼潔洁潛潜潤润澗涧濃浓濕湿瀘泸瀏浏瀾澜灤滦爐炉爾尔牆墙獅狮獨独獲获瑪玛現现"
    "瓊琼畝亩當当癥症盤盘眾众碩硕碼码禎祯種种積积穀谷穩稳窯窑競竞筆笔簡简"
)
# Only for texts that are compared: several of these stand in names as they are.
_PROSE = (
    "責责強强問问規规習习為为導导議议領领訪访職职個个糾纠訴诉嚴严紛纷負负條条訓训過过識识級级續续評评舉举營营聯联"
    "層层參参罰罚見见證证備备預预論论認认貫贯徹彻態态隱隐難难約约線线記记頁页補补間间講讲請请讓让錄录緊紧險险節节"
    "滿满壓压覺觉轉转揮挥納纳夠够繼继養养談谈訂订編编詢询檔档幫帮蓋盖礎础誰谁減减較较轄辖討讨讀读繞绕別别說说邊边"
    "針针冊册親亲簽签擔担爭争話话熱热隨随暢畅課课紀纪籌筹謀谋饋馈錯错掃扫無无觀观試试賬账費费勢势輕轻閉闭則则響响"
    "裝装變变釋释細细圖图亂乱貼贴陣阵載载鍵键輪轮閱阅牽牵額额廢废違违溫温損损車车勵励聲声敗败訟讼擊击績绩欄栏終终"
    "測测蹤踪屬属擺摆縮缩輿舆鏈链肅肃練练綱纲階阶礙碍覽览踐践銷销診诊誤误絕绝許许頻频須须儲储勁劲曉晓寫写寬宽諧谐"
    "狀状賦赋懸悬橫横遞递綠绿盡尽撐撑頒颁詞词啟启騙骗兌兑獎奖銜衔雜杂滾滚憂忧纏缠軌轨遺遗漁渔該该塊块諾诺醞酝釀酿"
    "舊旧紙纸慣惯雖虽輯辑飲饮購购躍跃擇择樣样誠诚尋寻邁迈緩缓繪绘償偿擬拟檻槛術术隸隶煙烟煥焕諫谏屢屡勸劝脈脉災灾"
    "頓顿館馆辯辩藝艺賣卖壘垒貸贷籠笼歡欢諉诿頑顽給给懾慑傷伤鍛锻煉炼匱匮韌韧滯滞鞏巩臨临郵邮詳详稈秆霽霁硯砚雋隽"
    "綺绮潯浔燈灯矯矫嵐岚聞闻樂乐攔拦貝贝側侧傾倾鑒鉴揚扬鑄铸婦妇鏟铲闊阔縱纵畢毕語语惡恶厲厉鬧闹脫脱瀆渎懲惩腦脑"
    "偉伟幟帜疇畴輔辅攝摄攬揽倉仓邏逻詐诈盜盗製制係系繫系複复裡里裏里餘余範范週周採采佈布佔占鬥斗鬆松僅仅僱雇願愿"
    "顆颗檯台塵尘嘗尝遲迟衝冲聰聪錘锤純纯擋挡諮咨棄弃遊游註注託托併并並并屍尸毀毁彙汇擠挤劇剧絲丝飼饲訊讯訖讫馴驯"
    "遜逊啞哑謠谣葯药藥药鑰钥爺爷儉俭籲吁鬱郁禦御慾欲譽誉轅辕圓圆鑽钻賺赚幀帧掙挣睜睁誌志擲掷腫肿謅诌軸轴皺皱晝昼"
    "驟骤諸诸誅诛輛辆噸吨幾几盞盏與与倆俩頂顶聽听燭烛囑嘱貯贮築筑磚砖樁桩妝妆壯壮錐锥贅赘墜坠綴缀隻只傑杰塗涂佇伫"
)
_NAME_TABLE = str.maketrans(dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True)))
_PROSE_TABLE = _NAME_TABLE | str.maketrans(
    dict(zip(_PROSE[::2], _PROSE[1::2], strict=True))
)
# 後所镇 is a name, 會後 on a simplified page a misreading.
_STRAY_TABLE = _PROSE_TABLE | str.maketrans("後", "后")
# 壹拾贰万叁仟伍佰元整, 贰佰万元, 壹佰贰拾捌件: numerals as cheques have them, of two signs or more before
# what is counted in; 伍家岗 and 陆家 are names
_FORMAL_SIGN = re.compile("[拾佰仟]|[壹贰貳叁叄肆伍陆柒捌玖][万亿]")
_FORMAL_DIGITS = "壹贰貳叁叄参肆伍陆柒捌玖"
_FORMAL = re.compile(
    f"(?:[{_FORMAL_DIGITS}][拾佰仟万亿]|(?<![收捡])拾[{_FORMAL_DIGITS}万亿])[{_FORMAL_DIGITS}拾佰仟万亿零]{{0,20}}"
    "(?:圆|(?=[余多]?(?:[元件宗起份户家名人次位个项条批处所座台辆套例类种本册场期吨亩栋米]|公[里斤顷]|[平立]方)))"
)
_FORMAL_TABLE = str.maketrans(
    "壹贰貳叁叄参肆伍陆柒捌玖拾佰仟圆", "一二二三三三四五六七八九十百千元"
)
_HAN = re.compile(r"[\u3400-\u9fff]")
# A page of traditional characters has them in every sentence: about every third is one.
_MOST_STRAYS = 0.05
_TRADITIONAL = re.compile(f"[{''.join(map(chr, _PROSE_TABLE))}]")  # 議 訪 鎮


def simplify_characters(text: str) -> str:
    """Write a text in simplified characters, as long as it was; what names seldom hold stays traditional."""
    return text.translate(_NAME_TABLE)


def simplify_prose(text: str) -> str:
    """Write running text in simplified characters, as long as it was, to be compared with other texts.

    Formal numerals are written plainly: 贰佰万元 is 二百万元.
    """
    if _TRADITIONAL.search(text):
        text = text.translate(_PROSE_TABLE)
    if _FORMAL_SIGN.search(text):
        return _FORMAL.sub(lambda found: found[0].translate(_FORMAL_TABLE), text)
    return text


def simplify_strays(texts: list[str]) -> list[str]:
    """Write the few traditional characters of a simplified page, which are misread ones, as simplified.

    The texts are the words of one page; a page that is traditional throughout stays as it is.
    """
    letters = _HAN.findall("".join(texts))
    strays = sum(ord(letter) in _STRAY_TABLE for letter in letters)
    if not 0 < strays <= _MOST_STRAYS * len(letters):
        return texts
    return [text.translate(_STRAY_TABLE) for text in texts]
