"""What every reader keeps to, one of somebody else's included."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapes import BODY, SAMPLES, TITLE

from retold.errors import InputError, UsageError
from retold.model import Article
from retold.protocols import Reader
from retold.read import READERS, read_articles


class Capitals:
    """A reader from elsewhere: every line of capitals is an article, the others are kept aside."""

    def read(self, location: str, content: bytes) -> Iterator[Article | InputError]:
        for number, line in enumerate(content.decode(errors="replace").splitlines(), 1):
            place = f"{location}#{number}"
            yield (
                Article(id="", location=place, text=line) if line.isupper() else InputError(place, "is quiet")
            )


#: A sitemap holds no text, and a list of feeds no article.
TITLE_ALONE = {"sitemap"}
NO_ARTICLE = {"opml"}


@pytest.mark.parametrize("name", sorted(READERS.keys() - NO_ARTICLE))
def test_a_reader_gives_articles_that_stand_in_its_input(name: str) -> None:
    reader: Reader = READERS[name]()
    articles = [a for a in reader.read("x", SAMPLES[name]) if isinstance(a, Article)]
    assert len(articles) == 1
    assert articles[0].title == TITLE
    assert articles[0].text == (TITLE if name in TITLE_ALONE else f"{TITLE}\n\n{BODY}")
    assert articles[0].location.startswith("x")


CONTENTS = st.one_of(
    st.binary(max_size=300),
    st.text(max_size=200).map(str.encode),
    st.text(max_size=60).map(lambda text: text.encode("utf-16")),
    st.tuples(st.sampled_from(list(SAMPLES.values())), st.integers(0, 90), st.binary(max_size=8)).map(
        lambda sample: sample[0][: sample[1]] + sample[2] + sample[0][sample[1] :]
    ),
)


@pytest.mark.parametrize("name", READERS)
@given(content=CONTENTS)
def test_a_reader_raises_nothing_for_bad_content(name: str, content: bytes) -> None:
    for result in READERS[name]().read("x", content):
        assert isinstance(result, Article | InputError)
        assert result.location.startswith("x")


def test_a_reader_is_named_by_its_module(tmp_path: pytest.TempPathFactory) -> None:
    path = f"{tmp_path}/a.caps"
    with open(path, "w", encoding="utf-8") as file:
        file.write("URA U HAP\npo\nДА\n")
    first, aside, last = read_articles(path, reader=f"{__name__}:Capitals")
    assert isinstance(first, Article)
    assert isinstance(last, Article)
    assert first.id
    assert first.id != last.id
    assert str(aside) == f"{path}#2: is quiet"


@pytest.mark.parametrize("name", ["nothing", "no.such.module:Reader", "json:NoSuchReader"])
def test_a_reader_nobody_knows(name: str) -> None:
    with pytest.raises(UsageError, match="no reader"):
        read_articles("a.txt", reader=name)
