"""Characters of machine-made traditional copies, as far as titles and the names of organs and places hold them."""

# Each traditional character before its simplified one: 三張鎮 -> 三张镇. 於 and 後 stay: 於潜镇 is a place of today.
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
_TABLE = str.maketrans(dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True)))


def simplified(text: str) -> str:
    """Give a text in simplified characters, as long as it was; what names seldom hold stays traditional."""
    return text.translate(_TABLE)
