// Formats a list of texts in one process: a JSON array of [tool, options, text] on standard input, on standard output
// an array of texts, or of null where a tool does not take one.
import esbuild from 'esbuild';
import * as prettier from 'prettier';

let given = '';
for await (const piece of process.stdin.setEncoding('utf8')) {
    given += piece;
}
const results = [];
for (const [tool, options, text] of JSON.parse(given)) {
    try {
        const formatted = tool === 'prettier'
            ? await prettier.format(text, { parser: 'babel', ...options })
            : esbuild.transformSync(text, { loader: 'js', charset: 'utf8', logLevel: 'silent', ...options }).code;
        results.push(formatted);
    } catch (error) {
        results.push({ error: String(error.message ?? error) });
    }
}
process.stdout.write(JSON.stringify(results), () => process.exit(0));
