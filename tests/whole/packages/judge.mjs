/**
 * Answers a question on each line, as JSON: does a text compile, and do names of a text still mean what they meant?
 *
 * The scopes are those of eslint-scope, from the folder of packages that the command line names; without one, names are
 * not looked at.
 */

import { createRequire } from 'node:module';
import readline from 'node:readline';
import vm from 'node:vm';

const require = process.argv[2] ? createRequire(`${process.argv[2]}/`) : null;
const acorn = require?.('acorn');
const scopes = require?.('eslint-scope');

function compiles(text, isModule) {
    try {
        if (isModule) new vm.SourceTextModule(text);
        else vm.compileFunction(text.replace(/^#!/, '//'), ['exports', 'require', 'module', '__filename', '__dirname']);
        return null;
    } catch (error) {
        return `${error.name}: ${error.message}`;
    }
}

/** Each use of a name: where it is, its name, and where what it means is declared, null for a global. */
function uses(text, isModule) {
    const options = { ecmaVersion: 'latest', sourceType: isModule ? 'module' : 'script', allowHashBang: true, ranges: true,
        allowReturnOutsideFunction: true };
    const tree = acorn.parse(text, options);
    const manager = scopes.analyze(tree, { ecmaVersion: 2022, sourceType: isModule ? 'module' : 'commonjs', nodejsScope: !isModule });
    const found = new Map();
    for (const scope of manager.scopes) {
        for (const reference of scope.references) {
            const { name, range } = reference.identifier;
            const declared = reference.resolved?.defs[0]?.name?.range[0];
            found.set(range[0], { name, declared: declared ?? (reference.resolved ? 'implicit' : null) });
        }
    }
    return found;
}

/** What differs in what names mean; edits are [start, end, length of the new text], in units of the text. */
function differences(before, after, edits, isModule) {
    if (!acorn) return [];
    const old = uses(before, isModule);
    const now = uses(after, isModule);
    const globals = new Set([...old.values()].filter((use) => use.declared === null).map((use) => use.name));
    const moved = (at) => {
        let shift = 0;
        for (const [start, end, length] of edits) {
            if (at >= end) shift += length - (end - start);
            else if (at >= start && at < end) return 'edited';
        }
        return at + shift;
    };
    let shift = 0;
    const written = edits.map(([start, end, length]) => {
        const at = start + shift;
        shift += length - (end - start);
        return [at, at + length];
    });
    const isNew = (at) => written.some(([first, last]) => at >= first && at < last);
    const same = (one, other) => {
        if (typeof one !== 'number') return one === other;
        const place = moved(one);
        return place === 'edited' ? typeof other === 'number' && isNew(other) : place === other;
    };
    const found = [];
    for (const [at, use] of old) {
        const place = moved(at);
        if (place === 'edited') continue;
        const other = now.get(place);
        if (!other || other.name !== use.name || !same(use.declared, other.declared)) {
            found.push(`${use.name} at ${at} meant what is declared at ${use.declared}, and now ${other?.name} at ${other?.declared}`);
        }
    }
    for (const [at, use] of now) {
        if (isNew(at) && use.declared === null && !globals.has(use.name) && !['JSON', 'Object', 'Array', 'Math', 'console', 'Map'].includes(use.name)) {
            found.push(`${use.name} at ${at} of the new text is declared nowhere`);
        }
    }
    return found;
}

for await (const line of readline.createInterface({ input: process.stdin })) {
    const { text, isModule, before, edits } = JSON.parse(line);
    let answer;
    try {
        const fault = compiles(text, isModule);
        const meant = !fault && before !== undefined ? differences(before, text, edits, isModule) : [];
        answer = { fault, meant };
    } catch (error) {
        answer = { fault: null, meant: [], unjudged: String(error) };
    }
    process.stdout.write(`${JSON.stringify(answer)}\n`);
}
