"""A walk through a worker script: which of its code is reached, and with which values, as far as the source tells.

The machine runs code as an engine would, with values that may be several or unknown (`values`). Where a condition is
not known, both branches run, each from the same state, and what they change is joined. What is asynchronous runs at
once: `await` gives the value itself, and a callback that the platform is given runs with unknown arguments. `try` may
fail anywhere, so its handler runs too. A loop over what is not known runs twice.

A branch that depends on the message in a way that has no answer is *doubtful*, and so is what follows it if only one
branch leaves. A node that is only reached in doubt is not surely reached.

The parts of the walk are modules of their own (`statements`, `expressions`, `calls`, `members` lead to the others).
"""

from __future__ import annotations

from migrator.javascript.modules import Module
from migrator.worker.handlers import calls, expressions, files, members, statements
from migrator.worker.handlers.listeners import callbacks
from migrator.worker.handlers.values import Atom, Bound, Function, Thing, Unknown, Value, constant, join
from migrator.worker.handlers.walk import Stop, TooMuch, Walk

Mark = tuple[int, int, int]
_MOST_ARGUMENTS = 8  # that an exposed method is called with


class Machine(Walk):
    """Runs the code of some files, and gives them messages."""

    eval = expressions.evaluate
    run = statements.run
    apply = calls.apply
    get = members.get
    set = members.set_

    def start(self, module: Module) -> None:
        """Runs the top of a script."""
        files.load(self, module, is_script=True)
        callbacks(self, self.connecting)

    def mark(self) -> Mark:
        """The state of now, for `back`."""
        return len(self.journal), len(self.listeners), len(self.timers)

    def back(self, mark: Mark) -> None:
        """As it was at a mark, and nothing recorded."""
        self.journal.undo(mark[0])
        del self.listeners[mark[1] :]
        del self.timers[mark[2] :]
        self.forget()

    def send(self, message: Value, *, record: bool) -> None:
        """Gives every listener a message."""
        self.recording = record
        if record:
            self.steps = 0
        done = 0
        while done < len(self.listeners):
            callee, is_plain = self.listeners[done]
            done += 1
            event: Value = (Thing("object", {"data": message}, open=True, told=True),)
            if any(isinstance(atom, Unknown) for atom in callee):
                self.listener_not_read()
            if is_plain:
                event = _data_or_event(message) or join([message, event])
            if not self._tell(callee, [event]):
                break
        for callee in self.timers:  # what they do with what a listener keeps
            self._tell(callee, [])
        self.recording = False

    def call_exposed(self, name: str, *, record: bool) -> bool:
        """Calls a method of what the script exposes; whether there is one."""
        self.recording = record
        if record:
            self.steps = 0
        found = False
        for owner in self.exposed:
            callee = tuple(atom for atom in self.get(owner, constant(name)) if isinstance(atom, Function | Bound))
            if callee:
                found = True
                self._tell(callee, [(Unknown(given=True),)] * _MOST_ARGUMENTS, owner)
        self.recording = False
        return found

    def methods(self) -> list[str]:
        """The names of what the script exposes."""
        found: dict[str, None] = {}
        todo = [atom for owner in self.exposed for atom in owner if isinstance(atom, Thing)]
        for atom in todo:
            found.update(dict.fromkeys(atom.fields))
            todo += [base for base in atom.slots.get("proto", ()) if isinstance(base, Thing) and base not in todo]
        return list(found)

    def _tell(self, callee: Value, given: list[Value], this: Value = ()) -> bool:
        """Whether a call was followed to its end."""
        try:
            self.call(callee, given, this)
        except Stop:
            pass
        except (TooMuch, RecursionError):
            self.give_up()
            return False
        return True


def _data_or_event(message: Value) -> Value:
    """What `port.on('message', f)` gives, the data itself or an event, as the library wants; nothing if the message is
    not known.
    """
    found: list[Atom] = []
    for atom in message:
        if isinstance(atom, Thing):
            fields = {"data": message, **atom.fields}
            found.append(Thing(atom.kind, fields, dict(atom.slots), atom.open, atom.told))
    return tuple(found)
