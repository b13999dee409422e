import type { Connection } from '../database/open.ts';
import type { RunState, Verdict } from '../integration/verification/runs/run.ts';

/** A run that was gone through before the demo began. */
export const finishAs = (
  trx: Connection,
  id: string,
  {
    state,
    number,
    verdicts,
    dueAt,
  }: { state: RunState; number: string; verdicts: readonly Verdict[]; dueAt: Date | undefined },
  at: Date,
) =>
  trx.run(
    `update verification_runs set state = $2, number = $3, verdicts = $4, due_at = $5, started_at = $6, finished_at = $7, password = null
     where id = $1 and state = 'open'`,
    [id, state, number, JSON.stringify(verdicts), dueAt ?? null, new Date(at.getTime() - 532_000), at],
  );
