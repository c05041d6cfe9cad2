"""The boundary in TypeScript, written as in `cases.py`. What is only a type is never a use, and hides none.

A parameter property is an assignment to the member of its name, as TypeScript compiles it. Abstract and declared members
are types; a field without a value is a field, as with `useDefineForClassFields`.
"""

from __future__ import annotations

# Statements of `class Game { async act(o, k, v) { … } }`.
STATEMENTS: dict[str, tuple[str, ...]] = {
    # -- non-null
    "non-null": ("return «this.pyodide»!;", "read"),
    "a member of a non-null": ("return «this.pyodide!.version»;", "read version"),
    "a non-null this": ("return «this!.pyodide»;", "read"),
    "a call of a non-null member": ("return «this.pyodide!.toPy»!(o!)!;", "call toPy"),
    "non-null twice": ("return «this!!.pyodide!!.version»!!;", "read version"),
    "a non-null in brackets": ("return «this!['pyodide'!]!['version'!]»!;", "read version"),
    "a non-null behind an optional member": ("return «this?.pyodide!.version»;", "read version"),
    "an optional member of a non-null": ("return «this.pyodide!?.toPy»!?.(o);", "call toPy"),
    "a non-null in parentheses": ("return «(this.pyodide!).toPy»(o);", "call toPy"),
    "a member of a member that is non-null": ("return «this.pyodide.globals»!.get('x')!.y;", "read globals"),
    "a non-null that is negated twice": ("return !!«this.pyodide»!;", "read"),
    "a non-null that is assigned": ("«this.pyodide»! = o;", "assign", "left"),
    "a non-null that is counted": ("«this.pyodide»!++;", "assign", "left"),
    "a non-null element of a pattern": ("[«this.pyodide»!] = [o];", "assign", "left"),
    "a non-null of another member": ("return this.#pyodide!.load(this.pyodides!.x!);",),
    # -- as, <T> and satisfies
    "as": ("return «this.pyodide» as P;", "read"),
    "as twice": ("return «(this.pyodide as unknown as P).toPy»(o);", "call toPy"),
    "this as another": ("return «(this as any).pyodide»;", "read"),
    "this as another, in brackets": ("return «(this as any)['pyodide'].version»;", "read version"),
    "this as another, optional": ("return «(this as any)?.pyodide?.version»;", "read version"),
    "a cast": ("return <P>«this.pyodide»;", "read"),
    "a cast that is called": ("return «(<any>this.pyodide).toPy»(o);", "call toPy"),
    "a cast of this": ("return «(<any>this).pyodide»;", "read"),
    "satisfies": ("return «this.pyodide» satisfies P;", "read"),
    "satisfies in the middle": ("return «(this.pyodide satisfies P as P).version»;", "read version"),
    "a key with as": ("return «this['pyodide' as keyof this]»;", "read"),
    "a key with as const": ("return «this['pyodide' as const]»;", "read"),
    "a key with a cast": ("return «this[<'pyodide'>'pyodide']»;", "read"),
    "a key in a constant with as const": ("const key = 'pyodide' as const;\nreturn «this[key]»;", "read"),
    "a key in a constant with a type": ("const key: keyof Game = 'pyodide';\nreturn «this[key]»;", "read"),
    "a key that is joined with as": ("return «this[('pyo' as string) + 'dide']»;", "read"),
    "another key with as": ("return this['worker' as 'pyodide'];",),
    "assigned with as": ("(«this.pyodide» as any) = o;", "assign", "left"),
    "assigned with a cast": ("(<any>«this.pyodide») = o;", "assign", "left"),
    "assigned on this as another": ("«(this as any).pyodide» = o;", "assign", "left"),
    "assigned from as": ("«this.pyodide» = o as unknown as P;", "assign", "left"),
    "deleted on this as another": ("delete «(this as any).pyodide»;", "read"),
    "an argument with as": ("return o.load(«this.pyodide» as P, <P>«this.pyodide»);", "read", "read"),
    "a template with as": ("return `${«this.pyodide.version» as string}`;", "read version"),
    "a program with as": ("return «this.pyodide.runPythonAsync»(`1` as string);", "call runPythonAsync"),
    "a program with a cast": ("return «this.pyodide.runPythonAsync»(<string>`1`)!;", "call runPythonAsync"),
    "what is called as another": ("return («this.pyodide.toPy» as Function)(o);", "call toPy"),
    "Reflect of this as another": ("return «Reflect.get(this as any, 'pyodide' as string)»;", "read"),
    "Object.assign to this as another": ("Object.assign(this as any, { «pyodide: o» } as Partial<Game>);", "assign", "left"),
    "variables named like the words": (
        "const as = «this.pyodide», satisfies = «as»;\nreturn «satisfies» as any;",
        "alias", "alias", "read",
    ),
    # -- generics
    "a call with type arguments": ("return «this.pyodide.toPy»<P>(o);", "call toPy"),
    "an awaited call with type arguments": ("const x = await «this.pyodide.runPythonAsync»<string>(`1`);", "call runPythonAsync"),
    "an awaited call with many type arguments": (
        "await «this.pyodide.runPythonAsync»<Map<string, Array<P>>, [a: 1]>(`1`);",
        "call runPythonAsync",
    ),
    "an awaited call on a name with type arguments": (
        "const py = «this.pyodide»;\nawait «py.runPythonAsync»<string>(`1`);",
        "alias", "call runPythonAsync",
    ),
    "an optional call with type arguments": ("return «this.pyodide.toPy»?.<P>(o);", "call toPy"),
    "made anew with type arguments": ("return new «this.pyodide.FFI»<P, string>(o);", "read FFI"),
    "a tag with type arguments": ("return «this.pyodide.runPython»<string>`1`;", "call runPython"),
    "a function with its type arguments": ("const give = «this.pyodide.toPy»<string>;\nreturn give(o);", "read toPy"),
    "a comparison that looks like type arguments": ("return «this.pyodide.size» < v && o > (k);", "read size"),
    "a generic arrow": ("return <T,>(a: T): T => a ?? «this.pyodide»;", "read"),
    "a generic async arrow": ("return async <T extends P>(a: T): Promise<T> => { await «this.pyodide.load»<T>(a); return a; };", "call load"),
    # -- names with types
    "a name with a type": ("const py: P = «this.pyodide»;\n«py.load»();", "alias", "call load"),
    "a name with a type that is asserted": ("const py = «this.pyodide» as P;\n«(py as any).load»();", "alias", "call load"),
    "a name of a non-null": ("const py = «this.pyodide»!;\n«py!.load»!();", "alias", "call load"),
    "a name that is assigned for certain": ("let py!: P;\npy = «this.pyodide»;\n«py.load»();", "alias", "call load"),
    "a name of this with a type": ("const self: this = this;\nreturn «self.pyodide.version»;", "read version"),
    "a name of this as another": ("const self = this as unknown as Game;\nreturn «self.pyodide.version»;", "read version"),
    "taken out with a type": ("const { «pyodide» }: { pyodide: P } = this;\nreturn «pyodide.version»;", "destructure", "read version"),
    "taken out of this as another": ("const { «pyodide: py» } = this as any;\n«py.load»();", "destructure", "call load"),
    "taken out of a cast": ("const { «pyodide» = o as P } = <any>this;\n«pyodide!.load»();", "destructure", "call load"),
    "a parameter with a type and a default": ("return (py: P = «this.pyodide», more?: P) => «py»;", "alias", "read"),
    "a name of a loop with as": ("for (const py of [«this.pyodide»] as P[]) «py.load»();", "alias", "call load"),
    "a parameter with a type of a function that is called here": ("((py: P): void => { «py.load»(); })(«this.pyodide»!);", "call load", "alias"),
    # -- types alone
    "a type of the member": ("type A = typeof this.pyodide;\nlet a: typeof this.pyodide.version | undefined;",),
    "an indexed type": ("let a: this['pyodide'] | Game['pyodide'];\nreturn a!;",),
    "members of types": ("type A = { pyodide: P; load(pyodide: P): void };\ninterface B { readonly pyodide?: P }\nreturn o as A & B;",),
    "text in types": ("let a: 'this.pyodide.toPy()' | `${string}this.pyodide`;",),
    "a type of the name": ("type pyodide = string;\nconst a: pyodide = o;\nreturn a;",),
    "a declared function": ("declare function pyodide(this: Game): void;\nreturn pyodide as any;",),
    "types that hold a name": ("const py = «this.pyodide»;\ntype A = typeof py;\nlet b: typeof py.load;\nreturn b!;", "alias"),
    "a predicate": ("const is = (a: any): a is this['pyodide'] => !!a;\nreturn is(o);",),
    "a type between parts of a chain": ("return «this.pyodide /* as */ !\n    ./* P */version»;", "read version"),
}  # fmt: skip

