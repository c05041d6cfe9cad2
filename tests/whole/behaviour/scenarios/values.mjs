/** Values that tell conversions apart, for states that Python makes and for states that JavaScript brings. */

const quoted = (text) => JSON.stringify(text);

export const HOSTILE = {
    'an apostrophe': "it's",
    'a quote': 'say "no"',
    'three apostrophes': "a'''b",
    'three quotes': 'a"""b',
    'a backslash': 'C:\\orchard\\new',
    'a last backslash': 'end\\',
    'two backslashes and a quote': "\\\\'",
    'newlines': 'one\ntwo\r\nthree',
    'a tab and a bell': '\t\u0007',
    'NUL': 'a\u0000b',
    'a hole': '${process.exit(1)}',
    'a backtick': '`',
    'braces': '{0} %s {x}',
    'Unicode': 'pomme 🍎 \u00e9 e\u0301',
    'line separators': 'a\u2028b\u2029c',
    'a statement': "'; env.step({}); '",
    'an escape': '\\u0041\\x41\\n',
};

/** Python source of states that JSON carries. */
export const STATES = {
    'plain': "{'t': 3, 'warmth': 0.25, 'on': True, 'name': 'plum', 'list': [1, 2.5, 'x']}",
    'nested': "{'t': 3, 'deep': {'x': {'y': {'z': [{'w': 1}, [[], {}]]}}}}",
    'integer keys': "{'t': 3, 'by': {0: {'x': 1}, 1: {'x': 2}}}",
    'falling integer keys': "{'t': 3, 'by': {10: 'ten', 2: 'two', 1: 'one'}}",
    'unsorted keys': "{'t': 3, 'b': 1, 'a': {'d': 1, 'c': 2}}",
    'floats': "{'t': 3, 'x': 0.1 + 0.2, 'y': 1e-12, 'z': 1e300, 'w': -0.0, 'v': 2.0}",
    'tuples': "{'t': 3, 'at': (1, (2, 3))}",
    'empty parts': "{'t': 3, 'a': {}, 'b': [], 'c': ''}",
    'a NumPy double': "{'t': 3, 'x': np.float64(0.5)}",
    ...Object.fromEntries(
        Object.entries(HOSTILE).map(([name, text]) => [`${name} in it`, `{'t': 3, 'text': ${quoted(text)}}`]),
    ),
    'a hostile key': `{'t': 3, ${quoted('k\'"\\\n')}: 1}`,
};

/** Python source of states in which the two ways of conversion part. */
export const ODD_STATES = {
    'None': "{'t': 3, 'fruit': None, 'list': [None, 1]}",
    'a large integer': "{'t': 3, 'n': 2**53 + 1}",
    'a larger integer': "{'t': 3, 'n': -(2**70), 'list': [2**64]}",
    'a None key': "{'t': 3, None: 1}",
    'a boolean key': "{'t': 3, True: 1}",
    'a float key': "{'t': 3, 2.0: 1, 2.5: 1}",
};

/** Python source of states that are not JSON, and what Python or JavaScript says of them. */
export const NOT_JSON = {
    'NaN': ["{'t': 3, 'x': float('nan')}", 'JSON'],
    'infinity': ["{'t': 3, 'x': float('inf')}", 'JSON'],
    'minus infinity': ["{'t': 3, 'x': [float('-inf')]}", 'JSON'],
    'an array': ["{'t': 3, 'x': np.array([1.0, 2.5], dtype=np.float32)}", 'not JSON serializable'],
    'a table': ["{'t': 3, 'x': np.array([[1, 2], [3, 4]], dtype=np.uint8)}", 'not JSON serializable'],
    'a NumPy scalar': ["{'t': 3, 'x': np.float32(0.5)}", 'not JSON serializable'],
    'a set': ["{'t': 3, 'x': {1, 2}}", 'not JSON serializable'],
    'bytes': ["{'t': 3, 'x': b'ab'}", 'not JSON serializable'],
};

/** States as JavaScript brings them, over a wire or from a snapshot. */
export const GIVEN = {
    'plain': { t: 5, warmth: 0.75, on: true, name: 'pear', list: [1, 2.5, 'x'] },
    'nested': { t: 5, deep: { x: { y: { z: [{ w: 1 }, [[], {}]] } } } },
    'integer keys': { t: 5, by: { 0: { x: 1 }, 1: { x: 2 } } },
    'null': { t: 5, fruit: null, list: [null, 1] },
    'unsorted keys': { t: 5, b: 1, a: { d: 1, c: 2 } },
    'floats': { t: 5, x: 0.1 + 0.2, y: 1e-12, z: 1e300, v: 2.0 },
    'minus zero': { t: 5, x: -0 },
    'empty': {},
    'empty parts': { t: 5, a: {}, b: [], c: '' },
    'a list': [1, [2], { t: 3 }],
    'safe integers': { t: 5, n: Number.MAX_SAFE_INTEGER, m: -Number.MAX_SAFE_INTEGER },
    ...Object.fromEntries(Object.entries(HOSTILE).map(([name, text]) => [`${name} in it`, { t: 5, text }])),
    'a hostile key': { 't': 5, 'k\'"\\\n': 1 },
    'a key like a prototype': JSON.parse('{"t": 5, "__proto__": {"x": 1}, "constructor": 2}'),
};

export const each = (table, make) => Object.entries(table).map(([name, value]) => make(name, value));
