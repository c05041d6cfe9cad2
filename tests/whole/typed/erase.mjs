// Erases the types of a list of texts in one process: a JSON array of [name, text] on standard input, on standard output
// an array of texts, or of { error } where a text is no TypeScript or has more than types.
import blankSpace from 'ts-blank-space';
import ts from 'typescript';

function isNoTypeScript(name, text) {
    const { parseDiagnostics: [first] } = ts.createSourceFile(name, text, ts.ScriptTarget.ESNext);
    return first && `line ${text.slice(0, first.start).split(/\r\n?|\n/).length}: ${ts.flattenDiagnosticMessageText(first.messageText, ' ')}`;
}

// `<T>x`, which ts-blank-space leaves: spaces on one line, so that what follows `return` stays on its line.
function withoutCasts(name, text) {
    const casts = [];
    const visit = (node) => {
        if (ts.isTypeAssertionExpression(node)) {
            casts.push([node.getStart(file), node.expression.getFullStart()]);
        }
        ts.forEachChild(node, visit);
    };
    const file = ts.createSourceFile(name, text, ts.ScriptTarget.ESNext, true);
    visit(file);
    for (const [start, end] of casts) {
        text = text.slice(0, start) + ' '.repeat(end - start) + text.slice(end);
    }
    return text;
}

let given = '';
for await (const piece of process.stdin.setEncoding('utf8')) {
    given += piece;
}
const results = JSON.parse(given).map(([name, text]) => {
    let error = isNoTypeScript(name, text);
    const erased = error ? '' : blankSpace(withoutCasts(name, text), (node) => {
        error ??= `more than types: ${ts.SyntaxKind[node.kind]}`;
    });
    return error ? { error } : erased;
});
process.stdout.write(JSON.stringify(results), () => process.exit(0));
