/** Pyodide with what scenarios need: NumPy, or a stand-in for it, and the bench. */

import { readFileSync } from 'node:fs';

import { loadPyodide } from 'pyodide';

const PACKAGES = '/lib/python3.12/site-packages';

/** `orchard` is the file of the game's own environment. */
export async function startPython({ wheels, orchard }) {
    const python = await loadPyodide(wheels ? { packageCacheDir: wheels } : {});
    const read = (name) => readFileSync(new URL(`./python/${name}`, import.meta.url), 'utf8');
    if (wheels) {
        await python.loadPackage('numpy');
    } else {
        python.FS.writeFile(`${PACKAGES}/numpy.py`, read('numpy_standin.py'));
    }
    python.FS.writeFile(`${PACKAGES}/orchard.py`, readFileSync(orchard, 'utf8'));
    python.FS.writeFile(`${PACKAGES}/bench.py`, read('bench.py'));
    return python;
}
