import { z } from 'zod';
import { type Clock, hours, minutes, seconds } from '../clock.ts';
import type { Seal } from '../crypto/seal.ts';
import type { Connection, Database } from '../database/open.ts';
import { maskEmail } from '../fields/account.ts';
import type { Backlog } from '../jobs/backlog.ts';
import type { Job } from '../jobs/job.ts';
import type { Jobs } from '../jobs/service.ts';
import type { Log } from '../log.ts';
import { createOutbox, Refused, type Sent } from './outbox.ts';

export interface MailNeeds {
  db: Database;
  clock: Clock;
  jobs: Pick<Jobs, 'enqueue' | 'hurry' | 'isUnderWay'>;
  seal: Seal;
  /** The mail server; undefined keeps the mails for the development outbox. */
  url: string | undefined;
  from: string;
  log: Log;
}

const message = z.object({ to: z.string(), subject: z.string(), text: z.string(), html: z.string().optional() });
type Message = z.infer<typeof message>;

/** The verbs of the room: an outbox of mails. */
export interface Mail {
  /** Within the transaction that causes it; delivered at least once, under one message id, and tried for some 21 hours. */
  send(trx: Connection, mail: Message): Promise<void>;
  /** The newest fifty, for /dev/outbox; those sealed under keys that are gone are left out. */
  recent(): Promise<Sent<Message>[]>;
  /** Waiting and dead messages. */
  backlog: Backlog;
  /** Delivery, and the purge after seven days. */
  jobs: readonly Job[];
}

const waits = [seconds(30), minutes(2), minutes(10), minutes(30), hours(2), hours(6), hours(12)];

/** Mails that leave with the transaction that causes them. */
export function createMail({ url, from, ...needs }: MailNeeds): Mail {
  const deliver = url === undefined ? undefined : createSmtp(url, from);
  return createOutbox({ ...needs, table: 'mails', message, deliver, waits, masked: ({ to }) => maskEmail(to) });
}

function createSmtp(url: string, from: string) {
  let opened: ReturnType<typeof openTransport> | undefined;
  const transport = () => {
    opened ??= openTransport(url);
    return opened;
  };

  const domain = /@([^\s>]+)/.exec(from)?.[1] ?? 'localhost';

  return async ({ to, subject, text, html }: Message, id: string): Promise<void> => {
    try {
      // As an object the address is one recipient, whatever stands in it.
      await (await transport()).sendMail({
        from,
        messageId: `<${id}@${domain}>`, // by which a mailbox knows a repeated delivery
        to: { name: '', address: to },
        subject,
        text,
        ...(html === undefined ? {} : { html }),
      });
    } catch (error) {
      throw withoutRecipient(error);
    }
  };
}

/** With the first mail: a node that only serves pages does without the library. */
async function openTransport(url: string) {
  const { createTransport } = await import('nodemailer');
  return createTransport({
    url,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

const answer = z.object({ code: z.string().optional(), responseCode: z.number().optional() });

/** The messages of the mail server and of the library name the recipient; the codes do not. */
function withoutRecipient(error: unknown): Error {
  const { code = 'no code', responseCode } = answer.safeParse(error).data ?? {};
  const isRefused = (code === 'EENVELOPE' || code === 'EMESSAGE') && responseCode !== undefined && responseCode >= 500;
  const what = `The mail server did not take a mail (${code}${responseCode === undefined ? '' : ` ${responseCode}`})`;
  return isRefused ? new Refused(what) : new Error(what);
}
