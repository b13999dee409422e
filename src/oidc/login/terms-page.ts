import type { Accounts } from '../../accounts/service.ts';
import type { Family } from '../../citizens/family/service.ts';
import type { Context } from '../../http/context.ts';
import type { Form } from '../../http/requests/body.ts';
import { form, type Route } from '../../http/route.ts';
import { may } from '../policies.ts';
import type { InteractionKit, Open } from './interaction.ts';

type Needs = {
  accounts: Pick<Accounts, 'find' | 'terms'>;
  family: Pick<Family, 'askForTerms'>;
  kit: InteractionKit;
};

/** 用户协议有更新: shown once, where the signed-in account agreed to an older version than the one in force. */
export function createTermsPage({ accounts, family, kit }: Needs) {
  /** The newer version; undefined where there is nothing to ask, or the login itself comes first. */
  async function changedIn({ interaction }: Open) {
    const { reasons } = interaction.prompt;
    const accountId = interaction.session?.accountId;
    const isFirst = reasons.every((reason) => reason === 'terms_changed' || reason === 'missing_factor');
    if (accountId === undefined || !reasons.includes('terms_changed') || !isFirst) return undefined;
    const account = await accounts.find(accountId);
    const changed = account && (await accounts.terms.changedFor(account));
    return account && changed && { account, ...changed };
  }

  async function leadTo(ctx: Context, open: Open): Promise<boolean> {
    const changed = await changedIn(open);
    if (changed === undefined) return false;
    const { account, ...data } = changed;
    if (account.guardianId === undefined) kit.show(ctx, 'oidc/terms', open, (given) => ({ ...given, ...data }));
    else {
      // Its guardian is asked, and notified once that it waits (docs/adr/0115).
      await family.askForTerms(account, changed.version);
      kit.show(ctx, 'oidc/terms-child', open, (given) => given);
    }
    return true;
  }

  /** 同意并继续, to the version that was on the page; if another counts meanwhile, it is shown. A child goes on once its guardian has agreed. */
  async function agree(ctx: Context, { version }: Form) {
    const open = await kit.open(ctx, 'login');
    const changed = await changedIn(open);
    if (changed === undefined) return kit.keepAccount(ctx, open);
    const { account } = changed;
    if (account.guardianId !== undefined || String(changed.version) !== version) return leadTo(ctx, open);
    await accounts.terms.agree(account.id, changed.version, ctx.state.requestId);
    return kit.keepAccount(ctx, open);
  }

  const routes: Route[] = [
    form('/interaction/:uid/terms', may('take a step of a login that this browser began'), agree),
  ];
  return { routes, leadTo };
}

export type TermsPage = ReturnType<typeof createTermsPage>;
