import { oneMachine } from './machine/one-machine.ts';
import { withSite } from './machine/site.ts';
import { watchedByPrometheus } from './prometheus.ts';
import type { Drill } from './run.ts';

export const drill: Drill = {
  about: 'Prometheus on one machine as docs/operating.md says: it reads all of a node, and every rule',
  run: (_options, say) =>
    withSite(say, async ({ machine }) => {
      const one = await machine('one');
      await oneMachine(one, say);
      await watchedByPrometheus(one, say);
    }),
};
