import type { Database } from '../database/open.ts';
import { type Fact, factsOf } from '../fact.ts';
import * as store from './workflow/history-store.ts';

/** One line of 对接历史 (R10). */
export type HistoryLine = {
  at: Date;
  /** Unique within its source. */
  id: string;
  /** The event; words/ puts it in words. */
  says: Fact;
  tone?: 'ok' | 'warn' | 'bad';
  /** It is about a whole day, which begins at `at`: no time is shown. */
  isWholeDay?: true;
  /** The application that it is about. */
  clientId?: string;
  /** Where the institution sees more. */
  href?: string;
};

export type HistoryQuery = {
  institutionId: string;
  /** Only lines about these applications; lines about no application are left out too. */
  clientIds?: readonly string[];
  from?: Date;
  /** Lines older than `at`, and with an `id` also those of that very moment that stand after this line. */
  before?: { at: Date; id?: string };
  limit: number;
};

/** A room's events about an institution, newest first: by time, and within a moment in a fixed order of its own. */
export type HistoryOf = {
  /** As the filter names it in an address. */
  key: string;
  /** As people read it: 申请与审核. */
  title: string;
  of: (asked: HistoryQuery) => Promise<readonly HistoryLine[]>;
};

export type ReviewHistoryFacts = {
  'history.sent': { kind: string; title: string };
  'history.recalled': { kind: string; title: string };
  'history.approved': { kind: string; title: string };
  'history.returned': { kind: string; title: string; reason: string };
  'history.rejected': { kind: string; title: string; reason: string };
};

const fact = factsOf<ReviewHistoryFacts>();

type Needs = { db: Database; titleOf: (kind: string) => string };

/** 申请与审核: an institution's submissions, and their outcomes. */
export const reviewHistory = ({ db, titleOf }: Needs): HistoryOf => ({
  key: 'submissions',
  title: '申请与审核',
  of: async (asked) =>
    (await store.linesOf(db, asked)).map(({ id, at, submissionId, verb, kind, title, reason, clientId }) => {
      const about = { kind: titleOf(kind), title };
      const why = { ...about, reason };
      const line = {
        at,
        id,
        href: `/console/submissions/${submissionId}`,
        ...(clientId !== undefined && { clientId }),
      };
      if (verb === 'approve') return { ...line, says: fact('history.approved', about), tone: 'ok' };
      if (verb === 'return') return { ...line, says: fact('history.returned', why), tone: 'warn' };
      if (verb === 'reject') return { ...line, says: fact('history.rejected', why), tone: 'bad' };
      return { ...line, says: fact(verb === 'recall' ? 'history.recalled' : 'history.sent', about) };
    }),
});
