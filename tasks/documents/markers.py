"""The numbering that opens a paragraph, as far as joining broken paragraphs needs to know it."""

import re

_NUMERAL = "[一二三四五六七八九十百]"

_SIGN = "[㈠-㈩⒈-⒛⑴-⒇]"
_NUMBER = (
    rf"{_NUMERAL}{{1,3}}(?:、|[．.](?!\d)|[．.](?=20\d\d年))|第{_NUMERAL}{{1,3}}(?:部分|章)|"
    rf"[（(]{_NUMERAL}{{1,3}}[）)]|{_NUMERAL}{{1,3}}[）)]|\d{{1,2}}(?:、|[.．﹒](?!\d))|[（(]\d{{1,2}}[）)]"
)

# `一、` `第一部分` `（一）` `(一)` `一）` `㈠` `1.` `1、` `⒈` `（1）` `⑴` `①` `一是` `第一，` `附件1`
OPENS_WITH_MARKER = re.compile(
    rf"{_NUMBER}|{_SIGN}|[①-⑳❶-❿]|{_NUMERAL}{{1,3}}是|第{_NUMERAL}{{1,3}}[，、]|附件"
)
# the same without the run-in forms: what may stand alone on a line as a heading; `1）` may close a bracket
# elsewhere
OPENS_AS_HEADING = re.compile(rf"{_NUMBER}|{_SIGN}|\d{{1,2}}[）)]")
