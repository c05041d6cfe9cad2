/** Values with their types: [type, items, pairs or text]. JSON alone would hide most of what a migration changes. */

function className(value) {
    const prototype = Object.getPrototypeOf(value);
    return prototype === null || prototype === Object.prototype ? 'Object' : prototype.constructor.name;
}

/**
 * The words of an error without the lines of the traceback, which name programs and not causes, and without what
 * JSON.parse quotes of the text around a fault.
 */
export function lastLine(given) {
    const text = given
        .replace(/(Unexpected token '.'), [^]* is not valid JSON/, '$1 … is not valid JSON')
        .replace(/ at position \d+( \(line \d+ column \d+\))?/, '');
    const at = text.indexOf('Traceback (most recent call last)');
    if (at < 0) {
        return text;
    }
    const lines = text.slice(at).trimEnd().split('\n');
    return `${text.slice(0, at)}… ${lines.at(-1)}`;
}

export function typed(value, depth = 0) {
    if (depth > 90) {
        return ['too deep', ''];
    }
    const inner = (held) => typed(held, depth + 1);
    if (value === null || value === undefined) {
        return [String(value), ''];
    }
    if (typeof value === 'number') {
        return ['number', Object.is(value, -0) ? '-0' : String(value)];
    }
    if (typeof value !== 'object') {
        return [typeof value, typeof value === 'function' ? 'function' : String(value)];
    }
    if (value instanceof Map) {
        return ['Map', [...value].map(([key, held]) => [inner(key), inner(held)])];
    }
    if (value instanceof Set) {
        return ['Set', [...value].map(inner)];
    }
    if (Array.isArray(value)) {
        return ['Array', value.map(inner)];
    }
    if (ArrayBuffer.isView(value)) {
        return [className(value), [...value].map(String).join(' ')];
    }
    if (value instanceof Error) {
        return [value.name, lastLine(value.message)];
    }
    if (className(value) !== 'Object') {
        return [className(value), ''];
    }
    return ['Object', Object.entries(value).map(([key, held]) => [['string', key], inner(held)])];
}
