import type { Account } from '../account/account.ts';
import type { Devices } from '../account/devices.ts';
import type { AccountNeeds, Cached } from '../account/needs.ts';
import { fact } from '../facts.ts';
import { limits } from '../limits.ts';
import type { WorkDesk } from '../work.ts';
import { createCodeBudgets, type PlatformBudget } from './code-budgets.ts';
import { createEmailCodes } from './email-codes.ts';
import { createSmsCodes } from './sms-codes.ts';

type Needs = AccountNeeds &
  Cached & {
    work: WorkDesk;
    devices: Devices;
  };

/** Channels for codes, with the budgets of all together, and of each number and e-mail. */
export function createCodeChannels({ codesInDay = limits.codesOfPlatformInDay.limit, devices, find, ...needs }: Needs) {
  // By the accounts that the cookie names, never by the number or e-mail: the answer says nothing about whether it is registered.
  async function deviceOf(known: string | undefined, isOwner: (owner: Account) => boolean) {
    const owners = await Promise.all(devices.accountsOn(known).map(find));
    return devices.idFor(
      owners.find((owner) => owner !== undefined && isOwner(owner)),
      known,
    );
  }

  const messages: PlatformBudget = {
    kind: 'codes of platform',
    inMinute: limits.codesOfPlatform,
    inDay: codesInDay,
    isOver: (hasOtherWay) => fact('accounts.sms_down', { hasOtherWay }),
  };
  const mails: PlatformBudget = {
    kind: 'email codes of platform',
    inMinute: limits.emailCodesOfPlatform,
    inDay: limits.emailCodesOfPlatformInDay.limit,
    isOver: () => fact('accounts.mail_down'),
  };

  return {
    codes: createSmsCodes({
      ...needs,
      budgets: createCodeBudgets({ ...needs, platform: messages }),
      deviceOf: (phone, known) => deviceOf(known, (owner) => owner.phone === phone),
    }),
    emailCodes: createEmailCodes({
      ...needs,
      budgets: createCodeBudgets({ ...needs, platform: mails }),
      deviceOf: (email, known) => deviceOf(known, (owner) => owner.email === email && owner.emailVerified),
    }),
  };
}
