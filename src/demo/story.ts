import type { Actor } from '../actor.ts';
import { record } from '../audit/record.ts';
import { after, type Clock, dayOf, days } from '../clock.ts';
import type { Connection, Database } from '../database/open.ts';
import { dueAt } from '../review/days/due.ts';
import { isWorkingDay } from '../review/days/working-days.ts';
import * as store from './story-store.ts';

const operator: Actor = { kind: 'operator', name: 'demo' };

/** Days ago: an institution registers, is certified, gets its AK, is verified, links and then reports, in this order. */
export const story = {
  registered: 440,
  certified: 433,
  applied: 425,
  verified: 420,
  linked: 408,
  reported: 401,
} as const;

/** Days ago: when a submission was begun, sent and decided, by the name of its institution or else by its kind and state. */
const submissions: Readonly<Record<string, readonly [begun: number, sent: number, decided?: number]>> = {
  '青溪县文化馆（演示） certification': [story.registered, story.registered - 2, story.certified],
  '青溪县文化馆（演示） link': [story.linked + 3, story.linked + 2, story.linked],
  '云栖软件有限公司（演示） certification': [312, 311, 307],
  'certification returned': [13, 12, 10],
  'certification checked': [4, 2],
  'certification submitted': [3, 1],
  'certification draft': [6, 6],
  'application rejected': [34, 33, 30],
  'application returned': [12, 11, 8],
  'application claimed': [3, 2],
  'application submitted': [2, 1],
  'application draft': [5, 5],
  'plan approved': [21, 20, 18],
  'institution_page approved': [62, 61, 60],
  'sharing approved': [96, 95, 92],
  'licence submitted': [2, 1],
};

/** A licence begins the day after it was given. */
function daysBefore(start: Date, now: Date): readonly [number, number, number] {
  const ago = Math.round((now.getTime() - start.getTime()) / 1000 / days(1));
  return [ago + 4, ago + 3, ago + 1];
}

/** Each is begun in the morning, sent before noon and decided in the afternoon of a working day. */
function officeHours(now: Date, ago: number, hour: string): Date {
  let day = after(now, -days(ago));
  while (!isWorkingDay(dayOf(day))) day = after(day, -days(1));
  return new Date(`${dayOf(day)}T${hour}+08:00`);
}

type Needs = { db: Database; clock: Clock };

const backdate = (trx: Connection, now: Date) =>
  store.backdate(trx, {
    ...{
      registered: officeHours(now, story.registered, '09:12:40'),
      certified: officeHours(now, story.certified, '15:26:10'),
    },
    ...{ applied: officeHours(now, story.applied, '16:03:22'), linked: officeHours(now, story.linked, '15:26:10') },
  });

/** The institutions of the demo were made a moment ago, and have figures of more than a year: the dates on their first pages agree. */
export const beginStory = ({ db, clock }: Needs): Promise<void> => db.transaction((trx) => backdate(trx, clock.now()));

/** The same for later ones, and the dates of all submissions. These are dated once, by the first start: later ones are of visitors. */
export async function tellStory({ db, clock }: Needs): Promise<void> {
  const now = clock.now();
  const at = (ago: number, hour: string) => officeHours(now, ago, hour);
  await db.transaction(async (trx) => {
    await backdate(trx, now);
    if ((await store.isDated(trx)) || !(await store.ownsHistory(trx))) return;
    for (const [place, { id, institution, kind, state, licensedFrom }] of (await store.submissions(trx)).entries()) {
      const found =
        licensedFrom === undefined
          ? (submissions[`${institution} ${kind}`] ?? submissions[`${kind} ${state}`])
          : daysBefore(licensedFrom, now);
      if (found === undefined) continue;
      const [begun, sent, decided] = found;
      const minute = String((place * 7) % 50).padStart(2, '0');
      const submitted = at(sent, `10:${minute}:18`);
      await store.dateSubmission(trx, id, {
        begun: at(begun, `09:${minute}:40`),
        submitted,
        due: dueAt(submitted, 3),
        claimed: at(decided ?? sent, `14:${minute}:05`),
        decided: decided === undefined ? undefined : at(decided, `15:${minute}:10`),
      });
    }
    await record(trx, now, operator, 'demo.seed', { kind: 'demo', id: 'story' });
  });
}
