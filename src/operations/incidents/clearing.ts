import { loginRetention } from '../../accounts/limits.ts';
import { after, days } from '../../clock.ts';
import { timed } from '../../database/deadline.ts';
import { asLogs } from '../../personal.ts';
import * as store from './clearing-store.ts';
import type { IncidentNeeds } from './needs.ts';

/** The people of an incident are kept so long after its last report, for questions about it. */
const keptAfterReport = days(30);
/** At most this long after its end, like the logs by which they were found. */
export const keptAfterEnd = asLogs;
const removedAtOnce = 5_000;

/**
 * The list of affected people is personal data of many uninvolved: it is deleted once the incident no longer needs it (个人信息保护法,
 * 第十九条). Their number, the measures and their times stay, as the law wants the record of an incident.
 */
export function createClearing({ db, clock }: IncidentNeeds) {
  /** Again and again, until a step finds less than it may take. */
  async function inSteps(step: () => Promise<number>): Promise<void> {
    while ((await step()) === removedAtOnce);
  }

  async function run(): Promise<void> {
    const now = clock.now();
    const due = { reportedBefore: after(now, -keptAfterReport), endedBefore: after(now, -keptAfterEnd) };
    await timed('maintenance', async () => {
      for (const id of await store.dueCountings(db, due)) {
        await inSteps(() => store.removePeople(db, id, removedAtOnce));
        await store.noteCleared(db, id, now);
      }
      const shownBefore = after(now, -loginRetention);
      for (const id of await store.dueFreezes(db, due, shownBefore))
        await inSteps(() => db.transaction((trx) => store.removeItems(trx, id, shownBefore, removedAtOnce)));
    });
  }

  return { run };
}
