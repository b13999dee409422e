import { setImmediate as pause } from 'node:timers/promises';
import type { Actor } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import { startOf } from '../../clock.ts';
import type { Services } from '../../services.ts';
import { dayAfter, daysBetween, yesterdayOf } from '../../statistics/reports/closing.ts';
import { dayOfDemo } from './figures.ts';
import * as store from './store.ts';

const operator: Actor = { kind: 'operator', name: 'demo' };
const platforms = 40;
const days = 400;

type Needs = Pick<Services, 'db' | 'clock' | 'applications' | 'totals'>;

/**
 * Service data of the demo: four hundred days of forty platforms, in the background. A later start adds the days since; yesterday is left for
 * trying the form.
 */
export async function seedStatistics({ db, clock, applications, totals }: Needs, signal: AbortSignal): Promise<void> {
  const until = dayAfter(yesterdayOf(clock.now()), -1);
  const first = dayAfter(until, 1 - days);
  const known = await store.reporters(db);
  for (const { id, name } of await store.institutions(db, platforms - known.length)) {
    if (signal.aborted) return;
    const platform = `${name.replace(/（演示）$/, '')}数字平台`;
    await applications.create(
      operator,
      {
        name: platform.slice(0, 50),
        redirectUris: ['https://platform.example.cn/callback'],
        scope: 'openid stats:read stats:write',
      },
      { institutionId: id },
    );
  }
  const reporters = await store.reporters(db);
  await store.backdate(
    db,
    reporters.map(({ clientId }) => clientId),
    startOf(first),
  );
  const isNew = await db.transaction(async (trx) => {
    let from = until;
    for (const [place, reporter] of reporters.entries()) {
      // A day of which some reports are there and no total is due is one whose figures were altered: all of them, or none.
      signal.throwIfAborted();
      const begin = reporter.last === undefined ? first : dayAfter(reporter.last);
      const made = daysBetween(begin, until).flatMap((day) => dayOfDemo(reporter.clientId, place, day) ?? []);
      if (made.length === 0) continue;
      if (begin < from) from = begin;
      await store.keep(trx, reporter, made);
      await pause(); // page requests come first
    }
    await store.awaitCounts(trx);
    if (from >= until && known.length >= platforms) return false;
    await store.markDue(trx, from, until);
    const details = { from, until, platforms: reporters.length };
    await record(trx, clock.now(), operator, 'demo.seed', { kind: 'demo', id: 'statistics' }, details);
    return true;
  });
  if (isNew) await totals.roll();
}
