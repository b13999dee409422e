import { type Actor, type MemberRole, mustOperate, reaches, reachOf } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import { type Clock, dayOf } from '../../clock.ts';
import type { Connection, Database } from '../../database/open.ts';
import { invalid, notFound } from '../../errors.ts';
import type { Fact } from '../../fact.ts';
import { fact as noticeFact } from '../../notices/facts.ts';
import type { Notices } from '../../notices/service.ts';
import { fact, letter } from '../facts.ts';
import { may } from '../policies.ts';
import { dayAfter, daysBetween, yesterdayOf } from '../reports/closing.ts';
import { isOwedOn } from '../reports/duty.ts';
import { dutiesOf } from '../reports/duty-store.ts';
import { earlier, settledOn } from '../reports/period.ts';
import { noticesOf } from '../reports/report.ts';
import { above, isRegionCode, padded, placeName } from '../totals/area.ts';
import { completeness, type Day, formatShare, isEnough } from '../totals/figure.ts';
import { regionsBelow } from '../totals/regions.ts';
import type { Totals } from '../totals/totals.ts';
import { missingOf, type SendEvent } from './events.ts';
import * as store from './store.ts';

type Person = { id: string; nickname: string; email: string | undefined; phone: string | undefined };

export type QualityNeeds = {
  db: Database;
  clock: Clock;
  totals: Pick<Totals, 'days'>;
  notices: Pick<Notices, 'send'>;
  accounts: { reach: (trx: Connection, ids: readonly string[]) => Promise<readonly Person[]> };
  /** Who works for an institution, and for which of its applications. */
  membersOf: (
    institutionId: string,
    trx: Connection,
  ) => Promise<readonly { accountId: string; role: MemberRole; applications: readonly string[] | undefined }[]>;
  publicUrl: string | URL;
  /** Programs get events about missing reports as well. */
  tell: SendEvent;
};

const most = 100;
const event = 'statistics.urged';
const reminded: readonly MemberRole[] = ['owner', 'agent', 'reporter'];

/** How many applications were sent one, had been sent one on that day, and have no one to send it to. */
type Urged = { sent: number; before: number; unreachable: number };

/** The reports of a region on a day. Of each list at most a hundred. */
type RegionLook = {
  /** 33, 3308, 330822; '' for the country. */
  region: string;
  name: string;
  day: string;
  /** The last day that is over. */
  latest: string;
  /** Undefined where nothing was due and nothing came. */
  total: Day | undefined;
  /** `silent`: how many days in a row nothing came, this one included; undefined where there never was a report. */
  missing: readonly (store.ReportingApplication & { lastDay: string | undefined; silent: number | undefined })[];
  /** The application behind which the next page of the missing ones begins. */
  next: string | undefined;
  late: readonly (store.ReportingApplication & { reportedAt: Date })[];
  doubts: readonly (store.ReportingApplication & { note: string | undefined; notices: readonly Fact[] })[];
  /** More unusual ones than are listed. */
  hasMore: boolean;
  /** The regions below it, those with the smallest part reported first. */
  coverage: readonly (Coverage & { code: string; name: string; part: string; isEnough: boolean })[];
  /** The regions above it that the actor may look at, the largest first. */
  crumbs: readonly { code: string; name: string }[];
};
type Coverage = Pick<Day, 'due' | 'reported' | 'late'>;

/** 数据质量（O8）: which reports are missing, late or unusual, where they come from, and 催报. */
export interface Quality {
  /**
   * Of the actor's first region and the last settled day where nothing is said; `cursor`: the application behind which the missing ones go on.
   * Throws `not_found` for a region that is none, or none of the actor's (R03).
   */
  look(actor: Actor, asked: { region?: string; day?: string; cursor?: string }): Promise<RegionLook>;
  /** A preview of the letters: which days each application owes, and the first letter. Throws as `urge` does. */
  preview(actor: Actor, clientIds: readonly string[]): Promise<{ applications: Gap[]; letter: Fact | undefined }>;
  /**
   * 催报: reminds the reporters of these applications, by notice and event, of missing reports of the last seven days; each person once a day
   * for an application. Throws `invalid` for none, and for more than a hundred.
   */
  urge(actor: Actor, clientIds: readonly string[]): Promise<Urged>;
  /** R51: the same for all who owe yesterday's report, in the morning by a job. */
  remind(actor: Actor): Promise<void>;
}

