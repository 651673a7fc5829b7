"""An article's files to one document: its pages, its attachments, and which of them hold the report."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from tasks.documents.cache import DocumentCache
from tasks.documents.clean_text import NOISE, clean
from tasks.documents.containers import LONGEST_STUB
from tasks.documents.convert import convert, convert_pages
from tasks.model.catalogue import (
    catalogue,
    make_issue,
    make_phrase,
)
from tasks.model.document import Attachment, Body, Document
from tasks.model.errors import UnreadableDocument
from tasks.model.issue import Issue, Responsibility

# Two files are renditions of one text when this share of the shorter one's pieces stands in the longer one.
_SAME_TEXT_SHARE = 0.6
# How many characters a piece has: long enough that two reports share few by chance.
_PIECE_LENGTH = 12
# A rendition must have this many times the words of a better readable one to be preferred to it.
_MUCH_LONGER = 1.05
# How well a type keeps paragraphs and numbers, best first; what is not named, scans above all, comes last.
_READABLE_FORMATS = ("html", "wordprocessingml", "msword", "rtf", "ofd", "plain", "pdf")
# A report says within its first words that it is one; a list of cases or a table does not.
_OPENING_LENGTH = 400
_SUBJECT = "法治政府建设"
# The type is read, but this file was not: another time or with another limit it may be.
_FAILED_CONVERSIONS = frozenset(
    {"conversion_timed_out", "conversion_out_of_memory", "conversion_crashed"}
)


@dataclass(frozen=True)
class _ArticleFile:
    """One file's document, its words, and the pieces of them that renditions are compared by."""

    document: Document
    words: str
    pieces: frozenset[str]

    @property
    def format_rank(self) -> int:
        """Rank the file's type, 0 for the best."""
        for rank, name in enumerate(_READABLE_FORMATS):
            if name in self.document.media_type:
                return rank
        return len(_READABLE_FORMATS)

    @property
    def names_the_subject(self) -> bool:
        return _SUBJECT in self.words[:_OPENING_LENGTH]

    @property
    def length(self) -> int:
        return len(self.words)

    @property
    def is_hollow(self) -> bool:
        """Tell whether a page holds the site's own words alone: its text is in its files."""
        return is_hollow(self.document.issues)


def read_article(
    bodies: Sequence[Body], cache: DocumentCache | None = None
) -> Document:
    """Read an article: its pages are one text, and its attachments are renditions of it or further parts.

    A page that only leads to its attachments gives its metadata, and the text is theirs. Of several
    renditions the best readable one is read. Raises UnreadableDocument when the page itself cannot be read;
    an attachment that cannot, or that is not among `bodies`, is an issue. What our machine kept from being
    read is none: it is raised, lest half an article pass for a whole one.
    """
    pages = [body for body in bodies if body.attached_as is None]
    attached = {body.url: body for body in bodies if body.attached_as is not None}
    page = _move_report_first(_set_url(convert_pages(pages, cache), pages[0].url))
    listed = _list_attachments(page, bodies)
    if not listed:
        return replace(page, issues=tuple(dict.fromkeys(page.issues)))
    page_file = _build_file(page)
    # On a short page, the text that is missing may be the report's.
    is_needed = page_file.is_hollow or page_file.length < LONGEST_STUB
    documents: list[Document] = []
    unread: list[Issue] = []
    for offered in listed:
        try:
            documents.append(_convert_attachment(attached.get(offered.url), cache))
        except UnreadableDocument as error:
            if _must_be_read_again(error, is_needed):
                raise
            unread.append(_build_unread_issue(offered, error, is_needed))
    merged = _merge_files(page_file, _build_files(documents))
    issues = (*merged.issues, *unread)
    return replace(merged, attachments=page.attachments, issues=issues)


def _must_be_read_again(error: UnreadableDocument, is_needed: bool) -> bool:
    """Tell whether an article waits for an attachment; a text of its own does not wait for OCR."""
    return error.code == "reading_interrupted" or (error.is_transient and is_needed)


def is_hollow(issues: Iterable[Issue]) -> bool:
    """Tell by the issues of a document and its clean text whether it holds the site's own words alone."""
    return any(issue.code == "only_chrome" for issue in issues)


def _forget_hollowness(page: Document) -> Document:
    """Give a page whose text was found in its files."""
    kept = tuple(issue for issue in page.issues if not is_hollow([issue]))
    return replace(page, issues=kept)


def _list_attachments(page: Document, bodies: Sequence[Body]) -> list[Attachment]:
    """List the attachments that a page offers, and behind them those that came without being on it."""
    offered = list(page.attachments)
    shown = {attachment.url for attachment in offered}
    for body in bodies:
        if body.attached_as is not None and body.url not in shown:
            offered.append(Attachment(body.url, body.attached_as))
    return offered


def _move_report_first(page: Document) -> Document:
    """Put first what names the subject, where the list led to an archive of several documents."""
    if not page.attached:
        return page
    documents = [replace(page, attached=()), *page.attached]
    reports = (one for one in documents if _build_file(one).names_the_subject)
    first = next(reports, documents[0])
    issues = tuple(dict.fromkeys((*page.issues, *first.issues)))
    others = tuple(one for one in documents if one is not first)
    return replace(first, issues=issues, attached=others)


def _convert_attachment(body: Body | None, cache: DocumentCache | None) -> Document:
    if body is None:
        raise UnreadableDocument("not_at_hand")
    document = convert(
        body.content, url=body.url, content_type=body.content_type, cache=cache
    )
    return _set_url(document, body.url)


