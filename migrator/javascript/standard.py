"""Functions and methods that JavaScript has itself, by what they do: one list each, for all that asks.

A function is named by its path from the global object. A method is named without the object: who asks says on which
objects a name like it means the standard one.
"""

from __future__ import annotations

# Functions that give the same for the same, cannot fail on what code gives them, and leave no trace.
REPEATABLE = frozenset({
    "Array.isArray", "Boolean", "JSON.stringify", "Number", "Number.isFinite", "Number.isInteger", "Object.entries",
    "Object.keys", "Object.values", "String", "isFinite", "isNaN", "parseFloat", "parseInt",
    *(f"Math.{name}" for name in ("abs", "ceil", "floor", "max", "min", "round", "sign", "trunc")),
})  # fmt: skip
# Functions that only read what they are given. Their results hold nothing of it ...
TEXTS = frozenset({
    "Array.isArray", "BigInt", "Boolean", "Date.now", "Date.parse", "JSON.stringify", "Number", "Number.isFinite",
    "Number.isInteger", "Number.isNaN", "Number.isSafeInteger", "Number.parseFloat", "Number.parseInt", "Object.is",
    "Object.keys", "Object.hasOwn", "Object.isFrozen", "String", "String.fromCharCode", "Symbol", "decodeURIComponent",
    "encodeURIComponent", "isFinite", "isNaN", "parseFloat", "parseInt", "performance.now", "Reflect.has",
    "Reflect.ownKeys", "Object.getOwnPropertyNames", "ArrayBuffer.isView",
    *(f"Math.{name}" for name in (
        "abs", "acos", "asin", "atan", "atan2", "cbrt", "ceil", "cos", "exp", "floor", "fround", "hypot", "log",
        "log10", "log2", "max", "min", "pow", "random", "round", "sign", "sin", "sqrt", "tan", "tanh", "trunc",
    )),
})  # fmt: skip
# ... or are new and hold some of it.
COPIES = frozenset({
    "Array", "Array.from", "Array.of", "JSON.parse", "Object.entries", "Object.fromEntries", "Object.values", "Object",
    "Object.getPrototypeOf", "Object.getOwnPropertyDescriptor", "structuredClone", "Reflect.get", "Object.create",
    "Object.groupBy",
})  # fmt: skip
GIVING_VALUES = TEXTS | COPIES
# Classes whose objects are made without anybody noticing.
MADE = frozenset({
    "Array", "ArrayBuffer", "DataView", "Date", "Error", "Float32Array", "Float64Array", "Int16Array", "Int32Array",
    "Int8Array", "Intl.DateTimeFormat", "Intl.NumberFormat", "Map", "Number", "Object", "RangeError", "RegExp", "Set",
    "String", "TextDecoder", "TextEncoder", "TypeError", "URL", "URLSearchParams", "Uint16Array", "Uint32Array",
    "Uint8Array", "Uint8ClampedArray", "WeakMap", "WeakSet",
})  # fmt: skip
# Functions that call one of their arguments.
CALLING = frozenset({"Array.from", "JSON.parse", "JSON.stringify", "Object.groupBy"})

# Methods of lists that call their first argument.
LIST_CALLING = frozenset({
    "every", "filter", "find", "findIndex", "findLast", "findLastIndex", "flatMap", "forEach", "map", "reduce",
    "reduceRight", "some", "toSorted",
})  # fmt: skip
LIST_LOOKING = frozenset({
    "at", "concat", "flat", "includes", "indexOf", "join", "lastIndexOf", "slice", "toReversed", "toSpliced", "with",
})  # fmt: skip
LIST_WRITING = frozenset({"copyWithin", "fill", "pop", "push", "reverse", "shift", "sort", "splice", "unshift"})
# Those of lists, maps, sets and the like.
WRITING = LIST_WRITING | {"add", "append", "clear", "delete", "set"}
MAP_LOOKING = frozenset({"entries", "get", "has", "keys", "values"})
# Those of texts that search them, and of patterns.
SEARCHING = frozenset({"exec", "match", "matchAll", "replace", "replaceAll", "search", "split", "test"})
# Those of texts, numbers and dates, under names that nothing has that acts.
OF_TEXTS = frozenset({
    "charAt", "charCodeAt", "codePointAt", "endsWith", "getDate", "getDay", "getFullYear", "getHours",
    "getMilliseconds", "getMinutes", "getMonth", "getSeconds", "getTime", "getTimezoneOffset", "localeCompare",
    "padEnd", "padStart", "repeat", "startsWith", "substr", "substring", "toExponential", "toFixed",
    "toISOString", "toLocaleDateString", "toLocaleString", "toLocaleTimeString", "toLowerCase", "toPrecision",
    "toString", "toUpperCase", "trim", "trimEnd", "trimStart",
})  # fmt: skip