export function createQuality(needs: QualityNeeds): Quality {
  const { db, clock, totals, notices, accounts, membersOf, publicUrl, tell } = needs;

  function regionFor(actor: Actor, asked: string | undefined): string {
    mustOperate(actor, ...may('see the figures of all').roles);
    const code = asked ?? reachOf(actor)?.[0] ?? '';
    if (!isRegionCode(code) || !reaches(actor, { regionCode: padded(code) }))
      throw notFound(fact('statistics.no_region'));
    return code;
  }

  /** Unusual values in the reports of a day, with the reporter's explanation. */
  async function doubtsOf(region: string, day: string) {
    const found = await store.doubtful(db, region, day, 3 * most);
    const ids = found.map(({ clientId }) => clientId);
    const before = await store.before(db, ids, dayAfter(day, -28), dayAfter(day, -1));
    return found
      .flatMap(({ figures, note, ...one }) => {
        const notices = noticesOf({ figures }, before.get(one.clientId) ?? []);
        if (notices.length === 0 && note === undefined) return [];
        return { ...one, note, notices: notices.map(({ problem }) => problem) };
      })
      .toSorted((one, other) => other.notices.length - one.notices.length);
  }

  async function coverageOf(region: string, day: string) {
    const found = await regionsBelow(db, region, 'pv', { first: day, last: day });
    return found
      .map((each) => ({
        code: each.key,
        name: each.name,
        part: formatShare(completeness(each)),
        isEnough: isEnough(each),
        ...{ due: each.due, reported: each.reported, late: each.late },
      }))
      .toSorted((one, other) => one.reported * other.due - other.reported * one.due);
  }

  /** Which of the last seven days each chosen application has not reported; those without such a day are left out. */
  async function gapsOf(actor: Actor, clientIds: readonly string[]) {
    const last = yesterdayOf(clock.now());
    const days = daysBetween(dayAfter(last, -6), last);
    const found = (await store.chosen(db, clientIds.slice(0, most))).filter(({ region }) =>
      reaches(actor, { regionCode: region }),
    );
    const ids = found.map(({ clientId }) => clientId);
    const [reports, duties] = [await store.before(db, ids, dayAfter(last, -6), last), await dutiesOf(db, ids)];
    return found.flatMap((one) => {
      const known = new Set((reports.get(one.clientId) ?? []).map(({ day }) => day));
      const own = duties.get(one.clientId) ?? [];
      const missing = days.filter((day) => own.some((duty) => isOwedOn(duty, day)) && !known.has(day));
      return missing.length === 0 ? [] : { ...one, days: missing };
    });
  }

  function mustUrge(actor: Actor, clientIds: readonly string[]): void {
    mustOperate(actor, ...may('open a report, and remind those who have not reported').roles);
    if (clientIds.length === 0) throw invalid({ applications: fact('statistics.urge_none') });
    if (clientIds.length > most) throw invalid({ applications: fact('statistics.urge_most', { most }) });
  }

  return {
    async look(actor, asked) {
      const region = regionFor(actor, asked.region);
      const latest = yesterdayOf(clock.now());
      const day = asked.day === undefined ? settledOn(clock.now()) : earlier(asked.day, latest);
      const [[total], missing, late, doubts, coverage] = await Promise.all([
        totals.days(region, day, day),
        store.missing(db, { region, day, cursor: asked.cursor ?? '', limit: most + 1 }),
        store.late(db, region, day, most),
        doubtsOf(region, day),
        coverageOf(region, day),
      ]);
      return {
        ...{ region, name: placeName(region), day, latest, late, coverage, total },
        doubts: doubts.slice(0, most),
        hasMore: doubts.length > most,
        missing: missing.slice(0, most).map((one) => ({ ...one, silent: silence(one.lastDay, day) })),
        next: missing.length > most ? missing[most - 1]?.clientId : undefined,
        crumbs: above(region)
          .filter((code) => reaches(actor, { regionCode: padded(code) }))
          .map((code) => ({ code, name: placeName(code) })),
      };
    },

    async preview(actor, clientIds) {
      mustUrge(actor, clientIds);
      const applications = await gapsOf(actor, clientIds);
      const [first] = applications;
      return {
        applications,
        letter: first && urgeLetter(first),
      };
    },

    async remind(actor) {
      mustOperate(actor);
      const day = yesterdayOf(clock.now());
      for (let cursor = ''; ; ) {
        const found = await store.missing(db, { region: '', day, cursor, limit: most });
        for (const gap of await gapsOf(
          actor,
          found.map(({ clientId }) => clientId),
        ))
          await write(actor, gap, clock.now());
        cursor = found.at(-1)?.clientId ?? '';
        if (found.length < most) return;
      }
    },

    async urge(actor, clientIds) {
      mustUrge(actor, clientIds);
      const at = clock.now();
      const urged: Urged = { sent: 0, before: 0, unreachable: 0 };
      for (const gap of await gapsOf(actor, clientIds)) urged[await write(actor, gap, at)] += 1;
      return urged;
    },
  };

  async function write(actor: Actor, gap: Gap, at: Date): Promise<keyof Urged> {
    const { clientId, institutionId, institution, days } = gap;
    return db.transaction(async (trx) => {
      await tell(trx, missingOf(gap, at));
      const members = (await membersOf(institutionId, trx)).filter(
        ({ role, applications }) => reminded.includes(role) && (applications?.includes(clientId) ?? true),
      );
      const people = await accounts.reach(
        trx,
        members.map(({ accountId }) => accountId),
      );
      let sent = 0;
      for (const { id, nickname, email } of people) {
        const isNew = await notices.send(trx, {
          event,
          key: `${event}:${clientId}:${dayOf(at)}:${id}`,
          recipient: { kind: 'account', id, email, institutionId },
          letter: urgeLetter(gap),
          to: `${institution} ${nickname}`.trim(),
          because: noticeFact('notices.because_reports'),
          href: `${new URL(publicUrl).origin}/console/statistics`,
        });
        if (isNew) sent += 1;
      }
      if (sent === 0) return people.length === 0 ? 'unreachable' : 'before';
      await record(trx, at, actor, 'statistics.urge', { kind: 'application', id: clientId }, { days, people: sent });
      return 'sent';
    });
  }
}

/** 催报: the letter to an institution about the unreported days of its application. */
const urgeLetter = ({ name, days }: Gap): Fact => letter('statistics.urge_letter', { application: name, days });

type Gap = store.ReportingApplication & { days: string[] };

/** How many days in a row nothing came, the asked one included; undefined where there never was a report. */
const silence = (lastDay: string | undefined, day: string): number | undefined =>
  lastDay === undefined ? undefined : daysBetween(lastDay, day).length - 1;
