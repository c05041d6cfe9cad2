"""As much of NumPy as environments and programs of the fixture use; npm's Pyodide has none.

Arrays export a buffer of their shape, so that ``toJs()`` makes typed arrays of them as it does of NumPy's.
"""

import math
import random as _python

_FORMATS = {"float32": "f", "float64": "d", "uint8": "B", "uint32": "I", "int64": "q"}


class generic:
    """A scalar: no subclass of int or float, so that ``json`` refuses it, as it refuses NumPy's."""

    format = "d"

    def __init__(self, value=0):
        self._held = _cast(value, self.format)

    def __buffer__(self, flags):
        return memoryview(memoryview(bytearray(_packed([self._held], self.format))).cast("B")).cast(
            self.format, shape=[]
        )

    def item(self):
        return self._held

    def __float__(self):
        return float(self._held)

    def __int__(self):
        return int(self._held)

    def __eq__(self, other):
        return self._held == (other.item() if isinstance(other, generic) else other)

    def __hash__(self):
        return hash(self._held)

    def __repr__(self):
        return f"{type(self).__name__}({self._held!r})"


class float32(generic):
    format = "f"


class uint8(generic):
    format = "B"


class uint32(generic):
    format = "I"


class int64(generic):
    format = "q"


class float64(float):
    """NumPy's is a float too."""

    format = "d"


def _packed(values, code):
    import array as _array

    return _array.array(code, values).tobytes()


def _cast(value, code):
    import struct

    value = value.item() if isinstance(value, generic) else value
    if code in "fd":
        return struct.unpack(code, struct.pack(code, float(value)))[0]
    bits = struct.calcsize(code) * 8
    whole = int(value) & ((1 << bits) - 1)
    return whole - (1 << bits) if code.islower() and whole >> (bits - 1) else whole


class ndarray:
    def __init__(self, shape, dtype, values):
        self.shape = tuple(shape)
        self.dtype = dtype
        # What the generator gives is in range: its 624 words are asked for at every turn.
        self._values = values if isinstance(values, tuple) else [_cast(value, dtype.format) for value in values]

    def __buffer__(self, flags):
        return memoryview(bytearray(_packed(self._values, self.dtype.format))).cast(
            self.dtype.format, shape=list(self.shape)
        )

    def __len__(self):
        return self.shape[0]

    def __iter__(self):
        return iter(self.tolist())

    def reshape(self, shape):
        if shape != -1:
            raise NotImplementedError("the stand-in flattens only")
        return ndarray((len(self._values),), self.dtype, self._values)

    def astype(self, dtype):
        return ndarray(self.shape, dtype, self._values)

    def tolist(self):
        def rows(shape, values):
            if len(shape) == 1:
                return list(values)
            size = math.prod(shape[1:])
            return [rows(shape[1:], values[i * size : (i + 1) * size]) for i in range(shape[0])]

        return rows(self.shape, self._values)

    def __repr__(self):
        return f"array({self.tolist()!r}, dtype={self.dtype.__name__})"


def array(values, dtype=float64):
    if isinstance(values, ndarray):
        return values.astype(dtype)
    shape, flat = [], [values]
    while flat and isinstance(flat[0], (list, tuple)):
        shape.append(len(flat[0]))
        flat = [item for row in flat for item in row]
    return ndarray(shape or (len(flat),), dtype, flat)


class _Random:
    """The global generator: Python's Mersenne Twister under NumPy's names."""

    def __init__(self):
        self._source = _python.Random(0)

    def seed(self, seed=None):
        if isinstance(seed, (float, str)):
            raise TypeError(f"Cannot cast scalar from dtype('{type(seed).__name__}') to dtype('int64')")
        if seed is not None and not 0 <= seed < 2**32:
            raise ValueError("Seed must be between 0 and 2**32 - 1")
        self._source.seed(seed)

    def random(self):
        return self._source.random()

    def randint(self, low, high=None):
        return self._source.randrange(low) if high is None else self._source.randrange(low, high)

    def get_state(self):
        _, words, _ = self._source.getstate()
        return ("MT19937", ndarray((624,), uint32, words[:624]), words[624], 0, 0.0)

    def set_state(self, state):
        name, keys, position = state[:3]
        if name != "MT19937":
            raise ValueError("set_state can only be used with legacy MT19937 state instances.")
        words = keys.tolist() if isinstance(keys, ndarray) else list(keys)
        if len(words) != 624:
            raise ValueError("state must contain 624 words")
        self._source.setstate((3, (*words, position), None))


random = _Random()
