"""Words: the forms and sets of values that columns of several tables keep to, and that have no type of their
own.
"""

# 5f0c1e0d9a3b7c42: the first digits of a SHA-256
PAGE_ID = "[0-9a-f]{16}"
SHA256 = "[0-9a-f]{64}"
# 440700000000
DIVISION_CODE = "[0-9]{12}"
# 0, 2.3
PATH = r"[0-9]+(\.[0-9]+)*"
# www.example.gov.cn/20260302T020000-1a2b.warc.gz
WARC_FILE = r".+/.+\.warc\.gz"

# How a report differs from the release before.
CHANGES = ("new", "revised", "withdrawn", "returned", "corrected", "reread", "removed")
# What a request was for.
FETCHES = ("robots", "list", "detail", "attachment")
