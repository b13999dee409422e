import type { Clock } from '../../../clock.ts';
import type { Database } from '../../../database/open.ts';
import type { HistoryLine, HistoryOf } from '../../../module.ts';
import { checks } from '../checks/checks.ts';
import { fact } from '../facts.ts';
import { grace } from '../runs/standing.ts';
import * as store from './history-store.ts';

/** 在线验证 in 对接历史 (R10): each ended run, with its outcome, and when a pass no longer counted or did again. */
export const verificationHistory = ({ db, clock }: { db: Database; clock: Clock }): HistoryOf => ({
  key: 'verification',
  title: '在线验证',
  of: async (asked) =>
    (await store.linesOf(db, asked, { now: clock.now(), grace })).map((told) => {
      const { id, at, clientId, runId } = told;
      return {
        ...saying(told),
        ...{ id, at, clientId },
        href: `/console/verification/${encodeURIComponent(clientId)}/${runId}`,
      };
    }),
});

function saying({ application, number, what, passed, checks: lost }: store.Line): Pick<HistoryLine, 'says' | 'tone'> {
  const about = { application, number };
  const ended = { ...about, passed, all: checks.length };
  switch (what) {
    case 'passed':
      return { says: fact('verification.in_history', { ...ended, isPass: true }), tone: 'ok' };
    case 'failed':
      return { says: fact('verification.in_history', { ...ended, isPass: false }), tone: 'bad' };
    case 'incomplete':
      return { says: fact('verification.in_history', { ...ended, isPass: false }) };
    case 'broken': {
      const found = checks.filter(({ code }) => lost.includes(code));
      const names = found.map(({ code }) => fact(`verification.title_${code}`));
      return { says: fact('verification.lost_in_history', { ...about, checks: names }), tone: 'bad' };
    }
    case 'mended':
      return { says: fact('verification.back_in_history', about), tone: 'ok' };
    case 'lapsed':
      return { says: fact('verification.lapsed_in_history', about), tone: 'bad' };
  }
}
