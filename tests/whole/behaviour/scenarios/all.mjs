/** Every scenario, by the site under test. */

import { frames } from './frames.mjs';
import { hashes } from './hashes.mjs';
import { overlaps } from './overlaps.mjs';
import { seed } from './seed.mjs';
import { stateIn } from './state_in.mjs';
import { stateOut } from './state_out.mjs';

export const scenarios = [...seed, ...stateOut, ...stateIn, ...hashes, ...frames, ...overlaps].sort(
    (a, b) => a.site - b.site,
);

const names = scenarios.map(({ name }) => name);
const twice = names.filter((name, at) => names.indexOf(name) !== at);
if (twice.length > 0) {
    throw new Error(`two scenarios of one name: ${twice}`);
}
