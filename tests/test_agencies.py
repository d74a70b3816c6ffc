"""What agencies send beside texts, and in the form of before (NewsML 1)."""

from __future__ import annotations

import pytest
import shapes
from shapes import BODY, TITLE

from retold.errors import InputError
from retold.model import Article
from retold.read import read_content

WHOLE = f"{TITLE}\n\n{BODY}\n\nPunimet zgjatën tre vjet."
MARKED = f"<p>{BODY}</p><p>Punimet zgjatën tre vjet.</p>"


def read(content: str) -> list[Article | InputError]:
    return list(read_content("sent.xml", content.encode()))


def component(content: str, *, kind: str = "Text", role: str = "Main") -> str:
    return (
        f'<NewsComponent><Role FormalName="{role}"/><ContentItem><MediaType FormalName="{kind}"/>'
        f"<DataContent>{content}</DataContent></ContentItem></NewsComponent>"
    )


def newsml_1(*components: str, title: str = TITLE, status: str = "Usable", number: int = 1) -> str:
    return (
        '<?xml version="1.0"?><!DOCTYPE NewsML SYSTEM "NewsML_1.2.dtd"><NewsML><NewsEnvelope>'
        "<DateAndTime>20250305T000000Z</DateAndTime></NewsEnvelope><NewsItem><Identification><NewsIdentifier>"
        "<ProviderId>az.example</ProviderId><DateId>20250304</DateId><NewsItemId>URA</NewsItemId>"
        f'<RevisionId PreviousRevision="0" Update="N">{number}</RevisionId>'
        f"<PublicIdentifier>urn:newsml:az.example:20250304:URA:{number}</PublicIdentifier></NewsIdentifier>"
        "</Identification><NewsManagement><FirstCreated>20250304T103000+0100</FirstCreated>"
        f'<Status FormalName="{status}"/></NewsManagement><NewsComponent xml:lang="sq"><NewsLines>'
        f"<HeadLine>{title}</HeadLine><ByLine>Arta Velo</ByLine></NewsLines><AdministrativeMetadata><Provider>"
        '<Party FormalName="Agjencia e Zallit"/></Provider></AdministrativeMetadata>'
        f"{''.join(components)}</NewsComponent></NewsItem></NewsML>"
    )


HEAD = "<body.head><hedline><hl1>x</hl1></hedline></body.head>"
NITF = f"<nitf><body>{HEAD}<body.content>{MARKED}</body.content></body></nitf>"


@pytest.mark.parametrize(
    "components",
    [
        [component(MARKED)],
        [component(NITF)],
        [component(f"{BODY}\n\nPunimet zgjatën tre vjet.")],
        [component("Ura u hap."), component(MARKED)],
        [component(f"Foto: {BODY} {BODY}", role="Caption"), component("x", kind="Photo"), component(MARKED)],
    ],
    ids=["paragraphs", "NITF", "plain", "twice", "with a picture"],
)
def test_an_item_of_newsml_1_is_read(components: list[str]) -> None:
    [found] = read(newsml_1(*components))
    assert isinstance(found, Article), found
    assert (found.text, found.published, found.language) == (WHOLE, "2025-03-04T09:30:00Z", "sq")
    assert (found.outlet, found.fields["author"]) == ("Agjencia e Zallit", "Arta Velo")
    assert found.fields["id"] == "urn:newsml:az.example:20250304:URA"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (newsml_1(component(MARKED), status="Canceled"), "was cancelled by its agency"),
        (newsml_1(component("x", kind="Photo"), title=""), "is a photo, not a text"),
        ("<NewsML><Catalog/></NewsML>", "is no NewsML that can be read (it has no item)"),
        ('<packageItem guid="urn:az:9"><groupSet/></packageItem>', "is a package, not a text"),
    ],
)
def test_what_holds_no_text_is_one_line(content: str, reason: str) -> None:
    [found] = read(content)
    assert isinstance(found, InputError)
    assert found.reason == reason


def test_a_package_is_passed_over_beside_the_texts_it_lists() -> None:
    package = '<packageItem guid="urn:az:9"><groupSet root="g"><group id="g"/></groupSet></packageItem>'
    [found] = read(shapes.news_message(shapes.news_item(shapes.INLINE_XHTML), package))
    assert isinstance(found, Article)
