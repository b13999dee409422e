import { actor, type Commands, one, type Say, text, withoutUndefined } from '../command.ts';
import { fact } from './facts.ts';
import type { Regions } from './regions/regions.ts';

export const commands: Commands<{ regions: Pick<Regions, 'change'> }> = {
  'region change': {
    help: 'Enters a new region, another name, or the end of a region with what took its place. What is not given stays.',
    example: 'region change 330103 --until 2021-04-09 --replaced-by 330105',
    options: {
      name: text('its name; required for a code that is new'),
      from: text('first day, as 2026-01-01'),
      until: text('day on which it ended'),
      'replaced-by': text('code of the region that took its place'),
    },
    positionals: ['CODE'],
    work: async ({ regions }, values, [code = '']) => {
      const region = await regions.change(actor, {
        code,
        ...withoutUndefined({
          name: one(values, 'name'),
          validFrom: one(values, 'from'),
          validTo: one(values, 'until'),
          replacedBy: one(values, 'replaced-by'),
        }),
      });
      const { name, validTo, replacedBy } = region;
      const text = (say: Say) =>
        [
          region.code,
          name,
          validTo && say(fact('fields.region_until', { day: validTo })),
          replacedBy && say(fact('fields.region_now', { code: replacedBy })),
        ]
          .filter(Boolean)
          .join('  ');
      return { document: region, text };
    },
  },
};
