import type { SealingFacts } from '../../operations/sealing/facts.ts';
import type { Catalogue } from '../catalogue.ts';

export const facts = {
  'sealing.nodes_behind': ({ name, nodes }) =>
    `not every node knows the data key ${name} yet (${nodes}): give them the same KEYS_DIR, send SIGHUP, and try again a minute later`,
  'sealing.nodes_seal': ({ names, nodes }) =>
    `some nodes may still seal by a former key, ${names} (${nodes}): send them SIGHUP or this version, and try again a minute later`,
  'sealing.nothing_former': 'there is no former data key',
  'sealing.still_sealed': ({ places }) =>
    `a former key is still needed (${places.join(', ')}): cloud keys reseal, and try again when that is done`,
  'sealing.too_early': ({ until }) =>
    `links that were mailed within a day are opened by a former key: try again after ${until}, or say --force where it was stolen`,
  'sealing.under_way': ({ percent }) =>
    `data are being sealed anew (${percent} %): try again when that is done, cloud keys reseal shows how far it is`,
  'sealing.not_run': 'nothing was sealed anew by the present key yet: cloud keys reseal',
  'sealing.removed': ({ names }) =>
    `removed ${names.join(', ')}: a backup of the database from before now is opened by a backup of KEYS_DIR from before now alone`,
  'sealing.run': ({ state, percent, begun, finished, changed, failed }) =>
    [
      state === 'under_way' ? `under way, ${percent} %` : `${state} at ${finished}`,
      `begun ${begun}`,
      `${changed} values sealed anew`,
      ...(failed > 0 ? [`${failed} that no key opens`] : []),
    ].join('  '),
  'sealing.data_key': ({ name, phase, since, values }) => `${name}  ${phase}  since ${since}  ${values} values`,
  'sealing.lost': 'no key opens:',
  'sealing.rotated': ({ did, next, due }) =>
    [
      did === undefined ? 'no step is due' : `did: ${did}`,
      next === undefined ? 'nothing is next' : `next: promote ${next}, from ${due} on`,
    ].join('; '),
} satisfies Catalogue<SealingFacts>;
