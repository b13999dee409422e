import type { Connection } from '../../../database/open.ts';
import { roundNamed } from './scenario.ts';
import { type NewStep, type Step, type StepKind, shownStep, stepData } from './step.ts';

type StepRow = {
  id: number;
  at: Date;
  kind: StepKind;
  round: string | null;
  key: Buffer | null;
  data: unknown;
  shown: unknown;
};

export async function steps(db: Connection, runId: string): Promise<Step[]> {
  const rows = await db.rows<StepRow>(
    `select id, at, kind, round, key, data, shown from verification_steps where run_id = $1 order by id`,
    [runId],
  );
  return rows.map(({ id, at, kind, round, key, data, shown }) => ({
    ...{ id: Number(id), at, kind, round: roundNamed(round ?? undefined)?.code, key: key ?? undefined },
    data: stepData.parse(data),
    shown: shown === null ? undefined : shownStep.parse(shown),
  }));
}

export async function addStep(
  trx: Connection,
  runId: string,
  { kind, round, key, data, shown }: NewStep,
  at: Date,
  sealed?: Buffer,
): Promise<void> {
  await trx.run(
    `insert into verification_steps (run_id, at, kind, round, key, data, shown, sealed) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      runId,
      at,
      kind,
      round ?? null,
      key ?? null,
      JSON.stringify(data),
      shown === undefined ? null : JSON.stringify(shown),
      sealed ?? null,
    ],
  );
}

/** Where the browser was sent with the code that was exchanged in that round. */
export const sealedAddress = async (db: Connection, runId: string, round: string): Promise<Buffer | undefined> =>
  (
    await db.row<{ sealed: Buffer }>(
      `select sealed from verification_steps where run_id = $1 and round = $2 and sealed is not null order by id desc limit 1`,
      [runId, round],
    )
  )?.sealed;
