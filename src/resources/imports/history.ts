import type { Database } from '../../database/open.ts';
import { factsOf } from '../../fact.ts';
import type { HistoryOf } from '../../review/history.ts';
import * as store from './history-store.ts';
import { type State, states } from './import.ts';

type Batch = { number: string; channel: string };

export type ImportHistoryFacts = {
  'history.batch': Batch & { state: string; good: number; bad: number };
};

const fact = factsOf<ImportHistoryFacts>();
const tones: Partial<Record<State, 'ok' | 'bad'>> = { done: 'ok', failed: 'bad' };

/** 批量导入: each batch with its result. */
export const importHistory = ({ db, titleOf }: { db: Database; titleOf: (channel: string) => string }): HistoryOf => ({
  key: 'imports',
  title: '批量导入',
  of: async (asked) =>
    (await store.linesOf(db, asked)).map(({ id, at, number, channel, state, good, bad, clientId }) => {
      const tone = tones[state];
      return {
        ...{ id, at, href: `/console/resources/imports/${id}` },
        says: fact('history.batch', { number, channel: titleOf(channel), state: states[state], good, bad }),
        ...(tone !== undefined && { tone }),
        ...(clientId !== undefined && { clientId }),
      };
    }),
});
