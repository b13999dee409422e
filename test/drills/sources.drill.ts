import { parseArgs } from 'node:util';
import { liveThroughAMonth } from '../resources/sources/month.ts';
import type { Drill } from './run.ts';

export const drill: Drill = {
  about:
    '[--seed 1] [--steps 4320] [--only Outlook]: a month in which seven systems of halls change and fail, read every ten minutes',
  async run(options, say) {
    const { values } = parseArgs({
      args: [...options],
      options: {
        seed: { type: 'string', default: '1' },
        steps: { type: 'string', default: '4320' },
        only: { type: 'string' },
      },
    });
    const figures = await liveThroughAMonth('test/drills/sources.test.ts', {
      ...{ seed: Number(values.seed), steps: Number(values.steps), every: 10, only: values.only, say },
    });
    say(JSON.stringify(figures));
  },
};
