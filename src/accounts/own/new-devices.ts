import type { Connection } from '../../database/open.ts';
import type { Account, LoginMethod } from '../account/account.ts';
import type { Devices } from '../account/devices.ts';
import { hasSucceeded } from '../account/login-store.ts';
import type { Occasion } from '../account/logins.ts';
import type { AccountNeeds } from '../account/needs.ts';
import { limits } from '../limits.ts';
import type { AddedWays } from './added-ways.ts';

type Needs = AccountNeeds & {
  devices: Devices;
  added: Pick<AddedWays, 'tell'>;
};

/** Methods that create the account, or that notify the owner anyway: no notice of a new device. */
const isBeginning = (method: LoginMethod) =>
  method === 'registration' || method === 'recovery' || method === 'recovery-email';

/** Notices of a login on a browser that its person has not used before. */
export function createNewDevices({ db, throttle, devices, added }: Needs) {
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

    tellOfDevice: (trx: Connection, account: Account, { device }: Pick<Occasion, 'device'>) =>
      added.tell(trx, account, { kind: 'device', device }),
  };
}
