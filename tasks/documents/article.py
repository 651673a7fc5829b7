"""An article's files to one document: its pages, its attachments, and which of them hold the report's text."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from tasks.documents.cache import DocumentCache
from tasks.documents.clean_text import NOISE, clean
from tasks.documents.containers import LONGEST_STUB
from tasks.documents.convert import convert, convert_pages
from tasks.documents.zip_archive import add_origin_prefix, join_documents
from tasks.model.document import Attachment, Body, Document
from tasks.model.errors import UnreadableDocument
from tasks.model.issue import Issue, Responsibility, Severity
from tasks.model.issue_catalogue import load_issue_catalogue

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


@dataclass(frozen=True)
class _ArticleFile:
    """One file's document, its words, and the pieces of them that renditions are compared by."""

    document: Document
    words: str
    pieces: frozenset[str]

    @property
    def format_rank(self) -> int:
        """Rank the file's type, 0 for the best."""
        kind = self.document.media_type
        return next(
            (rank for rank, name in enumerate(_READABLE_FORMATS) if name in kind),
            len(_READABLE_FORMATS),
        )

    @property
    def names_the_subject(self) -> bool:
        return _SUBJECT in self.words[:_OPENING_LENGTH]


def read_article(
    bodies: Sequence[Body], shelf: DocumentCache | None = None
) -> Document:
    """Read an article: its pages are one text, and its attachments are renditions of it or further parts.

    A page that only leads to its attachments gives its metadata, and the text is theirs. Of several
    renditions the best readable one is read. Raises UnreadableDocument when the page itself cannot be read;
    an attachment that cannot, or that is not among `bodies`, is an issue.
    """
    pages = [body for body in bodies if body.attached_as is None]
    came = {body.url: body for body in bodies if body.attached_as is not None}
    page = _move_report_first(_set_url(convert_pages(pages, shelf), pages[0].url))
    own, files = _build_file(page), list[Document]()
    short = (
        len(own.words) < LONGEST_STUB
    )  # then the text that is missing may be the report's
    unread: list[Issue] = []
    shown = {offered.url for offered in page.attachments}
    listed = [
        Attachment(body.url, str(body.attached_as))
        for body in bodies
        if body.attached_as is not None
    ]
    for offered in (
        *page.attachments,
        *(one for one in listed if one.url not in shown),
    ):
        try:
            files.append(_convert_attachment(came.get(offered.url), shelf))
        except UnreadableDocument as error:
            unread.append(
                _build_unread_issue(
                    offered, error, Severity.WARNING if short else Severity.INFO
                )
            )
    document = _merge_files(own, _build_files(files))
    return replace(
        document, attachments=page.attachments, issues=(*document.issues, *unread)
    )


def _move_report_first(page: Document) -> Document:
    """Put first what names the subject, where the list led to an archive of several documents."""
    if not page.attached:
        return page
    documents = [replace(page, attached=()), *page.attached]
    first = next(
        (one for one in documents if _build_file(one).names_the_subject), documents[0]
    )
    issues = tuple(dict.fromkeys((*page.issues, *first.issues)))
    return replace(
        first,
        issues=issues,
        attached=tuple(one for one in documents if one is not first),
    )


def _convert_attachment(body: Body | None, shelf: DocumentCache | None) -> Document:
    if body is None:
        raise UnreadableDocument(
            "not_at_hand", "after a nightly run, its row in the table fetches says why"
        )
    document = convert(
        body.content, url=body.url, content_type=body.content_type, shelf=shelf
    )
    return _set_url(document, body.url)


def _set_url(document: Document, url: str) -> Document:
    """Say where a document came from, and those that an archive holds beside it."""
    return replace(
        document,
        url=url,
        attached=tuple(replace(one, url=url) for one in document.attached),
    )


def _build_files(files: Sequence[Document]) -> list[_ArticleFile]:
    """Make a part of each file, and of each in an archive; pictures side by side are the pages of one."""
    single = [
        part for file in files for part in (replace(file, attached=()), *file.attached)
    ]
    parts: list[Document] = []
    for scanned, group in groupby(
        single, key=lambda file: file.media_type.startswith("image/")
    ):
        documents = list(group)
        named = [
            documents[0],
            *(add_origin_prefix(document, document.url) for document in documents[1:]),
        ]
        parts += [join_documents(named)] if scanned else documents
    return [_build_file(document) for document in parts]


