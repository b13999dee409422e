import { parseArgs } from 'node:util';
import { backups, oneMachine, upgrade } from './machine/one-machine.ts';
import { withSite } from './machine/site.ts';
import { twoNodes } from './machine/two-nodes.ts';
import { watchedByPrometheus } from './prometheus.ts';
import type { Drill } from './run.ts';

/** `--only one` or `--only two`: one machine, or two nodes with Patroni; `--kills 30`: how often its PostgreSQL is killed before the plug is pulled. */
export const drill: Drill = {
  about:
    'docs/operating.md to the letter: one machine, Prometheus, backup, restore, upgrade and back; two nodes whose primary loses its plug',
  async run(options, say) {
    const { values } = parseArgs({
      args: [...options],
      options: { only: { type: 'string' }, kills: { type: 'string', default: '1' } },
    });
    await withSite(
      say,
      async ({ machine, hasPatroni }) => {
        if (values.only !== 'two') {
          const one = await machine('one');
          await oneMachine(one, say);
          await watchedByPrometheus(one, say);
          await backups(one, await machine('restored'), say);
          await upgrade(one, say);
        }
        if (values.only !== 'one' && hasPatroni) await twoNodes(machine, Number(values.kills), say);
      },
      values.only !== 'two',
    );
  },
};
