"""Names that every JavaScript program has without declaring them (ECMAScript 2024, and what browsers and workers
add).
"""

GLOBALS = frozenset(
    """
    undefined NaN Infinity globalThis eval isFinite isNaN parseFloat parseInt decodeURI decodeURIComponent encodeURI
    encodeURIComponent AggregateError Array ArrayBuffer BigInt BigInt64Array BigUint64Array Boolean DataView Date Error
    EvalError FinalizationRegistry Float32Array Float64Array Function Int8Array Int16Array Int32Array Map Number Object
    Promise Proxy RangeError ReferenceError RegExp Set SharedArrayBuffer String Symbol SyntaxError TypeError Uint8Array
    Uint8ClampedArray Uint16Array Uint32Array URIError WeakMap WeakRef WeakSet Atomics Intl JSON Math Reflect arguments
    console performance structuredClone queueMicrotask setTimeout clearTimeout setInterval clearInterval
    window self document fetch URL Worker
    """.split()
)