def _build_file(document: Document) -> _ArticleFile:
    words = NOISE.sub("", clean(document).text)
    return _ArticleFile(
        document,
        words,
        frozenset(words[at : at + _PIECE_LENGTH] for at in range(0, len(words), 3)),
    )


def _merge_files(page: _ArticleFile, files: Sequence[_ArticleFile]) -> Document:
    """Choose the text: the page's or an attachment's, with what belongs to it behind it."""
    stub = len(page.words) < LONGEST_STUB and any(
        len(file.words) > len(page.words) for file in files
    )
    groups = _group_renditions(files if stub else [page, *files])
    best = [_choose_rendition(group) for group in groups]
    main = best[0]
    if stub:
        named = (part for part in best if part.names_the_subject)
        main = next(named, max(best, key=lambda part: len(part.words)))
    behind = [part for part in best if part is not main]
    issues = [
        issue
        for part in ([page, main] if stub else [main]) + behind
        for issue in part.document.issues
    ]
    if stub:
        issues.append(_build_stub_issue(main))
    issues += [
        _build_rendition_issue(one, top)
        for group, top in zip(groups, best, strict=True)
        for one in group
        if one is not top
    ]
    return replace(
        main.document,
        metadata={**main.document.metadata, **page.document.metadata},
        metadata_origin={
            **main.document.metadata_origin,
            **page.document.metadata_origin,
        },
        issues=tuple(dict.fromkeys(issues)),
        attached=(*main.document.attached, *(part.document for part in behind)),
    )


def _group_renditions(parts: Sequence[_ArticleFile]) -> list[list[_ArticleFile]]:
    """Put renditions of one text together, in the order of the first of each."""
    groups: list[list[_ArticleFile]] = []
    for part in parts:
        group = next((group for group in groups if _is_same_text(group[0], part)), None)
        if group is None:
            groups.append([part])
        else:
            group.append(part)
    return groups


def _is_same_text(one: _ArticleFile, other: _ArticleFile) -> bool:
    """Tell whether the shorter text stands in the longer one, give or take what its conversion lost."""
    short, long = sorted((one, other), key=lambda part: len(part.words))
    # Every offset of the longer text, and every third of the shorter: a shift between them costs nothing.
    whole = {long.words[at : at + _PIECE_LENGTH] for at in range(len(long.words))}
    return bool(short.pieces) and len(short.pieces & whole) >= _SAME_TEXT_SHARE * len(
        short.pieces
    )


def _choose_rendition(group: Sequence[_ArticleFile]) -> _ArticleFile:
    """Choose the rendition to read: the longest, or one nearly as long that is better readable."""
    longest = max(len(part.words) for part in group)
    whole = [part for part in group if len(part.words) * _MUCH_LONGER >= longest]
    return min(whole, key=lambda part: part.format_rank)


def _build_unread_issue(
    offered: Attachment, error: UnreadableDocument, severity: Severity
) -> Issue:
    mender = load_issue_catalogue()[error.code].responsibilities[0]
    message = f"attachment “{offered.name}” was not read ({error.code}): {error}"
    return Issue(
        "text",
        "attachment_not_read",
        severity,
        mender,
        message,
        offered.url,
        url=offered.url,
    )


def _build_rendition_issue(part: _ArticleFile, best: _ArticleFile) -> Issue:
    message = (
        f"it holds the same text as {best.document.url or 'the page'}, which was read ({best.document.media_type}, "
        f"{len(best.words)} words; this one {part.document.media_type}, {len(part.words)}); nothing to do"
    )
    url = part.document.url or None
    return Issue(
        "text",
        "rendition",
        Severity.INFO,
        Responsibility.SITE,
        message,
        url or "",
        url=url,
    )


def _build_stub_issue(main: _ArticleFile) -> Issue:
    url = main.document.url
    message = f"the page only leads to its attachment; the text was read from {url}; nothing to do"
    return Issue(
        "text", "text_in_attachment", Severity.INFO, Responsibility.SITE, message, url
    )
