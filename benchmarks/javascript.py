"""JavaScript that looks as people write it, made up from a seed: the same text for the same seed, everywhere."""

from __future__ import annotations

import re
from random import Random

_NOUNS = (
    "account basket batch branch buffer cabin cache canvas cargo channel column cursor depot digest draft entry event "
    "factor field filter folder frame garden gauge grid harbour index invoice journal kernel label layer ledger lens "
    "level margin marker matrix memo module notice offer orchard order outline packet page panel parcel pattern "
    "payload permit picture pointer policy portal profile quota ratio record region report request ribbon route "
    "sample schedule segment session shelf signal socket stage station stream summary surface table target tariff "
    "ticket token track transfer tray trigger vector voucher wallet widget window zone"
).split()
_VERBS = (
    "accept adjust align apply arrange assign attach balance build clear close collect combine compare compose confirm "
    "copy count create decide deliver derive describe detach divide draw emit enter expand expire extract fetch fill "
    "find finish flush fold gather group handle hide keep label limit list load lock mark measure merge move note open "
    "order pack pick place plan print push queue raise rank read reduce refresh release remove render repeat replace "
    "report resolve restore route save scale schedule select send settle share show sort split start stop store submit "
    "sum swap switch track trim unlock update validate watch weigh wrap write"
).split()
_ADJECTIVES = (
    "active ample bare blank bright broad brief calm clean clear close cold common crisp daily dense early eager empty "
    "exact extra faint fair fast final firm first flat free fresh full global gross idle inner joint large last late "
    "light local long loose main major manual minor mixed narrow nested next open outer pale partial past plain "
    "primary quick quiet rapid rare raw ready recent remote rough round secret shared sharp short silent simple slow "
    "small smooth spare stable stale steady strict tall tidy tight total upper urgent valid visible warm weekly whole "
    "wide"
).split()
_SENTENCES = (
    "The caller keeps its own copy.",
    "Nothing is sent while one is under way.",
    "Old entries go first, whoever asked for them.",
    "A missing value counts as zero here, and nowhere else.",
    "The server repeats itself, so the same one may come twice.",
    "Safari fires this before the layout is known.",
    "Order matters: what is drawn last lies on top.",
    "Kept for the reports that still ask for the old name.",
    "This looks roundabout, but the list may change meanwhile.",
    "Errors are shown by whoever called us.",
)

