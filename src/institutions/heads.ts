import type { Account } from '../accounts/account.ts';
import type { Clock } from '../clock.ts';
import type { Connection } from '../database/open.ts';
import { maskMobile } from '../fields/china/mobile.ts';
import { maskName } from '../fields/person-name.ts';
import * as members from './member-store.ts';

type Needs = { clock: Clock; reach: (trx: Connection, ids: readonly string[]) => Promise<readonly Account[]> };

/** 138****1111: whom to ask in an institution, as anybody may see it. */
export const createHeadOf =
  ({ clock, reach }: Needs) =>
  async (institutionId: string, trx: Connection): Promise<string> => {
    const owners = (await members.membersOf(trx, institutionId, clock.now())).filter(({ role }) => role === 'owner');
    const [first] = await reach(
      trx,
      owners.map(({ accountId }) => accountId),
    );
    if (first === undefined) return '国家公共文化云运营';
    return first.phone === undefined ? maskName(first.nickname) : maskMobile(first.phone);
  };

export type HeadOf = ReturnType<typeof createHeadOf>;
