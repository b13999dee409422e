import { z } from 'zod';
import { allEndedAt } from '../../applications/validity/ending-store.ts';
import { days, epoch } from '../../clock.ts';
import type { Connection } from '../../database/open.ts';
import { Problem } from '../../errors.ts';
import { fact, type LoginMethod } from './facts.ts';
import * as store from './trial-store.ts';

/** The ways of signing in to be tried on a restored server, as 登录记录 calls them. */
export const ways = ['password', 'sms', 'passkey'] as const satisfies readonly LoginMethod[];

/** After so many seconds without a tried backup the doctor and 系统状态 say so. */
export const triedWithin = days(14);

const instant = z.iso.datetime().transform((text) => new Date(text));

/** The answer of a restored server about itself, without any name. */
export const trial = z.strictObject({
  /** When the sessions and tokens of its backup were ended. */
  restored_at: instant,
  tried_at: instant,
  logins: z.strictObject({ password: instant, sms: instant, passkey: instant }),
  /** The newest report of service data; null: there is none. */
  report: z.strictObject({ client_id: z.string(), day: z.iso.date(), revision: z.int() }).nullable(),
  /** The chain of the audit, whole, and its last seal from before it was restored. */
  audit: z.strictObject({ events: z.int(), position: z.int(), hash: z.hex() }),
});
export type Trial = z.output<typeof trial>;
export type TrialDocument = z.input<typeof trial>;

/** The trial of this server, or a refusal that names the missing part. `events`: of the verified chain. */
export async function trialOf(db: Connection, now: Date, events: number): Promise<TrialDocument> {
  const restoredAt = await allEndedAt(db); // the block `restore end` does it
  if (restoredAt === undefined) throw new Problem('conflict', fact('doctor.trial_not_ended'));
  const [logins, report, seal] = [
    await store.loginsSince(db, restoredAt),
    await store.newestReport(db),
    await store.lastSealBefore(db, restoredAt),
  ];
  const { password, sms, passkey } = logins;
  if (password === undefined || sms === undefined || passkey === undefined) {
    const missing = ways.filter((way) => logins[way] === undefined);
    throw new Problem('conflict', fact('doctor.trial_logins_missing', { missing, since: restoredAt.toISOString() }));
  }
  if (seal === undefined) throw new Problem('conflict', fact('doctor.trial_without_audit'));
  return {
    restored_at: restoredAt.toISOString(),
    tried_at: now.toISOString(),
    logins: { password: password.toISOString(), sms: sms.toISOString(), passkey: passkey.toISOString() },
    report: report ?? null,
    audit: { events, position: seal.position, hash: seal.hash.toString('hex') },
  };
}

/** Reads the file of a trial, and fails where it cannot be one of a backup of this database. */
export async function believedTrial(db: Connection, text: string, now: Date): Promise<Trial> {
  const read = trial.safeParse(documentIn(text));
  if (!read.success) throw new Problem('bad_request', fact('doctor.trial_unreadable'));
  const { data } = read;
  if (epoch(data.tried_at) > epoch(now) || epoch(now) - epoch(data.tried_at) > triedWithin)
    throw new Problem('conflict', fact('doctor.trial_too_old'));
  const { position, hash } = data.audit;
  if ((await store.sealAt(db, position))?.hash.toString('hex') !== hash.toLowerCase())
    throw new Problem('conflict', fact('doctor.trial_of_another_database'));
  if (await store.hasLogin(db, Object.values(data.logins)))
    throw new Problem('conflict', fact('doctor.trial_made_here'));
  if (data.report !== null && !(await store.hasReport(db, data.report)))
    throw new Problem('conflict', fact('doctor.trial_of_another_database'));
  return data;
}

const documentIn = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Seconds for which backups are made, and none was restored and tried; undefined: none was ever noted. */
export async function untriedFor(db: Connection, now: Date): Promise<number | undefined> {
  const since = (await store.lastTrial(db))?.at ?? (await store.firstBackup(db));
  return since && Math.max(0, epoch(now) - epoch(since));
}
