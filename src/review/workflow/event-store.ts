import type { Seal } from '../../crypto/seal.ts';
import type { Connection } from '../../database/open.ts';
import type { Data } from '../../fields/form.ts';
import type { Entry } from './submission.ts';
import type { State } from './transitions.ts';

export const sealedAs = (submissionId: string) => `submission_events.data.${submissionId}`;

/** `data` is stored with a submit: the content of a decision stays readable after later changes. */
export async function insert(
  trx: Connection,
  seal: Seal,
  submissionId: string,
  entry: Entry & { data?: Data },
): Promise<void> {
  await trx.run(
    `insert into submission_events (submission_id, at, actor_kind, actor_id, verb, from_state, to_state, reason, comments, data)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      submissionId,
      entry.at,
      entry.actorKind,
      entry.actorId ?? null,
      entry.verb,
      entry.from ?? null,
      entry.to,
      entry.reason ?? null,
      JSON.stringify(entry.comments),
      entry.data === undefined ? null : seal.seal(JSON.stringify(entry.data), sealedAs(submissionId)),
    ],
  );
}

type Row = {
  at: Date;
  actor_kind: string;
  actor_id: string | null;
  verb: string;
  from_state: State | null;
  to_state: State;
  reason: string | null;
  comments: Record<string, string>;
};

/** Oldest first. */
export async function list(db: Connection, submissionId: string): Promise<Entry[]> {
  const rows = await db.rows<Row>(
    `select at, actor_kind, actor_id, verb, from_state, to_state, reason, comments from submission_events
     where submission_id = $1 order by id`,
    [submissionId],
  );
  return rows.map((row) => ({
    at: row.at,
    actorKind: row.actor_kind,
    actorId: row.actor_id ?? undefined,
    verb: row.verb,
    from: row.from_state ?? undefined,
    to: row.to_state,
    reason: row.reason ?? undefined,
    comments: row.comments,
  }));
}

/** The last submitted content, or with `back` 1 the one before: a reviewer compares a resubmission with it. */
export async function submitted(
  db: Connection,
  seal: Seal,
  submissionId: string,
  back: 0 | 1,
): Promise<Data | undefined> {
  const row = await db.row<{ data: Buffer }>(
    `select data from submission_events where submission_id = $1 and verb = 'submit' order by id desc offset $2 limit 1`,
    [submissionId, back],
  );
  if (row === undefined) return undefined;
  const data: Data = JSON.parse(seal.unseal(row.data, sealedAs(submissionId)));
  return data;
}
