import { parseArgs } from 'node:util';
import { liveThroughAMonth } from '../resources/sources/month.ts';
import type { Drill } from './run.ts';
import { readMany } from './source-items.ts';

export const drill: Drill = {
  about:
    '[--seed 1] [--steps 4320] [--every 10] [--only Outlook]: a month in which seven systems of halls change and fail; [--items 5000]: so many in one source, and logins meanwhile',
  async run(options, say) {
    const { values } = parseArgs({
      args: [...options],
      options: {
        seed: { type: 'string', default: '1' },
        steps: { type: 'string', default: '4320' },
        every: { type: 'string', default: '10' },
        only: { type: 'string' },
        items: { type: 'string' },
      },
    });
    if (values.items !== undefined) return readMany(Number(values.items), say);
    const figures = await liveThroughAMonth('test/drills/sources.test.ts', {
      ...{
        seed: Number(values.seed),
        steps: Number(values.steps),
        every: Number(values.every),
        only: values.only,
        say,
      },
    });
    const { steps, readings, changes, outages, compared, statuses } = figures;
    say(
      `${steps} steps, ${readings} readings, ${changes} changes, ${outages} outages; ${compared} times compared, 0 differences`,
    );
    say(`answers by status: ${JSON.stringify(statuses)}`);
  },
};
