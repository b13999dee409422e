import type { Accounts } from '../../accounts/service.ts';
import { after, type Clock } from '../../clock.ts';
import { Problem, unavailable } from '../../errors.ts';
import { anyone } from '../../http/access.ts';
import type { Context } from '../../http/context.ts';
import { describeDevice } from '../../http/requests/device.ts';
import { page, type Route, seeOther } from '../../http/route.ts';
import type { Institutions } from '../../institutions/service.ts';
import type { Log } from '../../log.ts';
import { fact } from '../facts.ts';
import { returnTo } from '../return-to.ts';
import { idleLife } from '../sessions/session.ts';
import type { ConsoleSessions } from '../sessions/sessions.ts';
import type { ConsoleCookie, Visit } from '../visitor.ts';
import type { RelyingParty } from './relying-party.ts';

type Needs = {
  clock: Clock;
  log: Log;
  cookie: ConsoleCookie;
  relyingParty: RelyingParty;
  sessions: ConsoleSessions;
  accounts: Pick<Accounts, 'staffOf' | 'added'>;
  institutions: Pick<Institutions, 'membershipsOf'>;
  visit: Visit;
  cloudAccountId: (ctx: Context) => Promise<string | undefined>;
  /** The Cloud's `sub` for an account. */
  subjectOf: (accountId: string) => string;
};

const notDone = () => new Problem('start_again', fact('console.sign_in_failed'));

/** To the Cloud and back: the back office knows no passwords. */
export function createSignInPages(needs: Needs): Route[] {
  const { clock, log, cookie, relyingParty, sessions, accounts, institutions, visit, cloudAccountId, subjectOf } =
    needs;

  /** The start page of an account that requested none. */
  async function homeOf(accountId: string): Promise<string> {
    if ((await institutions.membershipsOf(accountId)).length > 0) return '/console';
    return (await accounts.staffOf(accountId)).roles.length > 0 ? '/admin' : '/console/start';
  }

  async function begin(ctx: Context, to: string | undefined, again: boolean, raise = false): Promise<void> {
    const { url, remembered } = await relyingParty.start(to, { again, raise });
    cookie.setStart(ctx, remembered);
    seeOther(ctx, url);
  }

  async function signIn(ctx: Context) {
    const [to, again] = [returnTo(ctx.query.to), ctx.query.again === '1'];
    const raise = ctx.query.raise === '1';
    const visitor = again || raise ? undefined : await visit(ctx);
    if (visitor !== undefined) return seeOther(ctx, to ?? (await homeOf(visitor.account.id)));
    return begin(ctx, to, again, raise);
  }

  async function finish(ctx: Context) {
    const start = relyingParty.remembered(cookie.readStart(ctx));
    cookie.clearStart(ctx);
    if (start === undefined || ctx.query.state !== start.state) {
      const visitor = await visit(ctx); // the other window was faster
      if (visitor !== undefined) return seeOther(ctx, await homeOf(visitor.account.id));
      throw notDone();
    }
    const proved = await relyingParty.finish(ctx.querystring, start).catch((error: unknown) => {
      log.info({ requestId: ctx.state.requestId, err: error }, 'sign-in at the back office');
      // The sign-in library's error when our own token endpoint was busy.
      const isBusy = error instanceof Error && 'status' in error && error.status === 503;
      throw isBusy ? unavailable(fact('console.busy'), 5) : notDone();
    });
    const accountId = await cloudAccountId(ctx);
    if (accountId === undefined || subjectOf(accountId) !== proved.subject) throw notDone();
    // The library judged max_age by the time of its own; a proof older than a session may idle is repeated.
    if (after(proved.authTime, idleLife) < clock.now()) return begin(ctx, start.to, true, start.raise);

    const device = describeDevice(ctx.get('user-agent'));
    const { address, requestId } = ctx.state;
    const { authTime, provesMore } = proved;
    const enrolmentProvedAt = provesMore && !(await accounts.added.isFirstPhoneNew(accountId)) ? authTime : undefined;
    const login = { accountId, authTime, enrolmentProvedAt, address, device, requestId };
    cookie.set(ctx, await sessions.begin(login, cookie.read(ctx)));
    return seeOther(ctx, start.to ?? (await homeOf(accountId)));
  }

  // A link, as everywhere; from another site it ends nothing, and the Cloud asks before it does.
  async function signOut(ctx: Context) {
    const value = cookie.read(ctx);
    if (value !== undefined && ctx.get('sec-fetch-site') !== 'cross-site') {
      await sessions.end(value);
      cookie.clear(ctx);
    }
    seeOther(ctx, relyingParty.signOut);
  }

  return [
    page('/console/sign-in', anyone, signIn),
    page('/console/callback', anyone, finish),
    page('/console/sign-out', anyone, signOut),
  ];
}