def _set_url(document: Document, url: str) -> Document:
    """Say where a document came from, and those that an archive holds beside it."""
    attached = tuple(replace(one, url=url) for one in document.attached)
    return replace(document, url=url, attached=attached)


def _build_files(documents: Sequence[Document]) -> list[_ArticleFile]:
    """Build a file of each document, those in archives too; pictures side by side are the pages of one."""
    single: list[Document] = []
    for document in documents:
        single += [replace(document, attached=()), *document.attached]
    files: list[_ArticleFile] = []
    for is_scan, group in groupby(single, key=_is_picture):
        parts = list(group)
        files += map(_build_file, [_join_scans(parts)] if is_scan else parts)
    return files


def _is_picture(document: Document) -> bool:
    return document.media_type.startswith("image/")


def _join_scans(pictures: Sequence[Document]) -> Document:
    first, *others = pictures
    placed = [other.prefix_origins(other.url) for other in others]
    return Document.join([first, *placed])


def _build_file(document: Document) -> _ArticleFile:
    words = NOISE.sub("", clean(document).text)
    # Every third offset: `_is_same_text` looks them up among all offsets of the longer text.
    return _ArticleFile(document, words, frozenset(_cut_pieces(words, step=3)))


def _cut_pieces(words: str, step: int) -> Iterator[str]:
    for start in range(0, len(words), step):
        yield words[start : start + _PIECE_LENGTH]


def _merge_files(page: _ArticleFile, files: Sequence[_ArticleFile]) -> Document:
    """Choose the text: the page's or an attachment's, with what belongs to it behind it."""
    longest = max((file.length for file in files), default=0)
    is_stub = page.length < min(LONGEST_STUB, longest)
    if page.is_hollow and longest:
        is_stub = True
        page = _ArticleFile(_forget_hollowness(page.document), "", frozenset())
    groups = _group_renditions(files if is_stub else [page, *files])
    best = list(map(_choose_rendition, groups))
    main = _choose_report(best) if is_stub else best[0]
    others = [file for file in best if file is not main]
    issues: list[Issue] = []
    if is_stub:
        issues += page.document.issues
    for file in (main, *others):
        issues += file.document.issues
    if is_stub:
        issues.append(_build_stub_issue(main))
    for group, chosen in zip(groups, best, strict=True):
        renditions = [file for file in group if file is not chosen]
        issues += [_build_rendition_issue(file, chosen) for file in renditions]
    document = main.document
    attached = [file.document for file in others]
    return replace(
        document,
        metadata={**document.metadata, **page.document.metadata},
        metadata_origin={**document.metadata_origin, **page.document.metadata_origin},
        issues=tuple(dict.fromkeys(issues)),
        attached=(*document.attached, *attached),
    )


def _choose_report(files: Sequence[_ArticleFile]) -> _ArticleFile:
    """Choose the first file that names the subject, or else the longest."""
    for file in files:
        if file.names_the_subject:
            return file
    return max(files, key=lambda file: file.length)


def _group_renditions(files: Sequence[_ArticleFile]) -> list[list[_ArticleFile]]:
    """Put renditions of one text together, in the order of the first of each."""
    groups: list[list[_ArticleFile]] = []
    for file in files:
        for group in groups:
            if _is_same_text(group[0], file):
                group.append(file)
                break
        else:
            groups.append([file])
    return groups


def _is_same_text(one: _ArticleFile, other: _ArticleFile) -> bool:
    """Tell whether the shorter text stands in the longer one, give or take what its conversion lost."""
    short, long = sorted((one, other), key=lambda file: file.length)
    # Every offset of the longer text, and every third of the shorter: a shift between them costs nothing.
    shared = short.pieces.intersection(_cut_pieces(long.words, step=1))
    return bool(short.pieces) and len(shared) >= _SAME_TEXT_SHARE * len(short.pieces)


def _choose_rendition(group: Sequence[_ArticleFile]) -> _ArticleFile:
    """Choose the rendition to read: the longest, or one nearly as long that is better readable."""
    longest = max(file.length for file in group)
    complete = [file for file in group if file.length * _MUCH_LONGER >= longest]
    return min(complete, key=lambda file: file.format_rank)


def _build_unread_issue(
    offered: Attachment, error: UnreadableDocument, is_needed: bool
) -> Issue:
    is_ours = catalogue()[error.code].responsibility is Responsibility.US
    code = "needed_attachment_not_read" if is_needed else "attachment_not_read"
    if error.code in _FAILED_CONVERSIONS:
        code = "attachment_conversion_failed"
        if is_needed:
            code = "needed_attachment_conversion_failed"
    elif is_ours:
        code = "attachment_not_supported"
        if is_needed:
            code = "needed_attachment_not_supported"
    return make_issue(
        code,
        offered.url,
        url=offered.url,
        name=offered.name,
        reason=error.code,
        error=error.message,
    )


def _build_rendition_issue(file: _ArticleFile, chosen: _ArticleFile) -> Issue:
    url = file.document.url
    return make_issue(
        "rendition",
        url,
        url=url or None,
        chosen=chosen.document.url or make_phrase("the_page"),
        chosen_type=chosen.document.media_type,
        chosen_length=chosen.length,
        media_type=file.document.media_type,
        length=file.length,
    )


def _build_stub_issue(main: _ArticleFile) -> Issue:
    url = main.document.url
    return make_issue("text_in_attachment", url, source=url)
