import { system } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import { after, type Clock, startOf } from '../../clock.ts';
import { newId } from '../../crypto/secrets.ts';
import type { Database } from '../../database/open.ts';
import { dueAt } from '../../review/days/due.ts';
import { dayAfter, daysBetween } from '../reports/closing.ts';
import { metrics } from '../reports/metric.ts';
import { settledOn } from '../reports/period.ts';
import { type EarlierSign, isNew, judge } from './judge.ts';
import type { LoginShape, Sign } from './series.ts';
import { dayOfNumber, numberOfDay, seriesOf } from './series-of.ts';
import * as read from './series-store.ts';
import * as store from './store.ts';
import type { NotifyReporters } from './telling.ts';

type Needs = {
  db: Database;
  clock: Clock;
  /** Tells the people of the institution, in the transaction of the question. */
  tell: NotifyReporters;
};

/** Applications judged at once, and days of one that are judged by themselves in one round: a year that is reported at once has more. */
const batch = 200;
const mostDays = 400;
/** Undecided questions of an application; further findings join the newest. */
const mostOpen = 3;
/** How near the days of two findings lie that make one question. */
const near = 7;
/** Days of one sign that are in question. */
const longest = 62;

/** Where each metric stands among the figures of a report; arrays of PostgreSQL begin with 1. */
const places = Object.entries(metrics).map(([code, { place }]): [string, number] => [code, place + 1]);

/** In how many working days an answer is asked for. */
const answerIn = 3;

/**
 * R54: judges the reports of days that are settled, and late ones and corrections of days before them, and asks about figures that do not look like
 * people. Once for each: a round goes on where the last one ended, and ends with its row.
 */
