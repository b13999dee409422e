import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { after, type Clock, days, seconds } from '../clock.ts';
import type { Seal } from '../crypto/seal.ts';
import { equal, idFrom, isId, newId } from '../crypto/secrets.ts';
import type { Database } from '../database/open.ts';
import { isUnavailable, Problem } from '../errors.ts';
import type { Job } from '../jobs/job.ts';
import { callerOf } from './bearer.ts';
import type { Context } from './context.ts';
import { fact } from './facts.ts';
import * as store from './idempotency-store.ts';
import type { CallWrapper } from './operation.ts';

type Needs = { db: Database; clock: Clock; seal: Seal };

/** How long an answer is kept for a repeated call. */
export const answerRetention = days(1);
/** Longer than any call takes: who holds a key for longer has died. */
const hold = seconds(30);
/** How long a repeated call waits for the answer of the first, in milliseconds. */
const timeout = 3_000;
const interval = 100;
const batch = 1_000;

/** Headers that a replay repeats. */
const repeated = ['ETag', 'Location'] as const;
const answerShape = z.object({ headers: z.record(z.string(), z.string()), body: z.unknown() });

export const contextOf = ({ clientId, key }: store.IdempotencyKey) => `idempotency_keys.${clientId}.${key}`;

const inProgress = () =>
  new Problem('request_under_way', fact('http.request_under_way'), {
    retryAfter: 2,
  });

/**
 * Idempotency-Key: a call that comes again under its key, with the same request, is answered as it was the first time, for 24 hours. A refusal
 * leaves no trace. Operations must be repeatable, as a process may die between the work and its record: one that makes a thing without a name of
 * the caller's makes it under the id of the call, which is the same each time.
 */
export function createIdempotency({ db, clock, seal }: Needs): CallWrapper {
  /** The answer of the first call; undefined where its key was released. Waits while the first call is in progress. */
  async function answered(id: store.IdempotencyKey, hash: Buffer): Promise<store.IdempotencyRow | undefined> {
    for (let waited = 0; ; waited += interval) {
      const found = await store.find(db, id);
      if (found === undefined) return undefined;
      if (!equal(found.requestHash, hash)) throw new Problem('idempotency_key_reused', fact('http.key_reused'));
      if (found.status !== undefined) return found;
      if (found.heldUntil <= clock.now()) return undefined;
      if (waited >= timeout) throw inProgress();
      await sleep(interval);
    }
  }

  function replay<Answer>(ctx: Context, id: store.IdempotencyKey, { status, answer }: store.IdempotencyRow): Answer {
    if (status === undefined || answer === undefined) throw inProgress();
    const { headers, body } = answerShape.parse(JSON.parse(seal.unseal(answer, contextOf(id))));
    ctx.set({ ...headers, 'Idempotency-Replayed': 'true' });
    ctx.status = status;
    return body as Answer; // a border: the same request was answered so
  }

  /** Lets the call come again. In an outage the key is released as soon as that is over. */
  async function release(id: store.IdempotencyKey, heldUntil: Date): Promise<void> {
    const attempt = () => store.release(db, id, heldUntil);
    const again = async () => {
      while (clock.now() < heldUntil) {
        await sleep(interval * 5, undefined, { ref: false });
        const isDone = await attempt().then(
          () => true,
          (error: unknown) => !isUnavailable(error),
        );
        if (isDone) return;
      }
    };
    await attempt().catch((error: unknown) => {
      if (!isUnavailable(error)) throw error;
      void again();
    });
  }

  return async (ctx, sent, work) => {
    const key = ctx.get('idempotency-key').trim().toLowerCase();
    if (key === '') return work(newId());
    if (!isId(key)) throw new Problem('bad_request', fact('http.key_is_uuid'));
    const id = { clientId: callerOf(ctx).clientId, key };
    const hash = hashOf(ctx, sent);
    for (;;) {
      const now = clock.now();
      const heldUntil = after(now, hold);
      if (!(await store.take(db, id, { hash, now, heldUntil, oldest: after(now, -answerRetention) }))) {
        const found = await answered(id, hash);
        if (found !== undefined) return replay(ctx, id, found);
        continue; // released meanwhile: it is our turn
      }
      try {
        const body = await work(idFrom(`call\0${id.clientId}\0${key}\0${hash.toString('hex')}`));
        const headers = Object.fromEntries(
          repeated.flatMap((name) => {
            const value = ctx.response.get(name);
            return value === '' ? [] : [[name, value]];
          }),
        );
        const status = body === undefined ? 204 : ctx.status === 404 ? 200 : ctx.status;
        const answer = seal.seal(JSON.stringify({ headers, body }), contextOf(id));
        await store.finish(db, id, { heldUntil, status, answer });
        return body;
      } catch (error) {
        await release(id, heldUntil);
        throw error;
      }
    }
  };
}

export const idempotencyPurge = ({ db, clock }: Pick<Needs, 'db' | 'clock'>): Job => ({
  name: 'idempotency.purge',
  schedule: '23 * * * *',
  async run() {
    while ((await store.removeOld(db, after(clock.now(), -answerRetention), batch)) === batch);
  },
});

const hashOf = (ctx: Context, sent: unknown) =>
  createHash('sha256')
    .update(`${ctx.method}\0${ctx.url}\0${ctx.get('if-match')}\0${ctx.get('if-none-match')}\0${JSON.stringify(sent)}`)
    .digest();
