import type { Clock } from '../../clock.ts';
import type { Passwords } from '../../crypto/passwords.ts';
import type { Seal } from '../../crypto/seal.ts';
import type { Database } from '../../database/open.ts';
import type { Words } from '../../fact.ts';
import type { Throttle } from '../../http/limits/throttle.ts';
import type { Log } from '../../log.ts';
import type { Mail } from '../../mail/service.ts';
import type { WayIn } from '../../module.ts';
import type { Notices } from '../../notices/service.ts';
import type { Sms } from '../../sms/service.ts';
import type { Account } from './account.ts';

/** What the room is made of; each part of it takes what it uses. */
export type AccountNeeds = {
  db: Database;
  clock: Clock;
  passwords: Passwords;
  seal: Seal;
  sms: Pick<Sms, 'send' | 'speaks'>;
  mail: Pick<Mail, 'send'>;
  notices: Pick<Notices, 'send'>;
  /** Of the Cloud, for links in messages. */
  origin: string;
  words: Words;
  throttle: Throttle;
  workHardness?: number | undefined;
  log?: Log;
  codesInDay?: number;
  /** The ways to sign in of rooms above: what is built on a password or was added is ended there. */
  waysIn?: () => readonly WayIn[];
};

/** An account, kept for half a second: as it was read, and dropped by whoever changes it. */
export type Cached = {
  find: (id: string) => Promise<Account | undefined>;
  forget: (id: string) => void;
};
