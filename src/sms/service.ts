import { z } from 'zod';
import { type Clock, minutes, seconds } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Seal } from '../crypto/seal.ts';
import type { Connection, Database } from '../database/open.ts';
import type { Jobs } from '../jobs/service.ts';
import type { Log } from '../log.ts';
import { createOutbox, Refused } from '../mail/outbox.ts';

interface SmsNeeds {
  db: Database;
  clock: Clock;
  jobs: Pick<Jobs, 'enqueue'>;
  seal: Seal;
  /** The gateway, which takes {phone, text}, and the same Idempotency-Key for a repeated delivery; undefined keeps the messages for the development outbox. */
  url: string | undefined;
  log: Log;
}

const message = z.object({ to: z.string(), text: z.string() });
type Message = z.infer<typeof message>;

/** A code is worth nothing after five minutes. */
const waits = [seconds(5), seconds(15), minutes(1), minutes(2)];

/** Short messages that leave with the transaction that causes them. */
export function createSms({ url, ...needs }: SmsNeeds) {
  const deliver = url === undefined ? undefined : createGateway(url);
  const { send, ...outbox } = createOutbox({ ...needs, table: 'sms_messages', message, deliver, waits });
  return { send: (trx: Connection, phone: string, text: string) => send(trx, { to: phone, text }), ...outbox };
}

export type Sms = ReturnType<typeof createSms>;

type ModuleNeeds = Omit<SmsNeeds, 'url'> & { config: Pick<Config, 'SMS_URL'> };

export function createSmsModule({ config, ...needs }: ModuleNeeds) {
  const sms = createSms({ ...needs, url: config.SMS_URL });
  return { service: { sms }, jobs: sms.jobs };
}

/** The same message would get these answers again. */
const final = new Set([400, 413, 422]);

// The address may hold a key and the body holds a code: what is thrown names neither.
const createGateway =
  (url: string, timeoutMs = 10_000) =>
  async ({ to, text }: Message, id: string): Promise<void> => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': id },
      body: JSON.stringify({ phone: to, text }),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    }).catch((error: unknown) => {
      throw new Error(`The SMS gateway does not answer (${reasonOf(error)})`);
    });
    await response.body?.cancel();
    if (response.ok) return;
    const what = `The SMS gateway did not take a message (${response.status})`;
    throw final.has(response.status) ? new Refused(what) : new Error(what);
  };

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { cause } = error;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : error.name;
}
