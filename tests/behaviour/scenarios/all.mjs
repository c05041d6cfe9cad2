/** Every scenario: { site, through, name, env, config, raises, act }. */

import { seed } from './seed.mjs';

export const scenarios = [...seed];
