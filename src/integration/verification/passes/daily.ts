import { system } from '../../../actor.ts';
import type { Application } from '../../../applications/aksk/application.ts';
import { record } from '../../../audit/record.ts';
import { after, hours } from '../../../clock.ts';
import type { Connection } from '../../../database/open.ts';
import type { Job } from '../../../jobs/job.ts';
import { repeatedDaily } from '../checks/checks.ts';
import { fact } from '../facts.ts';
import { judge } from '../judging/judge.ts';
import type { VerificationNeeds } from '../needs.ts';
import type { Step, StepData } from '../rounds/step.ts';
import type { Run, Verdict } from '../runs/run.ts';
import { hasChanged } from '../runs/standing.ts';
import * as store from '../runs/store.ts';
import type { Verification } from '../service.ts';
import { createLetters } from './letters.ts';

type Needs = VerificationNeeds & { verification: Pick<Verification, 'probe' | 'notify' | 'endOverdue'> };

const batch = 20;
/** Failures of a day, and more than half of its logins: too many for a citizen's slip. */
const manyFailures = 20;

/** R57: automatic checks are repeated every day while a pass stands: TLS and button, the addresses, logout notices, real traffic. */
export function createDaily(needs: Needs) {
  const { db, clock, applications, integrationLog, verification } = needs;
  const letters = createLetters(needs);

  async function lookAt(run: Run): Promise<void> {
    const application = await applications.find(run.clientId);
    if (application === undefined) return;
    const at = clock.now();
    const [probed, noticed, recent] = await Promise.all([
      verification.probe(run),
      verification.notify(run),
      integrationLog.recent([run.clientId]),
    ]);
    const found = [...verdictsOf(run, application, probed, noticed, at), ...trafficOf(recent.get(run.clientId), at)];
    const broken = found.length > 0 ? found : undefined;
    const changed = hasChanged(run, application.redirectUris);
    const dueAt = changed && run.dueAt !== undefined && run.dueAt > at ? at : (run.dueAt ?? at);
    await db.transaction(async (trx) => {
      const before = await store.lock(trx, run.id);
      if (before === undefined) return;
      await store.setChecked(trx, run.id, { broken, dueAt }, at);
      if ((broken === undefined) !== (before.broken === undefined)) await noteTurn(trx, run, broken, at);
      if (broken !== undefined && before.broken === undefined) await letters.broken(trx, run, application, at);
      if (dueAt <= at) await letters.due(trx, run, application, dueAt);
    });
  }

  /** A pass that was lost, or is back: 对接历史 reads it here. */
  const noteTurn = (trx: Connection, { id, clientId, number }: Run, broken: readonly Verdict[] | undefined, at: Date) =>
    record(
      trx,
      at,
      system('verification.daily'),
      broken === undefined ? 'verification.mended' : 'verification.broken',
      { kind: 'application', id: clientId },
      { run: id, number, ...(broken !== undefined && { checks: broken.map(({ check }) => check) }) },
    );

  /** An unreachable check keeps its earlier result. */
  function verdictsOf(run: Run, application: Application, probed: StepData, noticed: StepData, at: Date): Verdict[] {
    const steps: Step[] = [
      { id: 1, at, kind: 'probed', data: probed },
      { id: 2, at, kind: 'noticed', data: noticed },
    ];
    const byPicture = run.verdicts?.find(({ check }) => check === 'button')?.seen?.code === 'verification.by_picture';
    const repeated = judge(steps, application).filter(({ check }) => repeatedDaily.includes(check));
    return repeated.flatMap((verdict) => {
      const before = run.broken?.filter(({ check }) => check === verdict.check) ?? [];
      if (verdict.check === 'button' && probed.problem === 'button')
        return byPicture
          ? []
          : [
              {
                ...({ check: verdict.check, state: 'failed', fault: 'button_missing', at } as const),
                seen: fact('verification.seen_button_missing', { address: probed.url ?? run.loginUrl }),
              },
            ];
      if (verdict.state === 'unreachable') return before;
      return verdict.state === 'failed' ? [verdict] : [];
    });
  }

  function trafficOf(recent: { calls: number; failed: number } | undefined, at: Date): Verdict[] {
    if (recent === undefined || recent.failed < manyFailures || recent.failed * 2 <= recent.calls) return [];
    const { calls, failed } = recent;
    return [{ check: 'in_time', state: 'failed', seen: fact('verification.traffic', { failed, calls }), at }];
  }

  /** All that were not looked at for most of a day; those of a node that dies on the way are looked at by the next one. */
  async function repeat(): Promise<void> {
    const before = after(clock.now(), -hours(20));
    for (;;) {
      const runs = await store.toCheck(db, clock.now(), before, batch);
      for (const run of runs) await lookAt(run);
      if (runs.length < batch) return;
    }
  }

  const jobs: Job[] = [
    { name: 'verification.daily', schedule: '40 9 * * *', run: repeat, madeUpFor: hours(12) },
    { name: 'verification.end', schedule: '*/10 * * * *', run: () => verification.endOverdue() },
  ];
  return { jobs, repeat };
}
