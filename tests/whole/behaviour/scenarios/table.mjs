/** How scenarios are written down. */

/**
 * `site` is the one under test, `through` others that run on the way. `raises` is a part of the error that the game
 * before the migration meets, thrown or logged; without it, an error there is a fault of the scenario. Where the two
 * receivers differ, it is { worker, page }.
 */
export function scenario({ site, through = [], name, env = 'scripted()', config = {}, raises = null, act }) {
    const number = String(site).padStart(2, '0');
    return { site, through, name: `${number} ${name}`, env, config, raises, act };
}
