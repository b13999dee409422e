import { z } from 'zod';
import { after, type Clock, days } from '../clock.ts';
import type { Seal } from '../crypto/seal.ts';
import { isId, newId } from '../crypto/secrets.ts';
import type { Connection, Database } from '../database/open.ts';
import type { Backlog, BacklogState, Stuck } from '../jobs/backlog.ts';
import type { Job } from '../jobs/job.ts';
import type { Jobs } from '../jobs/service.ts';
import type { Log } from '../log.ts';
import { messagesIn, type Sealed } from './store.ts';

/** Thrown by a driver when the same message would be refused again. */
export class Refused extends Error {}

interface Needs<Message> {
  db: Database;
  clock: Clock;
  jobs: Pick<Jobs, 'enqueue' | 'hurry' | 'isUnderWay'>;
  seal: Seal;
  log: Log;
  table: 'mails' | 'sms_messages';
  message: z.ZodType<Message>;
  /** Absent in development: the messages stay where they can be looked at. Its errors name no recipient and no text. */
  deliver: ((message: Message, id: string) => Promise<void>) | undefined;
  /** Seconds between the attempts. */
  waits: readonly number[];
  /** The recipient, recognisable but unusable. */
  masked: (message: Message) => string;
}

/** A message as /dev/outbox shows it. */
export type Sent<Message> = Message & { id: string; at: Date; sentAt: Date | undefined; failedAt: Date | undefined };

export const sealedAs = (table: Needs<unknown>['table'], id: string) => `${table}.${id}`;

const shown = 50;
/** How long mails and short messages are kept. */
export const outboxRetention = days(7);
const batch = 1_000;
const payload = z.object({ id: z.string() });

/**
 * Messages that leave with the transaction that causes them. Recipients and texts are sealed, as a code in a message opens an
 * account while it lives. A message is delivered at least once: a node that dies right after a delivery repeats it, under the same id.
 */
export function createOutbox<Message>(needs: Needs<Message>) {
  const { db, clock, jobs, seal, log, table, message, deliver, waits, masked } = needs;
  const store = messagesIn(table);
  const retry = (attempt: number) => waits[attempt - 1];
  const open = ({ id, sealed }: Sealed) => message.parse(JSON.parse(seal.unseal(sealed, sealedAs(table, id))));

  async function send(trx: Connection, content: Message): Promise<void> {
    const id = newId();
    await store.insert(trx, id, clock.now(), seal.seal(JSON.stringify(content), sealedAs(table, id)));
    if (deliver) await jobs.enqueue(trx, table, { id });
  }

  /** The newest first; messages sealed with deleted keys are left out. */
  async function recent(): Promise<Sent<Message>[]> {
    const rows = await store.newest(db, shown);
    return rows.flatMap((row) => {
      try {
        return [{ ...open(row), id: row.id, at: row.createdAt, sentAt: row.sentAt, failedAt: row.failedAt }];
      } catch {
        return [];
      }
    });
  }

  function stuck(row: Sealed): Stuck & { state: BacklogState } {
    const { id, createdAt, attempts, problem, failedAt } = row;
    const state = failedAt === undefined ? 'waiting' : 'dead';
    let receiver: string | undefined;
    try {
      receiver = masked(open(row));
    } catch {
      // sealed under a key that is gone
    }
    return { id, state, createdAt, attempts, problem, receiver, what: undefined, dueAt: undefined };
  }

  const backlog: Backlog = {
    async counts() {
      const found = await store.counts(db);
      return { waiting: found?.waiting ?? 0, dead: found?.dead ?? 0, oldestAt: found?.oldest ?? undefined };
    },
    list: async (page) =>
      (page.state === 'dead' ? await store.dead(db, page) : await store.waiting(db, page)).map(stuck),
    async find(connection, id) {
      const row = isId(id) ? await store.find(connection, id) : undefined;
      return row === undefined || row.sentAt !== undefined ? undefined : stuck(row);
    },
    async again(trx, id) {
      if (!isId(id) || (await jobs.isUnderWay(trx, table, 'id', id)) || !(await store.revive(trx, id))) return false;
      if (!(await jobs.hurry(trx, table, 'id', id))) await jobs.enqueue(trx, table, { id });
      return true;
    },
    drop: async (trx, id) => isId(id) && !(await jobs.isUnderWay(trx, table, 'id', id)) && (await store.drop(trx, id)),
  };

  const purge: Job = {
    name: `${table}.purge`,
    schedule: '31 * * * *',
    async run() {
      while ((await store.remove(db, after(clock.now(), -outboxRetention), batch)) === batch);
    },
  };
  if (deliver === undefined) {
    // Nothing waits: it is looked at in /dev/outbox.
    const none = { counts: async () => ({ waiting: 0, dead: 0, oldestAt: undefined }), list: async () => [] };
    return { send, recent, backlog: { ...backlog, ...none, find: async () => undefined }, jobs: [purge] };
  }

  const delivery: Job = {
    queue: table,
    retry,
    async handle(asked, attempt) {
      const row = await store.find(db, payload.parse(asked).id);
      if (row === undefined || row.sentAt !== undefined || row.failedAt !== undefined) return;
      try {
        await deliver(open(row), row.id);
      } catch (error) {
        const isFinal = error instanceof Refused || retry(attempt) === undefined;
        const problem = (error instanceof Error ? error.message : String(error)).slice(0, 300);
        await store.noteFailure(db, row.id, attempt, problem, isFinal ? clock.now() : undefined);
        if (!(error instanceof Refused)) throw error;
        return log.warn({ message: row.id, reason: error.message }, `One of ${table} was refused`);
      }
      await store.markSent(db, row.id, clock.now());
    },
  };
  return { send, recent, backlog, jobs: [delivery, purge] };
}
