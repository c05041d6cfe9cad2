"""What the types of a file say: which expressions are Pyodide, which are none, and what the type of an object is."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.javascript.modules import Module
from migrator.javascript.project import Project
from migrator.javascript.source import Source
from migrator.model.ledger import Why
from migrator.model.settings import Settings
from migrator.sites.imported import Imported
from migrator.sites.key import Member, Variable
from migrator.sites.receivers import Receivers
from migrator.sites.typed import typed_keys
from migrator.sites.use import Use
from migrator.sites.uses import all_uses, receivers
from tests.report.formats import invoke
from tests.support import write

IMPORT = "import type { PyodideInterface } from 'pyodide';\n"
CLIENT = "class Client { async runPythonAsync(code: string) { return code; } }\n"


def uses(text: str, name: str = "a.ts") -> list[Use]:
    return all_uses(Source.read(name, text.encode()), Settings())


def shown(text: str, name: str = "a.ts") -> list[str]:
    """The text of each use, a write as `name =`."""
    data = text.encode()
    return [
        data[use.whole.start_byte : use.whole.end_byte].decode() + (" =" if use.kind == "assign" else "")
        for use in uses(text, name)
    ]


NONE = {
    "an interface of the file": "interface PyodideInterface { a: number }\nfunction f(p: PyodideInterface) { p.version; }",
    "an alias of the file": "type PyodideInterface = { a: number };\nfunction f(p: PyodideInterface) { p.version; }",
    "a class of the file": "class PyodideInterface { a = 1 }\nfunction f(p: PyodideInterface) { p.version; }",
    "a type parameter": "function f<PyodideInterface>(p: PyodideInterface) { p.version; }",
    "an interface of a block": "function f() { interface PyodideInterface { a: 1 } const p: PyodideInterface = g(); p.version; }",
    "another type of the package": "import type { PyProxy, PyodideInterface } from 'pyodide';\nfunction f(p: PyProxy) { p.version; }",
    "another name of it": "import type { Other as PyodideInterface } from 'pyodide';\nfunction f(p: PyodideInterface) { p.version; }",
    "a member of a namespace of the file": "namespace ns { export interface PyodideInterface { a: 1 } }\nfunction f(p: ns.PyodideInterface) { p.version; }",
    "the module itself": "function f(p: typeof import('pyodide')) { p.version; }",
    "another variable of the name": IMPORT + "let p: PyodideInterface;\nfunction f(p) { p.version; }",
    "a string that is a type": "function f(p: 'PyodideInterface') { p.version; }",
    "a comment": "// PyodideInterface\nfunction f(p) { p.version; }",
    "a member of it": IMPORT + "function f(p: PyodideInterface['globals']) { p.version; }",
    "its keys": IMPORT + "function f(p: keyof PyodideInterface) { p.length; }",
    "a function that is given it": IMPORT + "function f(g: (p: PyodideInterface) => void) { g.length; }",
    "a function that tells it": IMPORT + "function is(p: unknown): p is PyodideInterface { return !!p; }\nis(1).version;",
    "an argument of another generic type": IMPORT + "function f(p: Handler<PyodideInterface>) { p.version; }",
    "a property that is given to something else": IMPORT + "type P = { py: PyodideInterface };\nfunction f(p: P) { p.other.version; p.version; }",
    "a member of another class": IMPORT + "class A { py!: PyodideInterface }\nclass B { m() { this.py.version; } }",
    "a static member": IMPORT + "class A { static py: PyodideInterface; m() { this.py.version; } }",
    "a proxy of a worker": IMPORT + "const p: PyodideInterface = Comlink.wrap(new Worker('w.js'));\np.version;",
    "what stands for one in a worker": IMPORT + "function f(p: Comlink.Remote<PyodideInterface>) { p.runPythonAsync('x'); }",
    "an object of one's own": IMPORT + CLIENT + "const p: PyodideInterface = new Client();\np.version;",
    "a class that is as it is": IMPORT + "class Fake implements PyodideInterface { m() { this.version; } }",
    "a parameter of a client's class": CLIENT + "function f(c: Client) { c.runPythonAsync('x'); }",
    "a client's class, or null": CLIENT + "function f(c: Client | null) { c!.runPythonAsync('x'); }",
    "a client's class that is extended": CLIENT + "class B extends Client {}\nfunction f(c: B) { c.runPythonAsync('x'); }",
    "a field of a client's class": CLIENT + "class A { constructor(private c: Client) {} m() { this.c.runPythonAsync('x'); } }",
    "a client that stands elsewhere": CLIENT + "function f(c: Remote<Client>) { c.runPythonAsync('x'); }",
    "what an element is that is no Pyodide": IMPORT + "const all = new Map<string, number>();\nall.get('a').version;",
}  # fmt: skip


@pytest.mark.parametrize("name", NONE)
def test_what_no_type_says_to_be_pyodide_is_no_receiver(name: str) -> None:
    assert shown(NONE[name]) == []


FOUND = {
    "a parameter": ("export const f = (p: PyodideInterface) => p.version;", ["p.version"]),
    "a parameter of a method": ("class A { m(p?: PyodideInterface) { p?.version; } }", ["p?.version"]),
    "a variable": ("let p: PyodideInterface | undefined;\nexport const f = () => p!.version;", ["p!.version"]),
    "a parameter with a default": ("function f(p: PyodideInterface = get()) { p.version; }", ["p.version"]),
    "the other name": ("function f(p: PyodideAPI) { p.version; }", ["p.version"]),
    "the class of it": ("function f(p: typeof PyodideAPI) { p.version; }", ["p.version"]),
    "what a package of another name exports": ("import { PyodideInterface as P } from './vendor/pyodide.js';\nfunction f(p: P) { p.version; }", ["p.version"]),
    "an import for types": ("import { type PyodideInterface as P } from 'pyodide';\nfunction f(p: P) { p.version; }", ["p.version"]),
    "a member of the package": ("import type * as py from 'pyodide';\nfunction f(p: py.PyodideInterface) { p.version; }", ["p.version"]),
    "a member of a global": ("function f(p: pyodide.PyodideInterface) { p.version; }", ["p.version"]),
    "an import where it stands": ("function f(p: import('pyodide').PyodideInterface) { p.version; }", ["p.version"]),
    "what the loader gives": ("import { loadPyodide } from 'pyodide';\nlet p: Awaited<ReturnType<typeof loadPyodide>>;\nexport const f = () => p.version;", ["p.version"]),
    "what the loader of a package gives": ("import * as py from 'pyodide';\nfunction f(p: Awaited<ReturnType<typeof py.loadPyodide>>) { p.version; }", ["p.version"]),
    "an alias": ("type Py = PyodideInterface;\nfunction f(p: Py) { p.version; }", ["p.version"]),
    "a generic alias": ("type Maybe<T> = T | null;\nfunction f(p: Maybe<PyodideInterface>) { p.version; }", ["p.version"]),
    "an interface that extends it": ("interface Py extends PyodideInterface { a: 1 }\nfunction f(p: Py) { p.version; }", ["p.version"]),
    "it and more": ("function f(p: PyodideInterface & { a: 1 }) { p.version; }", ["p.version"]),
    "a bound of a type parameter": ("function f<T extends PyodideInterface>(p: T) { p.version; }", ["p.version"]),
    "a promise": ("let p: Promise<PyodideInterface>;\nexport const f = async () => (await p).version;", ["(await p).version"]),
    "a promise that is made": ("const p = new Promise<PyodideInterface>((done) => done(get()));\nexport const f = async () => (await p).version;", ["p =", "(await p).version"]),
    "a field": ("class A { private p!: PyodideInterface; m() { this.p.version; } }", ["this.p.version"]),
    "a static field": ("class A { static p: PyodideInterface; static m() { this.p.version; } }\nA.p.version;", ["this.p.version", "A.p.version"]),
    "a field of an abstract base": ("abstract class B { protected abstract p: PyodideInterface; }\nclass A extends B { m() { this.p.version; } }", ["this.p.version"]),
    "a field that an interface has": ("interface Has { p: PyodideInterface }\nclass A implements Has { m() { this.p.version; } }", ["this.p.version"]),
    "a field of an interface of its name": ("interface A { p: PyodideInterface }\nclass A { m() { this.p.version; } }", ["this.p.version"]),
    "a field of a generic base": ("class B<T> { p!: T }\nclass A extends B<PyodideInterface> { m() { this.p.version; } }", ["this.p.version"]),
    "a getter": ("class A { get p(): PyodideInterface { return get(); } m() { this.p.version; } }", ["this.p.version"]),
    "a method": ("class A { async p(): Promise<PyodideInterface> { return get(); } async m() { (await this.p()).version; } }", ["(await this.p()).version"]),
    "a parameter that declares a field": ("class A { constructor(private readonly p: PyodideInterface) {} m() { this.p.version; } }", ["this.p.version"]),
    "a function": ("async function get(): Promise<PyodideInterface> { return kept; }\nconst p = await get();\np.version;", ["p =", "p.version"]),
    "a function that is declared": ("declare function get(): PyodideInterface;\nget().version;", ["get().version"]),
    "a function with overloads": ("function get(a: 1): PyodideInterface;\nfunction get(a: unknown) { return a; }\nget(1).version;", ["get(1).version"]),
    "a variable that is a function": ("let get: () => PyodideInterface;\nexport const f = () => get().version;", ["get().version"]),
    "a function's own this": ("class A { p!: PyodideInterface; m() { [1].map(() => this.p.version); } }", ["this.p.version"]),
    "a property": ("interface Props { p: PyodideInterface; n: number }\nfunction f(props: Props) { props.p.version; props.n.version; }", ["props.p.version"]),
    "a property of a property": ("function f(a: { b: { p?: PyodideInterface } }) { a.b.p?.version; }", ["a.b.p?.version"]),
    "a property that is taken": ("function f({ p, n }: { p: PyodideInterface; n: number }) { p.version; n.version; }", ["p.version"]),
    "a property that is taken by another name": ("function f({ a: { p: q } = d }: { a: { p: PyodideInterface } }) { q.version; }", ["q.version"]),
    "a property that is taken later": ("function f(props: { p: PyodideInterface }) { const { p } = props; p.version; }", ["p.version"]),
    "a property of this that is taken": ("class A { p!: PyodideInterface; m() { const { p } = this; p.version; } }", ["p.version"]),
    "a property by its key": ("type P = { p: PyodideInterface };\nfunction f(p: P['p']) { p.version; }", ["p.version"]),
    "a component": ("type Props = { p: PyodideInterface };\nexport const C: React.FC<Props> = ({ p }) => { p.version; };", ["p.version"]),
    "a component that is a class": ("class C extends React.Component<{ p: PyodideInterface }> { render() { this.props.p.version; } }", ["this.props.p.version"]),
    "a component with a reference": ("const C = forwardRef<HTMLElement, { p: PyodideInterface }>(({ p }, ref) => { p.version; });", ["p.version"]),
    "a context": ("const Py = createContext<{ p: PyodideInterface | null }>({ p: null });\nfunction C() { const { p } = useContext(Py); p.version; }", ["p.version"]),
    "a reference of React": ("const p = useRef<PyodideInterface | null>(null);\nexport const f = () => p.current!.version;", ["p.current!.version"]),
    "a reference that is given": ("function f(p: React.MutableRefObject<PyodideInterface>) { p.current.version; }", ["p.current.version"]),
    "state of React": ("const [p, setP] = useState<PyodideInterface | null>(null);\np.version;", ["p.version"]),
    "a signal of Solid": ("const [p, setP] = createSignal<PyodideInterface>();\np().version;", ["p().version"]),
    "a reference of Vue": ("const p = shallowRef<PyodideInterface | null>(null);\np.value!.version;\np.value = null;", ["p.value!.version", "p.value ="]),
    "a reference of Vue by its type": ("const p: Ref<PyodideInterface | null> = ref(null);\np.value.version;", ["p.value.version"]),
    "a property of Vue": ("const props = defineProps<{ p: PyodideInterface }>();\nprops.p.version;", ["props.p.version"]),
    "a property of Vue with defaults": ("const props = withDefaults(defineProps<{ p: PyodideInterface }>(), {});\nprops.p.version;", ["props.p.version"]),
    "a store of Svelte": ("import { get, writable } from 'svelte/store';\nexport const py = writable<PyodideInterface>();\n$py.version;\nconst p = get(py);\np.version;", ["$py.version", "p =", "p.version"]),
    "a store of Svelte by its type": ("const py: Writable<PyodideInterface> = make();\n$py.version;", ["$py.version"]),
    "a global of the window": ("declare global { interface Window { p: PyodideInterface } }\nwindow.p.version;\np.version;", ["window.p.version", "p.version"]),
    "a global variable": ("declare global { var p: PyodideInterface; }\np.version;", ["p.version"]),
    "a variable that is declared": ("declare const p: PyodideInterface;\np.version;", ["p.version"]),
    "an assertion": ("const p = get('a') as PyodideInterface;\np.version;", ["p =", "p.version"]),
    "an assertion in front": ("const p = <PyodideInterface>get('a');\np.version;", ["p =", "p.version"]),
    "an assertion that is called": ("f((get('a') as PyodideInterface));\nfunction f(p) { p.version; }", ["p.version"]),
    "a member of an assertion": ("(window as unknown as { p: PyodideInterface }).p.version;", ["(window as unknown as { p: PyodideInterface }).p.version"]),
    "elements": ("const all: PyodideInterface[] = [];\nall[0].version;\nfor (const p of all) p.version;", ["all[0].version", "p.version"]),
    "elements of a map": ("const all = new Map<string, PyodideInterface>();\nall.get('a').version;", ["all.get('a').version"]),
    "an element of a tuple": ("function f([n, p]: [number, PyodideInterface]) { p.version; n.version; }", ["p.version"]),
    "elements by any name": ("function f(all: { [k: string]: PyodideInterface }, k: string) { all[k].version; }", ["all[k].version"]),
    "one of two": (CLIENT + "function f(p: Client | PyodideInterface) { p.version; }", ["p.version"]),
    "what somebody wrote down of it": ("interface Py { runPythonAsync(code: string): unknown }\nfunction f(p: Py) { p.runPythonAsync('x'); }", ["p.runPythonAsync"]),
}  # fmt: skip


@pytest.mark.parametrize("name", FOUND)
def test_what_a_type_says_to_be_pyodide_is_a_receiver(name: str) -> None:
    text, found = FOUND[name]
    assert sorted(shown(text if "import" in text else IMPORT + text)) == sorted(found)


def test_the_evidence_is_the_type() -> None:
    found = uses(IMPORT + "let p: PyodideInterface;\nlet q = p;\nq.version;\np.runPython('x');")
    assert {(use.node.text, use.evidence and (use.evidence.why, use.evidence.line)) for use in found} == {
        (b"p", (Why.TYPE, 2)),
        (b"q", (Why.GIVEN, 2)),
    }
    assert all(use.is_sure for use in found)


def test_settings_that_name_a_receiver_leave_out_what_types_say() -> None:
    source = Source.read("a.ts", (IMPORT + "function f(p: PyodideInterface) { p.version; }").encode())
    assert all_uses(source, Settings(infers=False)) == []


def test_an_element_of_typescript_is_read_as_one() -> None:
    text = IMPORT + "export const C = ({ p }: { p: PyodideInterface }) => <a href={p.version}>a & b</a>;"
    assert shown(text, "a.tsx") == ["p.version"]
    text = f'<script lang="ts">\n{IMPORT}let p: PyodideInterface;\n</script>\n<p>{{p.version}}</p>\n<script context="module" lang="ts">\np.version;\n</script>'
    assert shown(text, "A.svelte") == ["p.version"]


PARTS = {
    "types.ts": "import type { PyodideInterface } from 'pyodide';\n"
    "export interface Props { p: PyodideInterface }\nexport type Py = PyodideInterface;\nexport default Py;\n"
    "export interface PyodideAPI { a: 1 }\nexport class Base { protected p!: PyodideInterface }\n"
    "export declare function load(): Promise<PyodideInterface>;\nexport const kept: Props = get();\n",
    "barrel.ts": "export type { Props as Given } from './types.ts';\nexport * from './types.ts';\n",
    "vendor.d.ts": "export declare class PyodideAPI { version: string }\n",
    "client.js": CLIENT.replace(": string", "").replace("class", "export class"),
}
ELSEWHERE = {
    "a type that another file declares as something else": ("import type { PyodideAPI } from './types.ts';\nfunction f(p: PyodideAPI) { p.version; }", []),
    "a client of another file": ("import { Client } from './client.js';\nfunction f(c: Client) { c.runPythonAsync('x'); }", []),
    "a client of another file, for types alone": ("import type { Client } from './client.js';\nclass A { constructor(private c: Client) {} m() { this.c.runPythonAsync('x'); } }", []),
    "an alias": ("import type { Py } from './types.ts';\nfunction f(p: Py) { p.version; }", ["p.version"]),
    "a default": ("import type P from './types.ts';\nfunction f(p: P) { p.version; }", ["p.version"]),
    "properties": ("import type { Props } from './types.ts';\nexport const C = ({ p }: Props) => p.version;", ["p.version"]),
    "through another file": ("import type { Given, Py } from './barrel.ts';\nfunction f(a: Given, p: Py) { a.p.version; p.version; }", ["a.p.version", "p.version"]),
    "a base class": ("import { Base } from './types.ts';\nclass A extends Base { m() { this.p.version; } }", ["this.p.version"]),
    "a file of declarations": ("import type { PyodideAPI } from './vendor.d.ts';\nfunction f(p: PyodideAPI) { p.version; }", ["p.version"]),
    "the type of a variable": ("import type { kept } from './types.ts';\nfunction f(a: typeof kept) { a.p.version; }", ["a.p.version"]),
    "an interface by a namespace": ("import type * as types from './types.ts';\nfunction f(a: types.Props) { a.p.version; }", ["a.p.version"]),
}  # fmt: skip


@pytest.mark.parametrize("name", ELSEWHERE)
def test_types_of_other_files_are_followed(tmp_path: Path, name: str) -> None:
    for part, text in PARTS.items():
        write(tmp_path, part, text)
    text, expected = ELSEWHERE[name]
    path = write(tmp_path, "a.ts", text)
    project = Project()
    source = Source.read(str(path), text.encode())
    found = receivers(source, Settings(), Imported(project, project.add(path, source)))
    spelled = [source.text(use.whole.start_byte, use.whole.end_byte) for use in all_uses(source, Settings(), found)]
    assert [each for each in spelled if "." in each] == expected


def test_what_a_file_exports_is_pyodide_by_its_type(tmp_path: Path) -> None:
    write(tmp_path, "py.ts", IMPORT + "export let p: PyodideInterface;\nexport function get(): PyodideInterface { return p; }\n")
    path = write(tmp_path, "a.ts", "import { get, p } from './py.ts';\np.version;\nget().version;\n")
    project, source = Project(), Source.read(str(path), path.read_bytes())
    found = Receivers(source, Imported(project, project.add(path, source)))
    assert {(item.node.text, item.evidence.why) for item in found.found()} == {
        (b"p", Why.IMPORTED),
        (b"get()", Why.IMPORTED),
    }


def test_the_type_of_a_key() -> None:
    text = "interface Api { go(): void }\nfunction f(a: { api: Api }) {}\n"
    module = Module(Path("a.ts"), Source.read("a.ts", text.encode()))
    name = module.source.root.descendant_for_byte_range(text.index("a:"), text.index("a:") + 1)
    assert name is not None
    binding = module.source.scopes.binding_at(name.start_byte)
    assert binding is not None
    types = typed_keys(module)
    assert [form.kind for form in types.forms(Member(Variable(binding), "api"))] == ["object"]
    assert types.forms(Member(Variable(binding), "other")) == []


PROPERTIES = {
    "a plain parameter": ("class A { constructor(pyodide: number) {} m() { this.pyodide.version; } }", ["this.pyodide.version"]),
    "a parameter of a method": ("class A { m(pyodide: number) { this.pyodide.version; } }", ["this.pyodide.version"]),
    "a parameter that declares the field": ("class A { constructor(private pyodide: number) {} m() { this.pyodide.version; } }", ["pyodide =", "this.pyodide.version"]),
    "with a default": ("class A { constructor(readonly pyodide = get()) {} m() { this.pyodide.version; } }", ["pyodide =", "this.pyodide.version"]),
    "a program on the parameter": ("class A { constructor(private py: any) { py.runPython('x'); } m() { this.py.version; } }", ["py.runPython", "this.py.version"]),
    "a program on the field": ("class A { constructor(private py: any) {} m() { this.py.runPython('x'); } }", ["this.py.runPython"]),
}  # fmt: skip


@pytest.mark.parametrize("name", PROPERTIES)
def test_parameters_that_declare_fields(name: str) -> None:
    text, expected = PROPERTIES[name]
    assert shown(text) == expected


def test_types_that_name_one_another_are_walked_where_the_code_goes() -> None:
    """Each of fifty interfaces has all of them as members: there are too many ways to Pyodide to walk each."""
    names = range(50)
    members = " ".join(f"m{name}: T{name};" for name in names)
    types = "".join(f"interface T{name} {{ py: PyodideInterface; {members} }}\n" for name in names)
    wide = " ".join(f"w{name}: T1;" for name in range(2000))
    text = f"{IMPORT}{types}interface Wide {{ {wide} }}\nfunction f(a: T0, b: Wide) {{ a.m1.m2.m3.py.version; b.w1999.py.version; a.m1.version; }}\n"
    assert shown(text) == ["a.m1.m2.m3.py.version", "b.w1999.py.version"]


def test_explain_and_json_say_that_the_type_does(tmp_path: Path) -> None:
    write(tmp_path, "a.ts", IMPORT + "export const f = (p: PyodideInterface) => p.version;\n")
    assert "its type says that it is Pyodide (line 2)" in invoke(tmp_path, "explain", "a.ts:2").text
    assert '"kind": "typed"' in invoke(tmp_path, "migrate", "--format", "json", ".").text
    assert "`version`" in invoke(tmp_path, "check", ".").text, "a file with nothing but the type is looked at"
