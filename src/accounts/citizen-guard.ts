import { after, type Clock, dayNumber } from '../clock.ts';
import { forbidden } from '../errors.ts';
import type { Speech } from '../fact.ts';
import type { Access } from '../http/access.ts';
import { admit } from '../http/admitted.ts';
import type { Context } from '../http/context.ts';
import type { FormLimit } from '../http/limits/form-limit.ts';
import type { Pages } from '../http/pages/page.ts';
import type { Form } from '../http/requests/body.ts';
import { seeOther } from '../http/route.ts';
import type { Instead } from '../http/serve-routes.ts';
import type { MenuEntry } from '../module.ts';
import { type Account, isLive, label } from './account/account.ts';
import { fact } from './facts.ts';
import { closingDue, freshLogin } from './limits.ts';
import type { Accounts } from './service.ts';

/** Who is signed in at the Cloud with a browser, since when, whether another device let them in, and how sure it is (`acr`). */
export type Login = { accountId: string; at: Date; byScan: boolean; level?: string | undefined };

type Needs = {
  accounts: Pick<Accounts, 'find'>;
  clock: Clock;
  pages: Pages;
  formLimit: FormLimit;
  login: (ctx: Context) => Promise<Login | undefined>;
  /** The login that returns to `path`; `again`: also with a session. */
  signIn: (path: string, options?: { again?: boolean }) => string;
  menu: readonly MenuEntry[];
};

type Visitor = Omit<Login, 'accountId'> & { account: Account };

/** Fields that are never written back into a page: passwords, and the codes of second factors and short messages, which are called `code`. */
const isSecret = (name: string) => /password|csrf/i.test(name) || name === 'code';

/** The fields of a form that came too late, to be sent once more from the page that says so. */
export const keptOf = (form: Form): [name: string, value: string][] =>
  Object.entries(form).filter(([name]) => !isSecret(name));

/** Who is signed in at the Cloud: how the header shows them, and the guard of the account centre. */
export function createCitizens({ accounts, clock, pages, formLimit, login, signIn, menu }: Needs) {
  const entries = menu.filter(({ side }) => side === 'citizen').toSorted((one, other) => one.order - other.order);
  const menuIn = ({ say }: Speech) => ({
    label: say(fact('accounts.centre')),
    entries: entries.map(({ key, href, label: words, gap }) => ({ key, href, label: say(words), ...(gap && { gap }) })),
  });

  async function signedIn(ctx: Context): Promise<Visitor | undefined> {
    const found = await login(ctx);
    if (found === undefined) return undefined;
    const account = await accounts.find(found.accountId);
    return account !== undefined && isLive.holds(account) && account.handoverAt === undefined
      ? { ...found, account }
      : undefined;
  }

  /** The confirmer of a scan may have been deceived: nothing lasting follows from it (docs/adr/0056). */
  const isFresh = ({ at, byScan }: Visitor) => !byScan && clock.now().getTime() - at.getTime() <= freshLogin * 1000;

  /** C13: after the request for deletion pages may be read, and the request taken back. */
  const mayOnlyComeBack = ({ closingAt }: Account, ctx: Context) =>
    closingAt !== undefined &&
    ctx.method !== 'GET' &&
    ctx.method !== 'HEAD' &&
    !ctx.path.startsWith('/account/privacy/');

  function closingOf({ closingAt }: Account) {
    if (closingAt === undefined) return {};
    const lastMoment = after(closingDue(closingAt), -60);
    return { closing: { days: Math.max(0, dayNumber(lastMoment) - dayNumber(clock.now())), lastMoment } };
  }

  /** Where nothing was sent, on to the login. A form that came too late is kept in the page that says so, to be sent from there afterwards. */
  function askAgain(ctx: Context): false | Instead {
    if (ctx.method === 'GET' || ctx.method === 'HEAD') {
      seeOther(ctx, signIn(ctx.path, { again: true }));
      return false;
    }
    return (late, form) => {
      const data = { action: late.path, kept: keptOf(form), signIn: signIn('/account/signed-in', { again: true }) };
      pages.show(late, 'accounts/again', data, { layout: 'citizen', status: 401 });
    };
  }

  return {
    async userLabel(ctx: Context): Promise<string | undefined> {
      if (ctx.state.isShared === true) return undefined;
      const visitor = await signedIn(ctx);
      return visitor && label(visitor.account);
    },

    /** Lets in signed-in citizens; others are led to the login and back. */
    async guard(ctx: Context, access: Access): Promise<boolean | Instead> {
      // Before the login, which would lead on to it from a page of ours.
      if (access.who === 'citizen' && access.notFromElsewhere === true && ctx.get('sec-fetch-site') === 'cross-site')
        throw forbidden(fact('accounts.link_from_elsewhere'));
      const visitor = await signedIn(ctx);
      if (visitor === undefined) {
        seeOther(ctx, signIn(ctx.method === 'GET' ? ctx.path : '/account'));
        return false;
      }
      const { account } = visitor;
      if (account.guardianId !== undefined) throw forbidden(fact('accounts.child_managed'));
      await formLimit(ctx, account.id);
      const user = label(account);
      if (mayOnlyComeBack(account, ctx)) {
        seeOther(ctx, '/account/privacy');
        return false;
      }
      admit(ctx, {
        person: { accountId: account.id, label: user, ...(visitor.level !== undefined && { level: visitor.level }) },
        frame: { user, menu: menuIn(ctx.state.speech), ...closingOf(account) },
      });
      return !(access.who === 'citizen' && access.fresh === true) || isFresh(visitor) || askAgain(ctx);
    },
  };
}

export type CitizenNeeds = Omit<Needs, 'accounts' | 'clock'>;
export type Citizens = ReturnType<typeof createCitizens>;
