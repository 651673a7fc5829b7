"""Words that leave: secrets are hidden wherever they stand, and nothing steers a terminal."""

import base64

import pytest

from tasks.model.safe_words import _KnownSecrets, hide_secrets, show_steering
from tests.rows import each_row


@each_row(
    ("words", "safe"),
    [
        (
            "ledger 'postgresql+psycopg://fazhi:C4na@127.0.0.1:1/x' fails",
            "ledger 'postgresql+psycopg://***@127.0.0.1:1/x' fails",
        ),
        ("s3://KEY:se/cr?et@bucket/x", "s3://***@bucket/x"),
        ("https://ghp_C4na@h/x, http://b:c@d@e/f", "https://***@h/x, http://***@e/f"),
        ('{"next": "ftp://u:C4na@h/"}', '{"next": "ftp://***@h/"}'),
        ("it says '//u:C4na@h/x'", "it says '//***@h/x'"),
        ("http://u%3aC4na%40h/x?a=b%40c", "http://***@h/x?a=b%40c"),
    ],
)
def test_what_stands_before_a_host_is_hidden(words, safe):
    """User and password, with slashes in it, too; also in data."""
    assert hide_secrets(words) == safe
    assert hide_secrets(words, named=False) == safe
    assert hide_secrets(safe) == safe


@each_row(
    ("words", "safe"),
    [
        ("?a=1&X-Amz-Signature=C4na&key=5", "?a=1&X-Amz-Signature=***&key=***"),
        ("host=x password='C 4na' user=c", "host=x password=*** user=c"),
        ("{'password': 'C4na', 'user': 'x'}", "{'password': ***, 'user': 'x'}"),
        ("AWS_SECRET_ACCESS_KEY=C4na", "AWS_SECRET_ACCESS_KEY=***"),
        ("Authorization: Basic C4na==\nHost: x", "Authorization: ***\nHost: x"),
        ("X-Api-Key: C4na", "X-Api-Key: ***"),
        ("'Cookie': 'a=C4na; b=C4na'", "'Cookie': '***'"),
    ],
)
def test_what_goes_with_a_telling_name_is_hidden_in_messages(words, safe):
    """Parameters, connection strings, dictionaries and headers; in data such names say nothing."""
    assert hide_secrets(words) == safe
    assert hide_secrets(words, named=False) == words


@each_row(
    "words",
    [
        "http://127.0.0.1:8080/a@b",
        "http://[::1]:80/a@b",
        "http://www.x.cn//a@b",
        "http://www.x.cn?mail=a%40b",
        "a@b.cn http://www.x.cn/",
        "monkey=5 key=5 keys=3",
        "密码工作 passwords are changed",
    ],
)
def test_other_words_stay(words):
    """An `@` in a path and an address of mail are no secrets."""
    assert hide_secrets(words) == words


@pytest.fixture
def known(monkeypatch):
    """Know no secret yet."""
    made = _KnownSecrets()
    monkeypatch.setattr("tasks.model.safe_words.KNOWN_SECRETS", made)
    return made


def test_values_of_settings_are_hidden_in_any_spelling(known):
    """As they are, escaped, unescaped, and as a header of basic authentication."""
    known.learn(
        {
            "FAZHI_DATABASE_URL": "postgresql://u:p%40ssw0rd@h/x?sslpassword=C4nary",
            "PREFECT_SERVER_API_AUTH_STRING": "admin:hunter2x",
            "FAZHI_RELEASES": "s3:/KEY:slip0fpen@bucket/x",
        }
    )
    header = base64.b64encode(b"admin:hunter2x").decode()
    for word in ("p@ssw0rd", "p%40ssw0rd", "hunter2x", "C4nary", "slip0fpen", header):
        assert hide_secrets(f"«{word}»", named=False) == "«***»"


@each_row(
    ("name", "value"),
    [
        ("HTTP_PROXY", "user:C4naryS3cret@127.0.0.1:3128"),
        ("https_proxy", "http://user:C4naryS3cret@proxy:3128"),
        ("FAZHI_DATABASE_URL", "host=x user=y password=C4naryS3cret"),
        ("FAZHI_DATABASE_URL", "postgresql://u:C4naryS3cret/#?@h/x"),
        ("PREFECT_CLIENT_CUSTOM_HEADERS", '{"Authorization": "Bearer C4naryS3cret"}'),
        ("PREFECT_CLIENT_CUSTOM_HEADERS", '{"X-Api-Key": "C4naryS3cret"}'),
        ("SMTP_PASS", "C4naryS3cret"),
    ],
)
def test_secrets_within_settings_are_known(name, value):
    """In addresses of proxies without a scheme, in connection strings and in headers, too."""
    known = _KnownSecrets()
    known.learn({name: value, "OTHER": "password=short"})
    secret = "C4naryS3cret/#?" if "/#?" in value else "C4naryS3cret"
    assert known.pattern is not None
    assert known.pattern.sub("***", f"«{secret}»") == "«***»"


def test_plain_words_and_paths_are_no_secrets(known):
    """Short ones would be found in many texts by chance; what names a file is no secret itself."""
    known.learn(
        {
            "PGPASSWORD": "fazhi",
            "POSTGRES_PASSWORD": "postgres",
            "AWS_WEB_IDENTITY_TOKEN_FILE": "/run/token-file",
            "HOME": "/home/C4nary",
        }
    )
    words = "fazhi postgresql /run/token-file /home/C4nary"
    assert hide_secrets(words) == words


def test_what_steers_a_terminal_is_shown():
    """Controls of both sets and marks of direction; line ends only where there are lines."""
    words = "a\x1b[2J\x07\u202eb\u2066\x9b\x7f\r\n\tc"
    drawn = "a␛[2J␇⟨U+202E⟩b⟨U+2066⟩⟨U+009B⟩␡␍"
    assert show_steering(words) == f"{drawn}␊␉c"
    assert show_steering(words, lines=True) == f"{drawn}\n\tc"
