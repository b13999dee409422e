import { after, type Clock } from '../../clock.ts';
import type { Seal } from '../../crypto/seal.ts';
import { newToken } from '../../crypto/secrets.ts';
import { deviceLife } from '../limits.ts';
import type { Account } from './account.ts';

const context = 'known device';
const remembered = 4; // people of one household at one browser

/** Browsers on which a person has logged in: the value of a cookie, opaque to its bearer. */
export function createDevices({ seal, clock }: { seal: Seal; clock: Clock }) {
  const open = (token: string) => {
    const [accountId, since, id, shown] = unsealed(seal, token)?.split(' ') ?? [];
    return accountId === undefined || since === undefined || id === undefined
      ? undefined
      : { accountId, since: Number(since), id, isShown: shown === 'shown' };
  };
  const parts = (known: string | undefined) => (known === undefined ? [] : known.split('.', remembered));

  return {
    /**
     * The new value of the cookie; `known` is its old one, so that others at this browser stay known. `shown`: an account that asked to be
     * remembered is offered by name at the next login; a shared browser shows no names.
     */
    token(accountId: string, known?: string, shown = false): string {
      const others = parts(known).filter((part) => (open(part)?.accountId ?? accountId) !== accountId);
      const about = [accountId, clock.now().getTime(), newToken(12), ...(shown ? ['shown'] : [])].join(' ');
      return [seal.seal(about, context).toString('base64url'), ...others].slice(0, remembered).join('.');
    },

    /** The accounts that this browser shows by name, the newest first; each is checked by the caller. */
    shownOn: (known: string | undefined) =>
      parts(known).flatMap((part) => {
        const device = open(part);
        return device?.isShown ? [{ accountId: device.accountId, key: device.id, at: new Date(device.since) }] : [];
      }),

    /** The cookie without that entry. */
    without: (known: string | undefined, key: string): string =>
      parts(known)
        .filter((part) => open(part)?.id !== key)
        .join('.'),

    /** The ids of this browser, for whomever it was known. */
    idsOn: (known: string | undefined): string[] => parts(known).flatMap((part) => open(part)?.id ?? []),

    /** The accounts that the cookie names; each is checked by the caller. */
    accountsOn: (known: string | undefined): string[] => parts(known).flatMap((part) => open(part)?.accountId ?? []),

    /**
     * The id of this browser for that account, unless it was never known or became so before a change of the password.
     * Also without an account it reads the cookie, for constant timing.
     */
    idFor(
      account: Pick<Account, 'id' | 'sessionsValidFrom'> | undefined,
      known: string | undefined,
    ): string | undefined {
      const devices = parts(known).map(open);
      if (account === undefined) return undefined;
      const oldest = Math.max(account.sessionsValidFrom.getTime(), after(clock.now(), -deviceLife).getTime());
      return devices.find((device) => device?.accountId === account.id && device.since >= oldest)?.id;
    },
  };
}

export type Devices = ReturnType<typeof createDevices>;

function unsealed(seal: Seal, token: string): string | undefined {
  if (token.length > 512) return undefined;
  try {
    return seal.unseal(Buffer.from(token, 'base64url'), context);
  } catch {
    return undefined; // a cookie is untrusted: made up, cut off or sealed with a deleted key
  }
}
