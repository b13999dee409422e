import type { Account } from '../../accounts/account/account.ts';
import type { Accounts } from '../../accounts/service.ts';
import type { CitizenScope } from '../../applications/aksk/scopes.ts';
import type { Family } from '../../citizens/family/service.ts';
import type { Clock } from '../../clock.ts';
import { Problem } from '../../errors.ts';
import type { Context } from '../../http/context.ts';
import type { Form } from '../../http/requests/body.ts';
import { form, page, type Route, seeOther } from '../../http/route.ts';
import { whyChildStops } from '../admission.ts';
import { fact } from '../facts.ts';
import { may } from '../policies.ts';
import { isGiven } from '../rules.ts';
import type { InteractionKit, Open } from './interaction.ts';

type Needs = {
  accounts: Pick<Accounts, 'find' | 'childOf'>;
  family: Pick<Family, 'ask' | 'care'>;
  clock: Clock;
  kit: InteractionKit;
};

/** C12: a child under 14 in a login. It consents to nothing: its guardian did, and is asked where it has not. */
export function createChildPages({ accounts, family, clock, kit }: Needs) {
  /** The child of the session in this browser; undefined where an adult is signed in, or no account is. */
  async function signedIn({ interaction }: Open): Promise<Account | undefined> {
    const id = interaction.session?.accountId;
    const account = id === undefined ? undefined : await accounts.find(id);
    return account?.guardianId === undefined ? undefined : account;
  }

  /** A signed-in child that may not go on here and now. */
  async function leadTo(ctx: Context, open: Open): Promise<boolean> {
    const { reasons } = open.interaction.prompt;
    if (!reasons.some((reason) => reason === 'child_rests' || reason === 'other_citizen')) return false;
    const child = await signedIn(open);
    const why = child && whyChildStops(open.application, child, clock.now());
    if (child === undefined || why === undefined) return false;
    await kit.showStop(ctx, open, child, why);
    return true;
  }

  /** In place of the consent page. */
  async function welcome(ctx: Context, open: Open, child: Account, asked: readonly CitizenScope[]) {
    const { called } = await family.care(child.id);
    const has = (name: CitizenScope) => asked.includes(name) && isGiven(name, child, () => false);
    const gives = { nickname: has('profile'), age: has('age_range') };
    kit.show(ctx, 'oidc/child', open, (given) => ({ ...given, called, gives, nickname: child.nickname }));
  }

  async function mustFind(open: Open, ticket: string): Promise<Account> {
    const child = ticket === '' ? await signedIn(open) : await accounts.childOf(ticket, open.uid);
    if (child === undefined) throw new Problem('start_again', fact('oidc.log_in_again'));
    return child;
  }

  /** 请家长看一看: the guardian gets a message, and decides on another device; the login waits here. */
  async function ask(ctx: Context, { ticket = '' }: Form) {
    const open = await kit.open(ctx);
    const child = await mustFind(open, ticket);
    await family.ask(child, open.application);
    const why = whyChildStops(open.application, child, clock.now());
    await kit.showStop(ctx, open, child, why === 'ask' ? 'asked' : (why ?? 'looked'), ticket);
  }

  /** The guardian has agreed meanwhile: on without the password; otherwise the same page. */
  async function goOn(ctx: Context, { ticket = '' }: Form) {
    const open = await kit.open(ctx);
    const child = await mustFind(open, ticket);
    if (ticket === '') return kit.keepAccount(ctx, open);
    return kit.finish(ctx, open, child, { method: 'password', bySms: false, remember: false, agreed: 0 });
  }

  const routes: Route[] = [
    form('/interaction/:uid/child', may('take a step of a login that this browser began'), ask),
    form('/interaction/:uid/child/on', may('take a step of a login that this browser began'), goOn),
    // Reloaded: the proof is gone with the form.
    ...['', '/on'].map((path) =>
      page(`/interaction/:uid/child${path}`, may('take a step of a login that this browser began'), async (ctx) =>
        seeOther(ctx, `/interaction/${(await kit.open(ctx)).uid}`),
      ),
    ),
  ];
  return { routes, leadTo, welcome };
}

export type ChildPages = ReturnType<typeof createChildPages>;