# Whole files.
FILES: dict[str, tuple[str, ...]] = {
    # -- fields
    "a field that is assigned for certain": ("class Game { private «pyodide»!: P; }", "assign Game.pyodide", "left"),
    "a field with a type and a value": ("class Game { protected readonly «pyodide»: P | null = null; }", "assign Game.pyodide", "left"),
    "an optional field": ("class Game { public «pyodide»?: P; }", "assign Game.pyodide", "left"),
    "a static field with modifiers": ("class Game { private static override readonly «pyodide»: P; }", "assign Game.pyodide", "left"),
    "a declared field": ("class Game { declare pyodide: P; declare private readonly pyodide2: P; }",),
    "an abstract field": ("abstract class Game { abstract pyodide: P; protected abstract readonly pyodide2?: P; }",),
    "a declared field that is used": ("class Game { declare pyodide: P; act() { return «this.pyodide!.version»; } }", "read version"),
    "a field that a kept method lives on": (
        "class Game { private «pyodide»!: P; private performRollback(): P { return «this.pyodide»; } }",
        "assign Game.pyodide", "provided", "read Game.performRollback", "kept",
    ),
    "a field with a decorator": ("class Game { @Input({ required: true }) «pyodide»!: P; }", "assign Game.pyodide", "left"),
    "a field that is an accessor": ("class Game { accessor «pyodide»: P = load(); }", "assign Game.pyodide", "left"),
    "a field named like a modifier": ("class Game { declare = 1; readonly = «this.pyodide»; static async get() { return «this.pyodide»; } }", "read Game.readonly", "read Game.get"),
    "a value of a field with a type": ("class Game { private readonly run: () => P = () => «this.pyodide»!; }", "read Game.run"),
    "an index signature": ("class Game { [pyodide: string]: any; readonly [key: number]: P; act() { return «this.pyodide»; } }", "read"),
    "an accessor with types": (
        "class Game { get «pyodide»(): P { return this.py!; } set «pyodide»(py: P) { this.py = py; } private py?: P; }",
        "assign Game.pyodide", "left", "assign Game.pyodide", "left",
    ),
    "an abstract accessor": ("abstract class Game { abstract get pyodide(): P; abstract set pyodide(py: P); act() { return «this.pyodide»; } }", "read"),
    # -- parameter properties
    "a parameter property": ("class Game { constructor(private «pyodide»: P) {} }", "assign Game.constructor", "left"),
    "a parameter property with two modifiers": ("class Game { constructor(o: P, protected readonly «pyodide»: P) { o(); } }", "assign Game.constructor", "left"),
    "a parameter property that is only readonly": ("class Game { constructor(readonly «pyodide»?: P) {} }", "assign Game.constructor", "left"),
    "a parameter property with a default": ("class Game { constructor(public «pyodide»: P | null = null) {} }", "assign Game.constructor", "left"),
    "a parameter property that overrides": ("class Game extends Base { constructor(protected override «pyodide»: P) { super(pyodide); } }", "assign Game.constructor", "left"),
    "a parameter property with a decorator": ("class Game { constructor(@Inject(PYODIDE) private readonly «pyodide»: P) {} }", "assign Game.constructor", "left"),
    "a parameter property that is used": (
        "class Game { constructor(private «pyodide»: P) {} act() { return «this.pyodide.version»; } }",
        "assign Game.constructor", "provided", "read version",
    ),
    "a parameter property that a kept method lives on": (
        "class Game { constructor(private «pyodide»: P) {} performRollback() { return «this.pyodide»; } }",
        "assign Game.constructor", "provided", "read Game.performRollback", "kept",
    ),
    "parameter properties of other names": ("class Game { constructor(private worker: W, public pyodides: P[], readonly url = 'pyodide') {} }",),
    "a parameter that is no property": ("class Game { constructor(pyodide: P, { pyodide: b }: { pyodide: P }) { b(pyodide); } }",),
    "a parameter that is assigned": ("class Game { constructor(pyodide: P) { «this.pyodide» = pyodide!; } }", "assign Game.constructor", "left"),
    # -- classes
    "an abstract class": (
        "export abstract class Game<T extends P = P> extends Base<T> implements A, B<'pyodide'> {\n    abstract act(): T;\n    protected abstract pyodide: T;\n    run(): T { return «this.pyodide»; }\n}",
        "read Game.run",
    ),
    "an abstract class by default": ("export default abstract class Game { act() { return «this.pyodide»; } }", "read"),
    "a generic class expression": ("const Game = class<T> extends Base<T> { act(): T { return «this.pyodide»; } };", "read"),
    "a mixin": (
        "function mix<T extends new (...a: any[]) => {}>(B: T) { return class Game extends B { act() { return «this.pyodide»; } }; }",
        "read",
    ),
    "what a generic class extends": ("class Outer { act() { return class extends mix<P>(«this.pyodide»)<P> {}; } }", "read Outer.act"),
    "a declared class": ("declare class Game { pyodide: P; constructor(pyodide: P); performRollback(): void; get a(): P; }",),
    "a method with modifiers": ("class Game extends Base { protected override async act<T>(a?: T): Promise<T> { return «this.pyodide»!; } }", "read"),
    "a private static method": ("class Game { private static act(): P { return «this.pyodide»; } }", "read"),
    "a decorated class": ("@Component({ selector: 'game' })\nexport class Game { @bound act(@Arg('a') a: P) { return «this.pyodide»; } }", "read"),
    "a decorator with type arguments": ("class Game { act() { return class { @wrap<P>(«this.pyodide» as P) method() {} }; } }", "read"),
    "a name with types across methods": (
        "let py: P | undefined;\nclass Game {\n    act(): void { py = «this.pyodide»; }\n    run(): string { return «py!.version»; }\n}",
        "alias", "read version Game.run",
    ),
    # -- overloads
    "overloads of a method": (
        "class Game {\n    act(): P;\n    act(a: string): void;\n    act(a?: string) { return «this.pyodide»; }\n}",
        "read",
    ),
    "overloads of the name": ("class Game { pyodide(): P;\n    «pyodide»(a?: string): P { return load(a); } }", "assign Game.pyodide", "left"),
    "overloads of a function": ("function act(): P;\nfunction act(a: P): P;\nfunction act(this: any, a?: P) { return «this.pyodide.version»; }", "read version ."),
    "overloads of a constructor": (
        "class Game { constructor();\n    constructor(py: P);\n    constructor(py?: P) { «this.pyodide» = py!; } }",
        "assign Game.constructor", "left",
    ),
    "overloads of a kept method": (
        "class Game {\n    performRollback(): void;\n    performRollback(frame: number): void;\n    performRollback(frame?: number) { «this.pyodide!.load»(frame); }\n}",
        "call load Game.performRollback", "kept",
    ),
    # -- kept methods
    "a kept method with types": (
        "class Game { private async performRollback<T>(this: Game, frame: number): Promise<T> { return «this.pyodide.runPythonAsync»<T>(`1`); } }",
        "call runPythonAsync Game.performRollback", "kept",
    ),
    "a kept method that overrides": (
        "class Game extends Base { protected override _performFastForward(): P { return «this.pyodide»!; } }",
        "read Game._performFastForward", "kept",
    ),
    "an abstract kept method": ("abstract class Game { abstract performRollback(): void; act() { return «this.pyodide»; } }", "read"),
    "an assignment that only an abstract kept method could live on": (
        "abstract class Game { act() { «this.pyodide» = 1; } abstract performRollback(): void; }",
        "assign", "left",
    ),
    "a kept method of an interface": ("interface Game { performRollback(): P }\nclass Duel { act() { return «this.pyodide»; } }", "read Duel.act"),
    # -- functions
    "a this parameter": ("function act(this: Game): string { return «this.pyodide.version»; }", "read version ."),
    "a this parameter of a function in a method": ("class Game { act() { return function (this: Game, a: P) { return a ?? «this.pyodide»; }; } }", "read"),
    "a this parameter alone": ("export function act(this: { pyodide: P }): void {}",),
    "a free function with types": ("async function act<T>({ a, b = 1 }: { a: T; b?: number }): Promise<T> { return «this.pyodide.toPy»<T>(a, b)!; }", "call toPy ."),
    "an object with types": ("const game: Game = { act<T>(a: T): T { return a ?? «this.pyodide»; } } satisfies Partial<Game> as Game;", "read .act"),
    # -- what the grammar does not know
    "a static accessor": ("class Game {\n    static accessor «pyodide» = 1;\n    act() { return «this.pyodide»; }\n}", "assign Game.pyodide", "left", "read"),
    "a method named accessor": ("class Game {\n    accessor() { return «this.pyodide»; }\n}", "read Game.accessor"),
    "a method named abstract": ("class Game {\n    abstract() { return «this.pyodide»; }\n}", "read Game.abstract"),
    "a static index signature": ("class Game {\n    static [key: string]: P;\n    act() { return «this.pyodide»; }\n}", "read"),
    "a variance": ("class Game<in out T> { act() { return «this.pyodide»; } }", "read"),
    "a list of imported types": ("class Game { all: import('./a.js').A[]; act(a: import('./a.js').A[]) { return «this.pyodide»; } }", "read"),
    "a base of an imported type": ("class Game extends Base<import('./a.js').A> { act() { return «this.pyodide»; } }", "read"),
    "an argument of an imported type": ("class Game { act() { return f<import('./a.js').A>(«this.pyodide»).b; } }", "read"),
    "a list of an imported interpreter": ("let all: import('pyodide').PyodideInterface[];\n«all[0].version»;", "read version ."),
    "a loop with using": ("class Game { act() { for (using x of y) «this.pyodide»; } }", "read"),
    # -- namespaces and enums
    "a namespace": ("namespace Games {\n    export class Game { act() { return «this.pyodide»; } }\n}", "read"),
    "a namespace in a namespace": ("export namespace A.B { namespace C { export const run = function () { return «this.pyodide»; }; } }", "read ."),
    "a module of old": ("module Games { export class Game { private act(): P { return «this.pyodide»; } } }", "read"),
    "a namespace of types": ("namespace Games { export type pyodide = P; export interface Game { pyodide: P } }",),
    "a declared namespace": ("declare namespace Games { class Game { pyodide: P; } const pyodide: P; }",),
    "a declared module": ("declare module 'game' { export class Game { pyodide: P; performRollback(): void; } }",),
    "a declared global": ("declare global { interface Window { pyodide: P } var pyodide: P; }\nexport {};",),
    "an enum": ("enum pyodide { A, B = 'pyodide'.length }\nexport const enum Key { pyodide = 'pyodide' }",),
    "a member of an enum": ("enum Key { A, Py = 'pyodide', Other = 'other' }\nclass Game { act() { return [«this[Key.Py].version», «this[Key['Py']]», this[Key.Other], this[Key.A]]; } }", "read version", "read"),
    "a member of a constant enum": ("export const enum Key { Py = 'pyodide' }\nclass Game { act() { return «this[Key.Py]»; } }", "read"),
    "an enum in a namespace": ("namespace Keys { export enum Key { Py = 'pyodide' }\nclass Game { act() { return «this[Key.Py]»; } } }", "read"),
    "an enum of two parts": ("enum Key { A = 'a' }\nenum Key { Py = 'pyodide' }\nclass Game { act() { return [«this[Key.Py]», this[Key.A]]; } }", "read"),
    "a declared enum": ("declare const enum Key { pyodide = 'pyodide' }\nclass Game { act() { return «this.pyodide»; } }", "read"),
    # -- imports and exports
    "imports of types": (
        "import type { pyodide } from './pyodide.js';\nimport type P from 'pyodide';\nimport { type pyodide as b, c } from './b.js';\nexport type { pyodide } from './pyodide.js';\nclass Game { act(a: pyodide) { return «this.pyodide»; } }",
        "read",
    ),
    "an import of old": ("import pyodide = require('./pyodide');\nimport py = Games.pyodide;\nclass Game { act() { return «this.pyodide»; } }", "read"),
    "an import of a type of old": ("import type pyodide = require('./pyodide');\nclass Game { act() { return «this.pyodide»; } }", "read"),
    "an export of old": ("class Game { act() { return «this.pyodide»; } }\nexport = Game;", "read"),
    "a declared variable": ("declare const pyodide: any;\ndeclare let a: typeof pyodide;\nclass Game { act() { return «this.pyodide»; } }", "read"),
    "a key in a declared constant": ("declare const KEYS: { pyodide: 'pyodide' };\nclass Game { act() { return this.keys(KEYS.pyodide); } }",),
    # -- layout
    "types of many lines": (
        "class Game {\n    private get: {\n        pyodide: P;\n    };\n    act(\n        a: {\n            pyodide: P\n        },\n    ): {\n        b: P\n    } {\n        return «this.pyodide»;\n    }\n}",
        "read",
    ),
    "an arrow whose type has many lines": (
        "class Game { act() { return (a: P): {\n    pyodide: P;\n} => «this.pyodide»; } }",
        "read",
    ),
    "types in other characters": ("class Game { act(a: '🐍é'): 'ü' { return ['🐍' as '🐍', «this.pyodide»] as any; } }", "read"),
    "types between lines that end with CRLF and CR": ("class Game {\r\n  act(): {\r    a: P\r\n  } {\r    return «this.pyodide»!;\r\n  }\r\n}\r\n", "read"),
    "a line that ends with a type": ("class Game { act(o) {\n    const a = o as P\n    const b = «this.pyodide» as P\n    ;[«b»].map<P>((c) => c)\n} }", "alias", "read"),
    "a type that ends where a bracket begins": ("class Game { act(o) {\n    let a: P\n    (o)\n    type B = P\n    [«this.pyodide»].map(o)\n    return a!\n} }", "read"),
    "a BOM before a type": ("\ufefftype P = { pyodide: 1 };\nclass Game { act() { return «this.pyodide»; } }", "read"),
}  # fmt: skip

