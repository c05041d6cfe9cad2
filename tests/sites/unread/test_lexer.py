"""Where the code is in what is not parsed."""

from __future__ import annotations

import pytest

from migrator.sites.unread.lexer import hidden, word_before

FRONT = "the front matter of Astro"
# What is left of a text without the stretches that are no code.
CODE = {
    ("a; // b", FRONT): "a; ",
    ("a /* b */ c", FRONT): "a  c",
    ("f('a', \"b\");", FRONT): "f(, );",
    ("`a${b}c${`d${e}`}`", FRONT): "`${b}${`${e}`}`",
    ("a = /b'/; c / d / e", FRONT): "a = ; c / d / e",
    ("if (a) /b'/.test(c)", FRONT): "if (a) .test(c)",
    ("<p>a</p>", FRONT): "<p>a</p>",
    ("{b = <p>a</p>}", ".astro"): "b = <p>",
    ("<p>{a}</p><script>b</script>", ".svelte"): "ab",
    ("<p @click='a'>{{ b }}</p>", ".html"): "a b ",
    ("<script type='text/x'>a</script><script type='module'>b</script>", ".html"): "b",
    ("<!-- <script>a</script> --><script>b</script>", ".html"): "b",
    ("<docs>{{ a }}</docs><template>{{ b }}</template><script>c</script>", ".vue"): " b c",
    ("<template lang='pug'>a</template>", ".vue"): "<template lang='pug'>a",
    ("---\na\n---\n<p>{b}</p>", ".astro"): "a\nb",
}


@pytest.mark.parametrize(("text", "ending"), CODE)
def test_what_is_code(text: str, ending: str) -> None:
    expected = CODE[text, ending]
    if ending == FRONT:
        text, ending = f"---\n{text}", ".astro"
    stretches = list(hidden(text, ending))
    shown = "".join(char for at, char in enumerate(text) if not any(start <= at < end for start, end in stretches))
    assert shown == expected
    assert stretches == sorted(stretches)


@pytest.mark.parametrize(
    ("text", "word"), [("return /a/", "return"), ("a(return \n /a/", "return"), ("x = /a/", ""), ("/a/", "")]
)
def test_the_word_before_a_place(text: str, word: str) -> None:
    assert word_before(text, 0, text.index("/")) == word
