import { type Account, label } from '../../accounts/account/account.ts';
import type { Passkeys } from '../../accounts/passkeys/service.ts';
import type { Accounts } from '../../accounts/service.ts';
import { maskMobile } from '../../fields/china/mobile.ts';
import type { Context } from '../../http/context.ts';
import { admits } from '../admission.ts';
import type { ShownAccount } from '../views.ts';
import type { InteractionKit, Open } from './interaction.ts';

type Needs = { accounts: Accounts; passkeys: Passkeys; kit: InteractionKit };

/** An account that this browser remembers. Only the sealed cookie names it, so that no stranger learns who has an account. */
export type RememberedAccount = { account: Account; username: string; at: Date; shown: ShownAccount };

/** Who asked this browser to remember them, and may sign in at the application that asks. */
export function createRememberedAccounts({ accounts, passkeys, kit }: Needs) {
  async function list(ctx: Context, { application }: Open): Promise<RememberedAccount[]> {
    const found = await accounts.rememberedOn(kit.knownDevice(ctx));
    const admitted = found.filter(({ account }) => admits(application, account));
    return Promise.all(
      admitted.map(async ({ key, account, at }) => {
        const [ways, keys] = await Promise.all([accounts.fallbackMethods(account.id), passkeys.list(account.id)]);
        const { id: _, nickname, phone, username } = account;
        const masked = phone === undefined ? undefined : maskMobile(phone);
        const shown = {
          key,
          nickname,
          label: label(account),
          phone: masked,
          ways: { ...ways, passkey: keys.length > 0 },
        };
        return { account, username: username ?? phone ?? '', at, shown };
      }),
    );
  }
  const named = async (ctx: Context, open: Open, key: unknown): Promise<RememberedAccount | undefined> =>
    typeof key === 'string' ? (await list(ctx, open)).find(({ shown }) => shown.key === key) : undefined;

  return {
    list,
    named,
    /** By the address of the page. */
    chosen: (ctx: Context, open: Open) => named(ctx, open, ctx.query.as),
  };
}

export type RememberedAccounts = ReturnType<typeof createRememberedAccounts>;
