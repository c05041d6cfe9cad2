"""Where the code is in files that are not parsed."""

from __future__ import annotations

import pytest

from migrator.sites.unread.lexer import hidden, word_before

# What is left of a text without the stretches that are no code.
CODE = {
    ("a; // b", ".ts"): "a; ",
    ("a /* b */ c", ".ts"): "a  c",
    ("f('a', \"b\");", ".ts"): "f(, );",
    ("`a${b}c${`d${e}`}`", ".ts"): "`${b}${`${e}`}`",
    ("a = /b'/; c / d / e", ".ts"): "a = ; c / d / e",
    ("if (a) /b'/.test(c)", ".ts"): "if (a) .test(c)",
    ("<p>a</p>", ".ts"): "<p>a</p>",
    ("b = <p>a</p>", ".tsx"): "b = <p>",
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
    stretches = list(hidden(text, ending))
    shown = "".join(char for at, char in enumerate(text) if not any(start <= at < end for start, end in stretches))
    assert shown == CODE[text, ending]
    assert stretches == sorted(stretches)


@pytest.mark.parametrize(
    ("text", "word"), [("return /a/", "return"), ("a(return \n /a/", "return"), ("x = /a/", ""), ("/a/", "")]
)
def test_the_word_before_a_place(text: str, word: str) -> None:
    assert word_before(text, 0, text.index("/")) == word
