import type { MemberRole } from '../../actor.ts';
import { type Clock, dayOf } from '../../clock.ts';
import type { Connection, Database } from '../../database/open.ts';
import { fact as noticeFact } from '../../notices/facts.ts';
import type { Notices } from '../../notices/service.ts';
import { letter } from '../facts.ts';
import { may } from '../policies.ts';
import type { QualityNeeds } from '../quality/quality.ts';
import { isVerdict, verdicts } from './question.ts';
import { periodText } from './sentence.ts';
import * as store from './store.ts';

/** The letters to the people of the institution who report: a question, a reminder, a decision. */
type What = 'asked' | 'reminded' | 'decided';
export type NotifyReporters = (trx: Connection, id: string, what: What) => Promise<void>;

type Needs = Pick<QualityNeeds, 'accounts' | 'membersOf' | 'publicUrl'> & {
  db: Database;
  clock: Clock;
  notices: Pick<Notices, 'send'>;
};

const event = 'statistics.questioned';
const letters = {
  asked: (about: Parameters<typeof letter<'statistics.question_asked'>>[1]) =>
    letter('statistics.question_asked', about),
  reminded: (about: Parameters<typeof letter<'statistics.question_asked'>>[1]) =>
    letter('statistics.question_reminded', about),
  decided: (about: Parameters<typeof letter<'statistics.question_asked'>>[1]) =>
    letter('statistics.question_decided_letter', about),
};
const verdictName = (verdict = '') => (isVerdict(verdict) ? verdicts[verdict] : '');
const answering: readonly MemberRole[] = may('answer a question about a figure').roles;

export function createNotifying({ clock, notices, accounts, membersOf, publicUrl }: Needs): NotifyReporters {
  return async (trx, id, what) => {
    const question = await store.find(trx, id);
    if (question === undefined) return;
    const { clientId, institutionId, institution, application, verdict, finalVerdict } = question;
    const members = (await membersOf(institutionId, trx)).filter(
      ({ role, applications }) => answering.includes(role) && (applications?.includes(clientId) ?? true),
    );
    const days = periodText(question.firstDay, question.lastDay);
    const people = await accounts.reach(
      trx,
      members.map(({ accountId }) => accountId),
    );
    for (const { id: accountId, nickname, email } of people)
      await notices.send(trx, {
        event,
        key: `${event}:${id}:${what}:${finalVerdict ?? verdict ?? dayOf(clock.now())}:${accountId}`,
        recipient: { kind: 'account', id: accountId, email, institutionId },
        letter: letters[what]({
          application,
          days,
          due: dayOf(question.dueAt),
          verdict: verdictName(finalVerdict ?? verdict),
        }),
        to: `${institution} ${nickname}`.trim(),
        because: noticeFact('notices.because_reports'),
        href: `${new URL(publicUrl).origin}/console/statistics/questions/${id}`,
      });
  };
}

const remindedAtOnce = 200;

/** Once a day each, until there is an answer. */
export function createReminding({ db, clock, tell }: { db: Database; clock: Clock; tell: NotifyReporters }) {
  return async (): Promise<void> => {
    const now = clock.now();
    const today = dayOf(now);
    for (;;) {
      const found = await store.overdue(db, now, today, remindedAtOnce);
      for (const { id } of found)
        await db.transaction(async (trx) => {
          if ((await store.markReminded(trx, id, today)) !== undefined) await tell(trx, id, 'reminded');
        });
      if (found.length < remindedAtOnce) return;
    }
  };
}