# `@n1@` is a noun, `@v1@` a verb, `@a1@` an adjective, capital letters give a capital, `@i1@` a number, `@s1@` a
# sentence; the same number in one block is the same word. A method's own name is `@name@`.
_METHODS = (
    r"""
    /** @V1@s the @n1@ of a @n2@. @s1@ */
    @name@(@n1@, options = {}) {
        const { @a1@ = @i1@, @a2@ = false } = options;
        if (!@n1@ || @n1@.@n2@ === undefined) {
            throw new TypeError(`@name@: no @n2@ in ${JSON.stringify(@n1@)}`);
        }
        const @v1@ed = @n1@.@n2@
            .filter((item) => item.@a1@ > @a1@ && (!@a2@ || item.@a2@))
            .map((item, index) => ({ ...item, index, weight: item.weight * @i2@ }));
        this.@n3@s.set(@n1@.id, @v1@ed);
        return @v1@ed.length > 0 ? @v1@ed[0] : null;
    }
""",
    r"""
    async @name@({ id, @n1@ = null, signal } = {}) {
        const address = `${this.base}/@n2@s/${encodeURIComponent(id)}?@n1@=${@n1@ ?? ''}`;
        let response;
        try {
            response = await fetch(address, { method: 'POST', signal, headers: { 'x-@n3@': String(this.@n3@) } });
        } catch (error) {
            if (error.name === 'AbortError') {
                return null;
            }
            this.report(`@v1@ @n2@ ${id} failed: ${error.message}\n`);
            throw error;
        }
        if (response.status === @i1@) {
            // @s1@
            return this.@a1@@N2@;
        }
        return response.json();
    }
""",
    r"""
    @name@(kind, @n1@) {
        switch (kind) {
            case '@a1@':
                this.@n2@Count += 1;
                return @n1@ * @i1@;
            case '@a2@':
            case '@a3@':
                return Math.min(@n1@, this.@n2@Limit ?? @i2@);
            case '@a4@': {
                const [@v1@, ...rest] = String(@n1@).split(/[\s,;]+/);
                return rest.reduce((total, part) => total + Number(part), Number(@v1@));
            }
            default:
                return 0;
        }
    }
""",
    r"""
    /**
     * @s1@
     *
     * @param {Map<string, number>} @n1@s by their names
     * @returns {string} a line for each, ready to be printed
     */
    @name@(@n1@s) {
        const lines = [];
        for (const [name, value] of @n1@s) {
            if (value < @i1@ || name.startsWith('_')) {
                continue;
            }
            lines.push(`${name.padEnd(@i2@)}\t${value.toFixed(2)}`);
        }
        return lines.sort((a, b) => a.localeCompare(b)).join('\n');
    }
""",
    r"""
    @name@(@n1@) {
        const element = document.createElement('div');
        element.className = '@n2@ @n2@--@a1@';
        element.innerHTML = `
            <header class="@n2@__title">
                <span title="${this.escape(@n1@.title)}">${this.escape(@n1@.label)}</span>
                <button type="button" data-action="@v1@">@V1@</button>
            </header>
            <ul>${@n1@.items.map((item) => `<li data-id="${item.id}">${this.escape(item.text)}</li>`).join('')}</ul>
        `;
        element.addEventListener('click', (event) => {
            const { action } = event.target.dataset;
            if (action === '@v1@') {
                event.preventDefault();
                this.@v2@@N1@(@n1@);
            }
        });
        return element;
    }
""",
    r"""
    *@name@(@a1@ = @i1@) {
        let left = @a1@;
        for (const @n1@ of this.@n2@s.values()) {
            if (left <= 0) {
                return;
            }
            // @s1@
            if (@n1@?.@a2@ && !@n1@.@a3@?.includes('@a4@')) {
                left -= 1;
                yield { ...@n1@, @v1@edAt: Date.now() };
            }
        }
    }
""",
    r"""
    async @name@(@n1@s) {
        const @a1@ = [];
        const queue = [...@n1@s];
        const worker = async () => {
            while (queue.length > 0) {
                const @n1@ = queue.shift();
                const @n2@ = await this.@v1@@N2@(@n1@);
                if (@n2@ !== null) {
                    @a1@.push(@n2@);
                }
            }
        };
        await Promise.all(Array.from({ length: @i1@ }, worker));
        this.emit('@v1@ed', { count: @a1@.length, of: @n1@s.length });
        return @a1@;
    }
""",
    r"""
    @name@(text) {
        const match = /^(?<@n1@>[a-z][\w-]*)\s*=\s*"(?<value>(?:[^"\\]|\\.)*)"$/i.exec(text.trim());
        if (match === null) {
            this.errors.push({ text, reason: 'is no @n1@: "@a1@" was expected' });
            return undefined;
        }
        const { @n1@, value } = match.groups;
        return { @n1@, value: value.replace(/\\(.)/g, '$1'), @a1@: value.length > @i1@ };
    }
""",
    r"""
    @name@() {
        clearTimeout(this.@n1@Timer);
        this.@n1@Timer = setTimeout(() => {
            this.@n1@Timer = null;
            if (this.@a1@ && this.@n2@s.length >= @i1@) {
                this.@v1@@N2@s(this.@n2@s.splice(0, @i1@));
            }
        }, @i2@);
    }
""",
    r"""
    @name@(left, right) {
        if (left.@n1@ !== right.@n1@) {
            return left.@n1@ < right.@n1@ ? -1 : 1;
        }
        const [a, b] = [left, right].map(({ @n2@ = 0, @a1@ = 1 }) => @n2@ / (@a1@ || 1));
        return Math.abs(a - b) < 1e-@i1@ ? 0 : a - b;
    }
""",
    r"""
    static @name@(source) {
        const @n1@ = Object.create(null);
        for (const [key, raw] of Object.entries(source ?? {})) {
            const value = typeof raw === 'string' && /^-?\d+$/.test(raw) ? parseInt(raw, 10) : raw;
            @n1@[key.replace(/-([a-z])/g, (_, letter) => letter.toUpperCase())] = value;
        }
        return Object.freeze({ @a1@: @i1@, @a2@: null, ...@n1@ });
    }
""",
)
_FUNCTIONS = (
    r"""
/** @s1@ */
export function @name@(@n1@s, { @a1@ = @i1@, by = 'id' } = {}) {
    const groups = new Map();
    for (const @n1@ of @n1@s) {
        const key = @n1@[by] ?? '@a2@';
        const group = groups.get(key);
        if (group) {
            group.push(@n1@);
        } else {
            groups.set(key, [@n1@]);
        }
    }
    return [...groups].filter(([, held]) => held.length >= @a1@);
}
""",
    r"""
export const @name@ = (@n1@, ...rest) => {
    const [head, tail] = rest.length > 1 ? [rest[0], rest.slice(1)] : [@n1@, rest];
    return tail.reduce((sum, value) => sum + value * @i1@, Number(head) || 0);
};
""",
    r"""
function @name@(root, @v1@) {
    const waiting = [root];
    let @n1@ = 0;
    do {
        const node = waiting.pop();
        @n1@ += 1;
        if (@v1@(node, @n1@) === false) {
            break;
        }
        for (let i = node.children.length - 1; i >= 0; i--) {
            waiting.push(node.children[i]);
        }
    } while (waiting.length > 0 && @n1@ < @i1@);
    return @n1@;
}
""",
    r"""
export async function @name@(address, attempts = @i1@) {
    for (let attempt = 1; ; attempt++) {
        try {
            const response = await fetch(address, { cache: 'no-store' });
            if (!response.ok) {
                throw new Error(`${response.status} ${response.statusText} for "${address}"\n`);
            }
            return await response.json();
        } catch (error) {
            if (attempt >= attempts) {
                throw error;
            }
            await new Promise((resolve) => setTimeout(resolve, 2 ** attempt * @i2@));
        }
    }
}
""",
    r"""
const @NAME@ = {
    @a1@: { label: '@A1@ @n1@', weight: @i1@, @v1@: true, hint: 'the @n1@\'s @a1@ side' },
    @a2@: { label: '@A2@ @n2@', weight: @i2@, @v1@: false, hint: "@s1@" },
    @a3@: { label: '@A3@ @n3@', weight: @i3@, @v1@: true, hint: `one of ${@i2@} @n3@s` },
    @a4@: { label: '@A4@ @n4@', weight: @i4@, @v1@: true, hint: '' },
    '@a5@-@a6@': { label: '@A5@ @n5@', weight: -@i1@, @v1@: false, hint: null },
};
""",
)
# An escape of a character is rare in what people write: one block in two hundred.
_ESCAPES = 0.005
_METHOD_WITH_ESCAPE = r"""
    get @name@() {
        return this.@n1@s.size === 0 ? '\u2014' : `${this.@n1@s.size} \u00d7 @n1@`;
    }
"""
_FUNCTION_WITH_ESCAPE = r"""
export function @name@(text) {
    const lines = text.split(/\r?\n/);
    const depth = lines.map((line) => line.match(/^\s*/)[0].length);
    // @s1@
    const least = Math.min(...depth.filter((_, i) => lines[i].trim() !== ''));
    return lines.map((line) => line.slice(least)).join('\n').replace(/\u00a0/g, ' ');
}
"""
_HOLE = re.compile(r"@([nvaisNVA])(\d)@")


