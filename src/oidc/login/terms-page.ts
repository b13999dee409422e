import { agreedVersion } from '../../accounts/account/terms.ts';
import type { Accounts } from '../../accounts/service.ts';
import { anyone } from '../../http/access.ts';
import type { Context } from '../../http/context.ts';
import type { Form } from '../../http/requests/body.ts';
import { form, type Route } from '../../http/route.ts';
import type { InteractionKit, Open } from './interaction.ts';

type Needs = { accounts: Pick<Accounts, 'find' | 'terms'>; kit: InteractionKit };

/** 用户协议有更新: once, where whoever is signed in agreed to an older version than counts today. */
export function createTermsPage({ accounts, kit }: Needs) {
  /** The newer version; undefined where there is nothing to ask, or the login itself comes first. */
  async function changedIn({ interaction }: Open) {
    const { reasons } = interaction.prompt;
    const accountId = interaction.session?.accountId;
    const isFirst = reasons.every((reason) => reason === 'terms_changed' || reason === 'missing_factor');
    if (accountId === undefined || !reasons.includes('terms_changed') || !isFirst) return undefined;
    const [account, inForce, published] = await Promise.all([
      accounts.find(accountId),
      accounts.terms.inForce(),
      accounts.terms.published(),
    ]);
    const newest = published.find(({ version }) => version === inForce);
    if (account === undefined || newest === undefined) return undefined;
    const before = agreedVersion(account);
    // Who was away for longer is told of every change since.
    const changes = published
      .filter(({ version }) => version > Math.max(before, 1) && version <= inForce)
      .flatMap((each) => each.changes.split('\n').map((line) => line.trim()))
      .filter((line) => line !== '');
    return { accountId, before, version: newest.version, effectiveAt: newest.effectiveAt, changes };
  }

  async function leadTo(ctx: Context, open: Open): Promise<boolean> {
    const changed = await changedIn(open);
    if (changed === undefined) return false;
    const { accountId: _, ...data } = changed;
    kit.show(ctx, 'oidc/terms', open, (given) => ({ ...given, ...data }));
    return true;
  }

  /** 同意并继续, to the version that was on the page; if another counts meanwhile, it is shown. */
  async function agree(ctx: Context, { version }: Form) {
    const open = await kit.open(ctx, 'login');
    const changed = await changedIn(open);
    if (changed !== undefined && String(changed.version) !== version) return leadTo(ctx, open);
    if (changed !== undefined) await accounts.terms.agree(changed.accountId, changed.version, ctx.state.requestId);
    return kit.keepAccount(ctx, open);
  }

  const routes: Route[] = [form('/interaction/:uid/terms', anyone, agree)];
  return { routes, leadTo };
}

export type TermsPage = ReturnType<typeof createTermsPage>;
