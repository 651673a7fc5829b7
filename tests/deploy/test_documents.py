"""The sites whose reports are files.

Every form is served, and the kept files still say what the writer writes.
"""

import io
import json
import zipfile
from collections.abc import Iterator
from urllib.parse import urljoin

import pytest
import requests

from deploy.demo.make_documents import MANIFEST, digest, reports
from deploy.demo.offers import FOLDER, KEPT, TYPES, UNKNOWN, kept
from deploy.demo.portal import Portal
from deploy.demo.posts import Post
from deploy.demo.script import DOCUMENTS
from deploy.demo.script.model import Form
from deploy.demo.sites.site import Site
from tasks.documents.clean_text import clean
from tasks.documents.convert import convert_here
from tasks.registry.source_files import load_sources


@pytest.fixture(scope="module")
def portal() -> Iterator[Portal]:
    """Serve the sites on a free port."""
    with Portal(port=0, scripts=DOCUMENTS) as running:
        yield running


def form_of(post: Post) -> Form:
    """Find the form of a post by its report's seed."""
    postings = {
        posting.seed: posting.form
        for script in DOCUMENTS
        for posting in script.postings
    }
    return postings[post.report.seed] if post.report else Form.TEXT


def posts(portal: Portal) -> list[tuple[Site, Post, Form]]:
    """List the reports with their forms."""
    return [
        (site, post, form_of(post))
        for site in portal.sites
        for post in site.posts
        if post.report
    ]


def fetch(site: Site, post: Post) -> list[requests.Response]:
    """Ask for a post's files in order."""
    return [
        requests.get(site.base + site.path_of_file(post, file), timeout=5)
        for file in post.files
    ]


def text_of(body: bytes) -> str:
    """Read a file as the pipeline does."""
    return clean(convert_here(body)).text


def test_every_form_is_there(portal):
    """The two sites hold a report in each form, one as plain text."""
    assert {form for _, _, form in posts(portal)} == set(Form)


def test_files_hold_the_report(portal):
    """Text files begin with the title and hold the signature; the first of several is the report."""
    for site, post, form in posts(portal):
        if form in (Form.TEXT, Form.SCAN, Form.PICTURES):
            continue
        whole = text_of(fetch(site, post)[0].content)
        assert post.report is not None
        assert post.title in whole.replace("\n", ""), form
        assert whole.count("一、") >= 1


def test_pages_lead_to_the_files(portal):
    """Links, page images and the script's words name the files; the page of a direct link is the file."""
    for site, post, form in posts(portal):
        page = requests.get(site.url_of(post), timeout=5)
        if form is Form.DIRECT:
            assert page.headers["Content-Type"] == "application/pdf"
            assert page.content.startswith(b"%PDF-")
        elif form is not Form.JSON:
            assert all(f'"{file.name}' in page.text for file in post.files), form
        else:
            assert post.files[0].name not in page.text


def test_json_tells_of_the_files(portal):
    """The list's API gives each file's name and address, which answers."""
    site = portal.sites[1]
    listed = requests.get(
        f"{site.base}/gkmlpt/api/all/20765?sid=755001&page=1", timeout=5
    ).json()["articles"]
    attached = [file for article in listed for file in article["attachment"]]
    assert len(attached) == 2
    for file in attached:
        answer = requests.get(urljoin(site.base, file["url"]), timeout=5)
        assert answer.status_code == 200
        assert file["name"].endswith(".docx")
        assert int(file["size"]) == len(answer.content)


def test_headers_are_those_of_old_servers(portal):
    """PDF, DOC, PNG and ZIP have their types; DOCX and OFD are streams of bytes."""
    for site, post, _ in posts(portal):
        for file, answer in zip(post.files, fetch(site, post), strict=True):
            assert answer.status_code == 200
            assert answer.headers["Content-Type"] == TYPES.get(
                file.name.rpartition(".")[2], UNKNOWN
            )


def test_archive_holds_the_report_and_its_annexes(portal):
    """A ZIP has three documents with Chinese names, the annexes beside the report."""
    [post] = [post for _, post, form in posts(portal) if form is Form.ZIP]
    names = zipfile.ZipFile(io.BytesIO(post.files[0].content)).namelist()
    assert names == [f"{post.title}.docx", "附件1.docx", "附件2.docx"]


def test_scans_have_no_text(portal):
    """A scanned PDF holds images only."""
    import pypdfium2

    [post] = [post for _, post, form in posts(portal) if form is Form.SCAN]
    document = pypdfium2.PdfDocument(post.files[0].content)
    assert {page.get_textpage().get_text_range() for page in document} == {""}
    document.close()


def test_kept_files_are_of_todays_reports():
    """The kept files were made from what the writer writes; else: python -m deploy.demo.make_documents."""
    digests = json.loads(MANIFEST.read_text(encoding="utf-8"))
    assert digests == {
        str(written.seed): digest(written, form) for written, form in reports()
    }
    wanted = {
        path.name for written, form in reports() for path in kept(written.seed, form)
    }
    assert {path.name for path in FOLDER.iterdir()} == {*wanted, MANIFEST.name}
    assert {form for _, form in reports()} == set(KEPT)
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 3_000_000


def test_sources_can_be_loaded(portal, tmp_path):
    """The sites' source files are right."""
    portal.write_sources(tmp_path)
    assert {source.id for source in load_sources(tmp_path)} == {"tingheng", "lingpu"}
