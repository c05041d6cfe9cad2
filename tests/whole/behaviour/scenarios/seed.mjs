/** Site 3: the generators are seeded. */

import { scenario } from './table.mjs';

const SEEDS = [7, 0, 1, 4294967295];
const REFUSED = [
    [-1, 'Seed must be between'],
    [4294967296, 'Seed must be between'],
    [1.5, 'Cannot cast'],
    // What is no Python, or other Python, once it is pasted.
    [true, 'NameError'],
    [null, 'NameError'],
    [undefined, 'NameError'],
    [NaN, 'NameError'],
    ['7', null],
    ['plum', 'NameError'],
    [7n, null],
];

export const seed = [...SEEDS.map((value) => [value, null]), ...REFUSED].map(([value, raises]) =>
    scenario({
        site: 3,
        name: `seed ${typeof value} ${value}`,
        raises,
        act: async (game) => {
            try {
                return await game.seedPythonEnvironment(value);
            } finally {
                if (value === null || value === undefined) {
                    // Python seeds itself from the machine's entropy: no two runs would be alike.
                    await game.seedPythonEnvironment(5);
                }
            }
        },
    }),
);
