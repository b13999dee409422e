/** Short messages: an outbox, and gateways of which the next takes over. */

import { type Clock, minutes, seconds } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Seal } from '../crypto/seal.ts';
import type { Connection, Database } from '../database/open.ts';
import type { Words } from '../fact.ts';
import { maskMobile } from '../fields/china/mobile.ts';
import type { Backlog } from '../jobs/backlog.ts';
import type { Job } from '../jobs/job.ts';
import type { Jobs } from '../jobs/service.ts';
import type { Log } from '../log.ts';
import { createOutbox, type Sent } from '../mail/outbox.ts';
import { createFailover } from './failover.ts';
import { type Message, message, openGateways } from './gateways.ts';
import { personal } from './personal-data.ts';
import { sealed } from './sealed.ts';

interface SmsNeeds {
  db: Database;
  clock: Clock;
  words: Words;
  jobs: Pick<Jobs, 'enqueue' | 'hurry' | 'isUnderWay'>;
  seal: Seal;
  /** The gateway, or a file that describes two; undefined keeps the messages for the development outbox. */
  url: string | undefined;
  log: Log;
}

/** A code is worth nothing after five minutes. */
const waits = [seconds(5), seconds(15), minutes(1), minutes(2)];

/** The verbs of the room: an outbox of short messages and calls. */
export interface Sms {
  /** Within the transaction that causes it, signed with whose it is. `code`: the code that the text is about; `voice`: said aloud. Tried for some minutes. */
  send(trx: Connection, phone: string, text: string, options?: { code?: string; voice?: boolean }): Promise<void>;
  /** Whether a code can be spoken by a call. */
  speaks: boolean;
  /** The newest fifty, for /dev/outbox; those sealed under keys that are gone are left out. */
  recent(): Promise<Sent<Message>[]>;
  /** Waiting and dead messages. */
  backlog: Backlog;
  /** Delivery, and the purge after seven days. */
  jobs: readonly Job[];
}

/** Short messages that leave with the transaction that causes them. */
export function createSms({ url, words, ...needs }: SmsNeeds): Sms {
  const gateways = url === undefined ? undefined : openGateways(url, needs.clock);
  const deliver = gateways && createFailover({ ...needs, gateways });
  const { send, ...outbox } = createOutbox({
    ...{ ...needs, table: 'sms_messages', message, deliver, waits },
    masked: ({ to }) => maskMobile(to),
  });
  return {
    send: (trx, phone, text, { code, voice } = {}) =>
      send(trx, {
        to: phone,
        text: words('zh', 'citizen').signed(text),
        ...(code !== undefined && { code }),
        ...(voice === true && { voice }),
      }),
    speaks: gateways === undefined || gateways.some(({ speaks }) => speaks),
    ...outbox,
  };
}

type ModuleNeeds = Omit<SmsNeeds, 'url'> & { config: Pick<Config, 'SMS_URL'> };

export function createSmsModule({ config, ...needs }: ModuleNeeds) {
  const sms = createSms({ ...needs, url: config.SMS_URL });
  return {
    service: { sms },
    jobs: sms.jobs,
    personal,
    sealed,
  };
}