export function createAsking({ db, clock, tell }: Needs) {
  const actor = system('statistics.question');

  return async (): Promise<void> => {
    const now = clock.now();
    const settled = settledOn(now);
    const last = await read.lastRound(db);
    const [from, since] = [last?.day ?? dayAfter(settled, -1), last?.judgedUntil ?? after(now, -3_600)];
    const kinds = Map.groupBy(await read.ofKinds(db, settled, settled), ({ region, kind }) => `${region} ${kind}`);
    for (let cursor = ''; ; ) {
      const found = await read.toJudge(db, { after: from, settled, since, until: now, cursor, limit: batch });
      const byApplication = Map.groupBy(found, ({ clientId }) => clientId);
      await judgeThese(byApplication, kinds, now);
      cursor = found.at(-1)?.clientId ?? '';
      if (byApplication.size < batch) break;
    }
    await db.transaction((trx) => store.saveRound(trx, { day: settled, judgedUntil: now }));
  };

  async function judgeThese(
    byApplication: ReadonlyMap<string, read.ToJudge[]>,
    kinds: ReadonlyMap<string, read.OfKind[]>,
    now: Date,
  ): Promise<void> {
    const ids = [...byApplication.keys()];
    const days = [...byApplication.values()].flatMap((own) => own.map(({ day }) => day)).toSorted();
    const [first, last] = [days[0], days.at(-1)];
    if (first === undefined || last === undefined) return;
    const [reported, seen, counted] = await Promise.all([
      read.reported(db, ids, first, last),
      read.counts(db, ids, first, last),
      read.countedRanges(db, ids, dayAfter(first, -28), last),
    ]);
    const [reportsOf, seenOf] = [
      Map.groupBy(reported, ({ clientId }) => clientId),
      Map.groupBy(seen, ({ clientId }) => clientId),
    ];
    const countedOf = new Map(counted.map((each) => [`${each.clientId} ${each.day}`, each]));
    for (const [clientId, own] of byApplication) {
      const [head] = own;
      if (head === undefined || !head.isOpen) continue;
      const range = { first: dayAfter(first, -400), last };
      const series = seriesOf({
        ...range,
        ...{ reported: reportsOf.get(clientId) ?? [], seen: seenOf.get(clientId) ?? [] },
        ofKind: (kinds.get(`${head.region?.slice(0, 2) ?? ''} ${head.kind ?? ''}`) ?? []).filter(
          ({ day }) => day >= range.first && day <= range.last,
        ),
      });
      const columns = own.slice(-mostDays).map(({ day }) => numberOfDay(day) - series.start);
      const shapes = await shapesOf(clientId, columns, series.seen.ncc_logins, series.start);
      const judged = {
        ...{ ...series, shapeOf: (column: number) => shapes.get(column) },
        countedAt: (column: number) => countedOf.get(`${clientId} ${dayOfNumber(series.start + column)}`),
      };
      const signs = columns.flatMap((at) => judge(judged, at).map((sign) => ({ at, sign })));
      if (signs.length > 0) await ask(head, series.start, signs, now);
    }
    const judged = [...byApplication.values()].flat();
    await db.transaction(async (trx) => {
      if (await store.endDecisions(trx, judged, places, now)) await trx.changed('totals');
    });
  }

  /** Only of days on which many logged in, and far more than usual. */
  async function shapesOf(
    clientId: string,
    columns: readonly number[],
    logins: Float64Array | undefined,
    start: number,
  ) {
    const shapes = new Map<number, { day: LoginShape; usual: LoginShape | undefined }>();
    for (const at of columns.slice(-31)) {
      const before = [...(logins?.subarray(Math.max(0, at - 28), at) ?? [])].filter((value) => !Number.isNaN(value));
      const usual = before.reduce((sum, value) => sum + value, 0) / Math.max(1, before.length);
      if (!((logins?.[at] ?? 0) >= 30) || (logins?.[at] ?? 0) < 2 * usual) continue;
      const day = dayOfNumber(start + at);
      const month = await read.shapeOf(db, clientId, startOf(dayAfter(day, -28)), startOf(day));
      shapes.set(at, {
        day: await read.shapeOf(db, clientId, startOf(day), startOf(dayAfter(day))),
        usual: month.logins < 20 ? undefined : { ...month, logins: month.logins / 28, people: month.people / 28 },
      });
    }
    return shapes;
  }

  type Found = { at: number; sign: Sign };

  /** One question for days that lie together. */
  async function ask(one: read.ToJudge, start: number, signs: readonly Found[], now: Date): Promise<void> {
    const { clientId, institutionId } = one;
    const dayAt = (column: number) => dayOfNumber(start + column);
    const findingsOf = (found: readonly Found[]): store.Finding[] =>
      found.flatMap(({ at, sign: { first, last = at, metric, rule, about } }) =>
        daysBetween(dayAt(Math.max(first, last - longest + 1)), dayAt(last)).map((day) => ({
          day,
          metric,
          rule,
          about,
        })),
      );
    await db.transaction(async (trx) => {
      const asked = await store.askedOf(trx, clientId, dayAfter(dayAt(signs[0]?.at ?? 0), -60));
      const known = asked.map(({ last, ...each }) => ({ ...each, last: numberOfDay(last) - start }));
      const added: EarlierSign[] = [];
      const fresh: Found[] = [];
      for (const { at, sign } of signs) {
        const isKnown = !isNew(sign, at, [...added, ...known.filter(({ revised }) => !revised.includes(dayAt(at)))]);
        added.push({ rule: sign.rule, metric: sign.metric, last: at });
        const same = asked.find(({ rule, metric, isOpen }) => isOpen && rule === sign.rule && metric === sign.metric);
        // It goes on: its new days are in question with the others, and no one is asked again.
        if (isKnown && same !== undefined) {
          await store.addFindings(trx, same.questionId, clientId, findingsOf([{ at, sign }]), now);
          await store.widen(trx, same.questionId, dayAt(sign.first), dayAt(at));
        } else if (!isKnown || fresh.some((each) => each.sign.rule === sign.rule)) fresh.push({ at, sign });
      }
      if (fresh.length === 0) return;
      const first = dayAt(Math.min(...fresh.map(({ sign }) => sign.first)));
      const last = dayAt(Math.max(...fresh.map(({ at, sign }) => sign.last ?? at)));
      const open = await store.openOf(trx, clientId);
      const joined =
        open.find(
          (each) => !each.isAnswered && each.firstDay <= dayAfter(last, near) && each.lastDay >= dayAfter(first, -near),
        ) ?? (open.length >= mostOpen ? open[0] : undefined);
      const id = joined?.id ?? newId();
      if (joined === undefined) {
        const place = { regionCode: one.region ?? undefined, firstDay: first, lastDay: last };
        await store.insert(trx, { id, clientId, institutionId, ...place, askedAt: now, dueAt: dueAt(now, answerIn) });
        const rules = [...new Set(fresh.map(({ sign }) => sign.rule))];
        const audited = { application: clientId, institution: institutionId, first, last, rules };
        await record(trx, now, actor, 'statistics.question', { kind: 'question', id }, audited);
      } else await store.widen(trx, id, first, last);
      await store.addFindings(trx, id, clientId, findingsOf(fresh), now);
      if (joined === undefined) await tell(trx, id, 'asked');
      await trx.changed('totals');
    });
  }
}
