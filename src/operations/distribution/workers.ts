import { timed } from '../../database/deadline.ts';
import type { Database } from '../../database/open.ts';
import { ask, takesWrites } from './cluster-store.ts';

/** How a server is that has a part of the tables. */
export type Worker = { name: string; state: 'well' | 'reads' | 'away' };

/** The servers of spread tables, asked whether they answer and take writes. */
export const createWorkers = (db: Database) => ({
  async look(): Promise<Worker[]> {
    const answers = await timed('readiness', () => ask(db, takesWrites));
    return answers.map(({ name, answer, succeeded }) => ({
      name,
      state: !succeeded ? 'away' : answer === 't' ? 'well' : 'reads',
    }));
  },
});
