"""What Node has against texts: many in one process, so that a test need not start one for each."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence

_JUDGE = """
const vm = require('node:vm');
const { texts, module } = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
const told = texts.map((text) => {
    try {
        module ? new vm.SourceTextModule(text) : new vm.Script(text);
        return '';
    } catch (error) {
        return `${error.name}: ${error.message}`;
    }
});
process.stdout.write(JSON.stringify(told));
"""


def complaints(texts: Sequence[str], *, module: bool = False) -> list[str]:
    """What is wrong with each text as a script or as a module, an empty text where nothing is."""
    given = json.dumps({"texts": list(texts), "module": module})
    command = ["node", "--no-warnings", "--experimental-vm-modules", "-e", _JUDGE]
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=True, timeout=300)
    told: list[str] = json.loads(done.stdout)
    return told