class Writer:
    """Writes blocks and files from one seed; each call goes on where the one before ended."""

    def __init__(self, seed: str) -> None:
        self._random = Random(seed)
        self._count = 0

    def method(self) -> str:
        """A method of a class, four spaces deep, of a name that no other of this writer has."""
        template = _METHOD_WITH_ESCAPE if self.chance(_ESCAPES) else self._random.choice(_METHODS)
        return self._block(template, self._name())

    def function(self) -> str:
        """A function or a constant of a module."""
        template = _FUNCTION_WITH_ESCAPE if self.chance(_ESCAPES) else self._random.choice(_FUNCTIONS)
        return self._block(template, self._name())

    def class_name(self) -> str:
        return self._random.choice(_ADJECTIVES).capitalize() + self._random.choice(_NOUNS).capitalize()

    def word(self) -> str:
        return self._random.choice(_NOUNS)

    def paragraph(self, sentences: int) -> str:
        return " ".join(self._random.choice(_SENTENCES) for _ in range(sentences))

    def size(self, mean: float, spread: float) -> int:
        """A log-normal number with this mean, as sizes of files are."""
        from math import log

        return round(self._random.lognormvariate(log(mean) - spread**2 / 2, spread))

    def chance(self, probability: float) -> bool:
        return self._random.random() < probability

    def pick(self, items: list[str]) -> str:
        return self._random.choice(items)

    def _name(self) -> str:
        self._count += 1
        words = (_VERBS, _ADJECTIVES, _NOUNS)
        verb, adjective, noun = (self._random.choice(held) for held in words)
        return f"{verb}{adjective.capitalize()}{noun.capitalize()}{self._count}"

    def _block(self, template: str, name: str) -> str:
        words: dict[str, str] = {}
        used: set[str] = set()

        def fill(match: re.Match[str]) -> str:
            kind, key = match[1].lower(), match[1].lower() + match[2]
            if key not in words:
                words[key] = self._fresh(kind, used)
            return words[key].capitalize() if match[1].isupper() else words[key]

        text = _HOLE.sub(fill, template.lstrip("\n"))
        return text.replace("@name@", name).replace("@NAME@", name.upper())

    def _fresh(self, kind: str, used: set[str]) -> str:
        """A word that the block does not have yet, so that no name is declared twice."""
        if kind == "i":
            return str(self._random.randrange(2, 500))
        held = {"n": _NOUNS, "v": _VERBS, "a": _ADJECTIVES, "s": _SENTENCES}[kind]
        while True:
            word = self._random.choice(held)
            if word not in used and word not in _TAKEN:
                used.add(word)
                return word


# Names that the blocks themselves declare, and words that JavaScript keeps for itself.
_TAKEN = frozenset(
    {"index", "text", "label", "order", "worker", "queue", "switch", "signal", "element", "lines", "table"}
)
