"""The numbering that opens a paragraph, as far as joining broken paragraphs needs to know it."""

import re

_NUMERAL = "[一二三四五六七八九十百]"

# `一、` `（一）` `(一)` `一）` `1.` `1、` `（1）` `①` `一是` `第一，` `附件1`
OPENS_WITH_MARKER = re.compile(
    rf"{_NUMERAL}{{1,3}}、|[（(]{_NUMERAL}{{1,3}}[）)]|{_NUMERAL}{{1,3}}[）)]"
    rf"|\d{{1,2}}(?:、|[.．﹒](?!\d))|[（(]\d{{1,2}}[）)]|[①-⑳]|{_NUMERAL}{{1,3}}是|第{_NUMERAL}{{1,3}}[，、]|附件"
)
# the same without the run-in forms: what may stand alone on a line as a heading
OPENS_AS_HEADING = re.compile(
    rf"{_NUMERAL}{{1,3}}、|[（(]{_NUMERAL}{{1,3}}[）)]|{_NUMERAL}{{1,3}}[）)]|\d{{1,2}}(?:、|[.．﹒](?!\d))|[（(]\d{{1,2}}[）)]"
)
