import { backups, oneMachine } from './machine/one-machine.ts';
import { withSite } from './machine/site.ts';
import type { Drill } from './run.ts';

export const drill: Drill = {
  about: 'the backups of docs/operating.md: pg_dump and keys onto a new server, pgBackRest back to a moment',
  run: (_options, say) =>
    withSite(say, async ({ machine }) => {
      const one = await machine('one');
      await oneMachine(one, say);
      await backups(one, await machine('restored'), say);
    }),
};
