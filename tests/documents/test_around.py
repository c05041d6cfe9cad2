"""What code around a script spells."""

from __future__ import annotations

import pytest

from migrator.documents.around import is_exported_to_users, reaches, spelled

# Markup, and what it may do with `x`: nothing (""), read it, write it; "call" is what writes to no function.
MARKUP = {
    "text": ("<p>x</p>", ""),
    "text with more words": ("<p class='a'>the x, of x</p>", ""),
    "a class": ("<p class='x' id=\"x\">", ""),
    "a comment": ("<!-- {x = 1} -->", ""),
    "a member": ("<p @click='a.x = 1'>", ""),
    "a part of a name": ("{xy} {yx} {$y}", ""),
    "a call": ("<p onclick='x()'>", "read"),
    "a store": ("{$x}", "read"),
    "a hole": ("{x}", "call"),
    "a difference": ("{a-x}", "call"),
    "a spread": ("<A {...x}/>", "write"),
    "what is handed on": ("<p on:click={x}>", "call"),
    "a value of an attribute": ("<p :a='x'>", "call"),
    "an assignment": ("<p onclick='x = 1'>", "write"),
    "an assignment of a member of the global object": ("<p onclick='window.x = 1'>", "write"),
    "an update": ("<p @click='x++'>", "write"),
    "an update before it": ("<p @click='--x'>", "write"),
    "an augmented assignment": ("<p @click='x ??= 1'>", "write"),
    "a pattern": ("<p on:click={() => [x, y] = z}>", "write"),
    "a pattern of an object": ("<p on:click={() => ({ x } = z)}>", "write"),
    "a model": ("<input v-model='x'>", "write"),
    "a model with a modifier": ("<input v-model.number=\"x\">", "write"),
    "a binding": ("<input bind:value={x}>", "write"),
    "a binding of its name": ("<input bind:x>", "write"),
    "a reference": ("<p ref='x'>", "write"),
    "behind a comparison": ("<p onclick=\"if (a > y) x = 1; if (b < 2) f()\">", "write"),
    "another script": ("<script type=module>x = 1</script>", "write"),
}  # fmt: skip


@pytest.mark.parametrize("name", MARKUP)
def test_what_markup_may_do_with_a_name(name: str) -> None:
    markup, does = MARKUP[name]
    found = [one for one in spelled(markup.encode()) if one.name == "x"]
    kinds = {"write" if one.assigns else "call" if one.writes else "read" for one in found}
    assert kinds == ({does} if does else set())
    assert all(markup.encode()[one.offset :].lstrip(b"$").startswith(b"x") for one in found)


@pytest.mark.parametrize(
    ("markup", "is_unseen"),
    [
        ("<script src='./x.js'></script>", True),
        ("<template src=x.html></template>", True),
        ("<script async src=\"/js/x.js\"></script>", True),
        ("<script src='https://cdn.example/x.js'></script>", False),
        ("<script src=\"//cdn.example/x.js\"></script>", False),
        ("<img src='./x.png'>", False),
        ("<!-- <script src='./x.js'></script> -->", False),
    ],
)
def test_what_another_file_says_is_not_seen(markup: str, is_unseen: bool) -> None:
    assert any(not one.name for one in spelled(markup.encode())) == is_unseen


@pytest.mark.parametrize(
    ("path", "opening", "reaches_it"),
    [
        ("a.vue", "<script setup>", True),
        ("a.vue", "<script lang=ts setup>", True),
        ("a.vue", "<script>", False),
        ("a.svelte", "<script>", True),
        ("a.svelte", "<script context=module>", True),
        ("a.html", "<script>", True),
        ("a.html", "<script type='module'>", False),
    ],
)
def test_whose_names_code_around_a_script_has(path: str, opening: str, reaches_it: bool) -> None:
    data = f"<p/>{opening}let x;</script>".encode()
    span = 4 + len(opening), len(data) - 9
    assert reaches(path, data, (span,)) == ((span,) if reaches_it else ())


def test_both_scripts_of_a_component_are_reached_through_its_setup() -> None:
    data = b"<script>let x;</script><script setup>let y;</script>"
    spans = ((8, 14), (37, 43))
    assert reaches("a.vue", data, spans) == spans


def test_who_uses_a_component_of_svelte_gives_it_values() -> None:
    assert [is_exported_to_users(path) for path in ("a.svelte", "a.vue", "a.html", "a.js")] == [True, False, False, False]
