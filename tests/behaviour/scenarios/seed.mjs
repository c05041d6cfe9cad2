/** Site 3: the generators are seeded. */

import { scenario } from './table.mjs';

const SEEDS = [7, 0, 1, 4294967295, true];
const REFUSED = [
    [-1, 'Seed must be between'],
    [4294967296, 'Seed must be between'],
    [1.5, 'Cannot cast'],
];

export const seed = [
    ...SEEDS.map((value) => [value, null]),
    ...REFUSED,
].map(([value, raises]) =>
    scenario({
        site: 3,
        name: `seed ${value}`,
        raises,
        act: (game) => game.seedPythonEnvironment(value),
    }),
);
