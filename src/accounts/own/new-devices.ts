import type { Clock } from '../../clock.ts';
import type { Connection, Database } from '../../database/open.ts';
import type { Words } from '../../fact.ts';
import type { Throttle } from '../../http/limits/throttle.ts';
import type { Mail } from '../../mail/service.ts';
import type { Sms } from '../../sms/service.ts';
import type { Account, LoginMethod } from '../account/account.ts';
import type { Devices } from '../account/devices.ts';
import { hasSucceeded } from '../account/login-store.ts';
import type { Occasion } from '../account/logins.ts';
import { fact } from '../facts.ts';
import { limits } from '../limits.ts';

type Needs = {
  clock: Clock;
  db: Database;
  sms: Pick<Sms, 'send'>;
  mail: Pick<Mail, 'send'>;
  words: Words;
  throttle: Throttle;
  devices: Devices;
  origin: string;
};

/** Ways that make the account, or of which its owner hears anyway: nobody is told of a new device then. */
const isBeginning = (method: LoginMethod) =>
  method === 'registration' || method === 'recovery' || method === 'recovery-email';

/** Notices of a login on a browser that its person has not used before. */
export function createNewDevices({ clock, db, sms, mail, words, throttle, devices, origin }: Needs) {
  return {
    /** Whether a login that comes now is on a new device. Never the very first one. */
    async isNewDevice(
      account: Account,
      known: string | undefined,
      method: LoginMethod,
      hasSignedIn?: boolean,
    ): Promise<boolean> {
      if (account.testOf !== undefined || isBeginning(method)) return false;
      return devices.idFor(account, known) === undefined && (hasSignedIn ?? (await hasSucceeded(db, account.id)));
    },

    /** By SMS, else by a mail to an address that was verified; some times a day at most. Asked before the transaction. */
    async mayTellOfDevice({ id, phone, email, emailVerified }: Account): Promise<boolean> {
      if (phone === undefined && !(email !== undefined && emailVerified)) return false;
      return (await throttle.hit('new device notices', id, limits.newDeviceNotices)).allowed;
    },

    async tellOfDevice(trx: Connection, { phone, email }: Account, { device }: Pick<Occasion, 'device'>) {
      const speech = words('zh', 'citizen');
      const url = `${origin}/account/logins/not-me`;
      const said = speech.say(fact('accounts.new_device', { device, at: clock.now().toISOString(), url }));
      if (phone !== undefined) return sms.send(trx, phone, said);
      if (email !== undefined)
        await mail.send(trx, { to: email, subject: speech.say(fact('accounts.new_device_subject')), text: said });
    },
  };
}
