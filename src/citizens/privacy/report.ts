import { mustOperate, mustReachAll, type Staff } from '../../actor.ts';
import { type Clock, dayOf, startOf } from '../../clock.ts';
import type { Database } from '../../database/open.ts';
import { workingDaysLeft } from '../../review/days/due.ts';
import { may } from '../policies.ts';
import * as store from './report-store.ts';

type Needs = { db: Database; clock: Clock };

/** Working days within which a request has to be answered. */
const inTime = 15;

/** The figures of a year; `longest` in seconds for exports, in working days for deletions. */
export type Figures = {
  people: Awaited<ReturnType<typeof store.people>>;
  granted: Awaited<ReturnType<typeof store.granted>>;
  withdrawals: number;
  exports: { asked: number; made: number; longest: number | undefined };
  deletions: { asked: number; takenBack: number; done: number; inTime: number; longest: number | undefined };
  access: Awaited<ReturnType<typeof store.staffAccess>>;
};

/** 个人信息保护年报 for administrator, security and auditor. */
export interface Report {
  /** The years of which there can be anything. */
  years(): number[];
  /** `platforms`: the number of the largest ones; all by default. */
  ofYear(actor: Staff, year: number, options?: { platforms?: number }): Promise<Figures>;
}

/** 个人信息保护合规审计: the yearly figures of the operator, counted on request. */
export function createReport({ db, clock }: Needs): Report {
  return {
    years() {
      const thisYear = Number(dayOf(clock.now()).slice(0, 4));
      return [thisYear, thisYear - 1, thisYear - 2];
    },

    /** `platforms`: the number of the largest ones; all by default. */
    async ofYear(actor: Staff, year: number, { platforms }: { platforms?: number } = {}) {
      mustOperate(actor, ...may('read the register of personal data').roles);
      mustReachAll(actor);
      const [since, until] = [startOf(`${year}-01-01`), startOf(`${year + 1}-01-01`)];
      const [people, granted, rights, exports, deletions, access] = await Promise.all([
        store.people(db, since, until),
        store.granted(db, clock.now(), platforms),
        store.rights(db, since, until),
        store.exportTimes(db, since, until),
        store.deletions(db, since, until),
        store.staffAccess(db, since, until),
      ]);
      const days = deletions.map(({ askedAt, erasedAt, count }) => ({
        took: workingDaysLeft(askedAt, erasedAt),
        count,
      }));
      const sum = (some: readonly { count: number }[]) => some.reduce((all, { count }) => all + count, 0);
      const countOf = (verb: string) => rights.find((each) => each.verb === verb)?.count ?? 0;
      return {
        people,
        granted,
        withdrawals: countOf('consent.withdraw'),
        exports: { asked: countOf('account.export'), made: exports?.made ?? 0, longest: exports?.longest ?? undefined },
        deletions: {
          asked: countOf('account.close'),
          takenBack: countOf('account.keep'),
          done: sum(days),
          inTime: sum(days.filter(({ took }) => took <= inTime)),
          longest: days.length === 0 ? undefined : Math.max(...days.map(({ took }) => took)),
        },
        access,
      };
    },
  };
}
