import type { Database } from '../database/open.ts';
import type { HistoryOf } from '../module.ts';
import { checks } from './checks.ts';
import { fact } from './facts.ts';
import * as store from './history-store.ts';

const tones = { passed: 'ok', failed: 'bad', incomplete: undefined } as const;

/** 在线验证 in 对接历史 (R10): each run that is over, with what it came to. */
export const verificationHistory = ({ db }: { db: Database }): HistoryOf => ({
  key: 'verification',
  title: '在线验证',
  of: async (asked) =>
    (await store.linesOf(db, asked)).map(({ id, at, clientId, application, state, number, passed }) => {
      const tone = tones[state];
      return {
        ...{ id, at, clientId, href: `/console/verification/${encodeURIComponent(clientId)}/${id}` },
        says: fact('verification.in_history', {
          application,
          number,
          passed,
          all: checks.length,
          isPass: state === 'passed',
        }),
        ...(tone !== undefined && { tone }),
      };
    }),
});
