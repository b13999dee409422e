import { parseArgs } from 'node:util';
import { loseACity, twoCities } from './machine/cities.ts';
import { withSite } from './machine/site.ts';
import type { Drill } from './run.ts';

/** `--cut 2000`: so long its nodes still serve before their plug is pulled, while nothing of it reaches the other city. */
export const drill: Drill = {
  about: 'two cities as in docs/operating.md: the one that serves is lost, the other one is taken, and it comes back',
  async run(options, say) {
    const { values } = parseArgs({ args: [...options], options: { cut: { type: 'string', default: '2000' } } });
    await withSite(say, async ({ machine, hasPatroni }) => {
      if (hasPatroni) await loseACity(await twoCities(machine, say), Number(values.cut), say);
    });
  },
};
