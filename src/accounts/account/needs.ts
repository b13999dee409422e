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

/** Needs of the room; each part of it takes those it uses. */
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
  /** Sign-in methods of rooms above, ended when a password or an added method is revoked. */
  waysIn?: () => readonly WayIn[];
};

/** An account, cached for half a second; a change drops it. */
export type Cached = {
  find: (id: string) => Promise<Account | undefined>;
  forget: (id: string) => void;
};
