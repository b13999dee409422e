import { parseArgs } from 'node:util';
import { loseACity, twoCities, waitForBoth } from './machine/cities.ts';
import { withSite } from './machine/site.ts';
import type { Drill } from './run.ts';

/** `--cut 2000`: so long its nodes still serve before their plug is pulled, while nothing of it reaches the other city. */
export const drill: Drill = {
  about:
    'two cities as in docs/operating.md: the one that serves is lost, the other one is taken, and it comes back; twice, the second time with nothing lost',
  async run(options, say) {
    const { values } = parseArgs({ args: [...options], options: { cut: { type: 'string', default: '2000' } } });
    await withSite(say, async ({ machine, hasPatroni }) => {
      if (!hasPatroni) return;
      const cities = await twoCities(machine, say);
      const cut = Number(values.cut);
      await loseACity(cities, { cut, isSynchronous: false }, say);
      await waitForBoth(cities, say);
      await loseACity(cities, { cut, isSynchronous: true }, say);
    });
  },
};