# Files in TSX.
TSX: dict[str, tuple[str, ...]] = {
    "an attribute": ("class Game { act(): JSX.Element { return <Py run={«this.pyodide»!} pyodide='this.pyodide'>this.pyodide</Py>; } }", "read"),
    "an element with type arguments": ("class Game { act() { return <List<P> items={[«this.pyodide» as P]} render={(a: P): string => a.pyodide} />; } }", "read"),
    "a generic arrow beside elements": ("class Game { act = <T,>(a: T): JSX.Element => <p>{«this.pyodide.version» satisfies string}</p>; }", "read version Game.act"),
    "a callback": ("class Game { act() { return <button onClick={async (e: MouseEvent): Promise<void> => { await «this.pyodide.runPythonAsync»<string>(`1`); }}>run</button>; } }", "call runPythonAsync"),
    "text that looks like a cast": ("class Game { act() { return <any>this.pyodide</any>; } }",),
}  # fmt: skip

# What the grammar cannot read, or takes for something else: the file is an error with this line, never another program.
UNREADABLE: dict[str, tuple[str, int]] = {
    "a type that is missing": ("class Game {\n    act(): { return this.pyodide; }\n}", 2),
    "an accessor without a name": ("class Game {\n    static accessor = ;\n    act() { return this.pyodide; }\n}", 2),
    "a list that does not end": ("class Game {}\nlet all: import('./a.js').A[;\nthis.pyodide;", 2),
}

# Cases of `cases.py` that TypeScript does not take, or takes for something else.
NOT_TYPESCRIPT = frozenset({"JSX", "a comment of HTML"})
