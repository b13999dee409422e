import type { MemberRole, Role } from '../../actor.ts';
import { type Clock, dayOf } from '../../clock.ts';
import type { Connection, Database } from '../../database/open.ts';
import type { Fact } from '../../fact.ts';
import { fact as noticeFact } from '../../notices/facts.ts';
import type { NoticeEvent } from '../../notices/matrix.ts';
import type { Notices } from '../../notices/service.ts';
import { letter, type StatisticsLetters } from '../facts.ts';
import { may } from '../policies.ts';
import type { QualityNeeds } from '../quality/quality.ts';
import { isVerdict, verdicts } from './question.ts';
import { periodText } from './sentence.ts';
import * as store from './store.ts';

/** The letters to the people of the institution who report: a question, a reminder, a request for more, a decision. */
type What = 'asked' | 'reminded' | 'more' | 'decided';
export type NotifyReporters = (trx: Connection, id: string, what: What) => Promise<void>;
/** To the statistics desk of the region: an answer that it decides about, an appeal for those who did not decide first. */
export type NotifyDesk = (trx: Connection, id: string, what: 'answered' | 'appealed') => Promise<void>;

type Needs = Pick<QualityNeeds, 'membersOf' | 'publicUrl'> & {
  db: Database;
  clock: Clock;
  notices: Pick<Notices, 'send'>;
  accounts: QualityNeeds['accounts'] & {
    staffFor: (trx: Connection, roles: readonly Role[], regionCode: string | undefined) => Promise<readonly string[]>;
  };
};

type Questioned = StatisticsLetters['statistics.question_asked'];
const letters = {
  asked: (about: Questioned) => letter('statistics.question_asked', about),
  reminded: (about: Questioned) => letter('statistics.question_reminded', about),
  more: (about: Questioned) => letter('statistics.question_more_letter', about),
  decided: (about: Questioned) => letter('statistics.question_decided_letter', about),
  excluded: (about: Questioned) => letter('statistics.question_excluded_letter', about),
  final: (about: Questioned) => letter('statistics.question_final_letter', about),
};
/** Only against 不计入排名 there is an appeal, and none against its decision. */
const decisionOf = ({ verdict, finalVerdict }: store.Question) =>
  finalVerdict !== undefined
    ? ('final' as const)
    : verdict === 'excluded'
      ? ('excluded' as const)
      : ('decided' as const);
type AnsweredQuestion = StatisticsLetters['statistics.question_answered'];
const deskLetters = {
  answered: (about: AnsweredQuestion) => letter('statistics.question_answered', about),
  appealed: (about: AnsweredQuestion) => letter('statistics.question_appealed', about),
};
const verdictName = (verdict = '') => (isVerdict(verdict) ? verdicts[verdict] : '');
const answering: readonly MemberRole[] = may('answer a question about a figure').roles;
const deciding = may('decide about a figure under question').roles;

export function createNotifying({ clock, notices, accounts, membersOf, publicUrl }: Needs) {
  const { origin } = new URL(publicUrl);

  type Message = {
    event: NoticeEvent;
    key: string;
    ids: readonly string[];
    letter: Fact;
    because: Fact;
    href: string;
    institution: string;
    institutionId?: string;
  };
  async function send(trx: Connection, { ids, key, institution, institutionId, ...message }: Message): Promise<void> {
    for (const { id, nickname, email, phone } of await accounts.reach(trx, ids))
      await notices.send(trx, {
        ...message,
        key: `${key}:${id}`,
        recipient: { kind: 'account', id, email, phone, ...(institutionId !== undefined && { institutionId }) },
        to: `${institution} ${nickname}`.trim(),
      });
  }

  const reporters: NotifyReporters = async (trx, id, what) => {
    const question = await store.find(trx, id);
    if (question === undefined) return;
    const { clientId, institutionId, institution, application, verdict, finalVerdict } = question;
    const members = (await membersOf(institutionId, trx)).filter(
      ({ role, applications }) => answering.includes(role) && (applications?.includes(clientId) ?? true),
    );
    const outcome = finalVerdict ?? verdict;
    const which = what === 'decided' ? decisionOf(question) : what;
    await send(trx, {
      // A question and a decision go by short message too; the reminder of every day does not.
      event: what === 'reminded' ? 'statistics.question_late' : 'statistics.questioned',
      key: `statistics.questioned:${id}:${which}:${outcome ?? `${dayOf(clock.now())} ${question.history.length}`}`,
      ids: members.map(({ accountId }) => accountId),
      letter: letters[which]({
        ...{ application, days: periodText(question.firstDay, question.lastDay), due: dayOf(question.dueAt) },
        verdict: verdictName(outcome),
      }),
      because: noticeFact('notices.because_reports'),
      href: `${origin}/console/statistics/questions/${id}`,
      ...{ institution, institutionId },
    });
  };

  const desk: NotifyDesk = async (trx, id, what) => {
    const question = await store.find(trx, id);
    if (question === undefined) return;
    const { institution, application, regionCode, decidedBy } = question;
    const ids = (await accounts.staffFor(trx, deciding, regionCode)).filter((each) => each !== decidedBy);
    await send(trx, {
      event: 'statistics.question_desk',
      key: `statistics.question_desk:${id}:${what}:${what === 'answered' ? `${dayOf(clock.now())} ${question.history.length}` : ''}`,
      ids,
      letter: deskLetters[what]({
        ...{ institution, application, days: periodText(question.firstDay, question.lastDay) },
      }),
      because: noticeFact('notices.because_staff'),
      href: `${origin}/admin/statistics/questions/${id}`,
      institution: '',
    });
  };

  return { reporters, desk };
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
