import type { Database } from '../../database/open.ts';
import { factsOf } from '../../fact.ts';
import type { HistoryOf } from '../../review/history.ts';
import * as store from './history-store.ts';

type Report = { application: string; day: string };

export type ReportHistoryFacts = {
  'history.day_reported': Report;
  'history.day_reported_late': Report;
  'history.day_corrected': Report & { reason: string };
};

const fact = factsOf<ReportHistoryFacts>();

/** 服务数据: each day that was reported, and each correction. */
export const reportHistory = ({ db }: { db: Database }): HistoryOf => ({
  key: 'reports',
  title: '服务数据',
  of: async (asked) =>
    (await store.linesOf(db, asked)).map(({ id, at, clientId, application, day, revision, late, reason }) => {
      const line = { id, at, clientId, href: `/console/statistics/${encodeURIComponent(clientId)}/${day}` };
      const about = { application, day };
      if (revision > 1) return { ...line, says: fact('history.day_corrected', { ...about, reason }) };
      if (late) return { ...line, says: fact('history.day_reported_late', about), tone: 'warn' };
      return { ...line, says: fact('history.day_reported', about), tone: 'ok' };
    }),
});
