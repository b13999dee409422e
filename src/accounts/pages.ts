import { after, days } from '../clock.ts';
import { notFound } from '../errors.ts';
import type { Fact } from '../fact.ts';
import { isolated } from '../fields/person-name.ts';
import { anyone } from '../http/access.ts';
import { personOf } from '../http/admitted.ts';
import type { Context } from '../http/context.ts';
import { form, page, param, type Route, seeOther } from '../http/route.ts';
import type { Grant, WayIn } from '../module.ts';
import { type Account, label } from './account/account.ts';
import { fact } from './facts.ts';
import type { AccountPageNeeds } from './page-needs.ts';
import { may } from './policies.ts';

type Card = { href: string; title: Fact; order: number; note: Fact; action?: Fact };
const see = fact('accounts.see');
const pageSize = 20;
const newDeviceShown = days(7);
/** Whether this session was begun by that login, which then needs no notice. */
const isOf = (session: { at: Date } | undefined, at: Date) =>
  session?.at.getTime() === Math.floor(at.getTime() / 1000) * 1000;
const byOrder = (one: { order: number }, other: { order: number }) => one.order - other.order;

/** How one signs in: 手机验证码、密码. */
const waysIn = ({ phone }: Account, hasPassword: boolean, more: readonly { title: Fact; isSet: boolean }[]): Fact[] => [
  ...(phone === undefined ? [] : [fact('accounts.way_code')]),
  ...(hasPassword ? [fact('accounts.way_password')] : []),
  ...more.flatMap(({ title, isSet }) => (isSet ? [title] : [])),
];

/** The sign-in methods of other rooms. */
export const standingOf = (ways: readonly WayIn[], accountId: string) =>
  Promise.all(
    ways.toSorted(byOrder).map(async ({ href, title, standing }) => ({ href, title, ...(await standing(accountId)) })),
  );

/** 我的账号: a citizen's own account, and its settings. */
export function createAccountPages({
  pages,
  sessions,
  accounts,
  grants,
  withdraw,
  clientNames,
  cursors,
  clock,
  asks,
}: AccountPageNeeds): Route[] {
  const places = cursors.byNumber('logins');

  /** Back from the login, to the page that was asked for. */
  function goOn(ctx: Context) {
    const { state } = ctx.query;
    const isOurs =
      typeof state === 'string' && /^\/(account|scan)(\/[\w-]+)*$/.test(state) && state !== '/account/callback';
    seeOther(ctx, isOurs ? state : '/account');
  }

  /** After a login that a form waits for in another window. */
  function showSignedIn(ctx: Context) {
    pages.show(ctx, 'accounts/signed-in', {}, { layout: 'citizen' });
  }

  async function showHome(ctx: Context) {
    const { accountId } = personOf(ctx);
    const [account, given, recent, here, added, open, more, waiting] = await Promise.all([
      accounts.find(accountId),
      grants(accountId),
      accounts.loginsOf(accountId, { limit: 10 }),
      sessions.list(ctx, accountId).then((all) => all.find(({ isThis }) => isThis)),
      Promise.all(
        asks.cards().map(async (card): Promise<Card[]> => {
          const note = await card.note(accountId);
          return note === undefined ? [] : [{ ...card, note }];
        }),
      ),
      Promise.all(asks.firstSteps().map(async (step) => ({ ...step, isDone: await step.isDone(accountId) }))),
      standingOf(asks.waysIn(), accountId),
      accounts.appeals.open(accountId),
    ]);
    if (account === undefined) throw notFound(fact('accounts.not_found'));
    const [last] = recent;
    const own: readonly Card[] = [
      {
        href: '/account/profile',
        title: fact('accounts.card_profile'),
        order: 10,
        note: fact('accounts.note_nickname', { nickname: isolated(account.nickname) }),
      },
      {
        href: '/account/security',
        title: fact('accounts.card_security'),
        order: 20,
        note: fact('accounts.note_ways', { ways: waysIn(account, await accounts.hasPassword(accountId), more) }),
      },
      {
        ...{ href: '/account/grants', title: fact('accounts.card_grants'), order: 30 },
        note:
          given.length === 0 ? fact('accounts.note_no_grants') : fact('accounts.note_grants', { count: given.length }),
      },
      {
        ...{ href: '/account/logins', title: fact('accounts.card_logins'), order: 40 },
        note:
          last === undefined
            ? fact('accounts.note_no_logins')
            : fact('accounts.note_last_login', {
                ...{ at: last.at.toISOString(), now: clock.now().toISOString(), device: last.device },
              }),
      },
      {
        ...{ href: `/account?elder=${ctx.state.elder ? '0' : '1'}`, title: fact('accounts.card_elder'), order: 60 },
        note: fact('accounts.note_elder', { isOn: ctx.state.elder }),
        action: fact('accounts.turn', { isOn: ctx.state.elder }),
      },
    ];
    const steps = open.toSorted(byOrder);
    const { say } = ctx.state.speech;
    const data = {
      label: label(account),
      waiting,
      nickname: account.nickname,
      picture: accounts.avatarPath(account),
      newDevice: recent.find(
        ({ isNewDevice, at }) => isNewDevice && at > after(clock.now(), -newDeviceShown) && !isOf(here, at),
      ),
      cards: [...own, ...added.flat()].toSorted(byOrder).map(({ action = see, ...card }) => ({
        ...{ href: card.href, title: say(card.title), note: say(card.note), action: say(action) },
      })),
      steps: steps.every(({ isDone }) => isDone) ? [] : steps.map((step) => ({ ...step, label: say(step.label) })),
    };
    pages.show(ctx, 'accounts/home', data, { here: 'home' });
  }

  async function showGrants(ctx: Context) {
    const data = { grants: await grants(personOf(ctx).accountId) };
    pages.show(ctx, 'accounts/grants', data, { here: 'grants' });
  }

  async function grantIn(ctx: Context): Promise<Grant> {
    const clientId = param(ctx, 'clientId');
    const grant = (await grants(personOf(ctx).accountId)).find((candidate) => candidate.clientId === clientId);
    if (grant === undefined) throw notFound(fact('accounts.no_grant'));
    return grant;
  }

  async function askToWithdraw(ctx: Context) {
    const grant = await grantIn(ctx);
    const title = ctx.state.speech.say(fact('accounts.withdraw_from', { platform: grant.client.name }));
    pages.show(ctx, 'accounts/withdraw', { grant }, { title, here: 'grants' });
  }

  async function takeBack(ctx: Context) {
    const { clientId } = await grantIn(ctx);
    await withdraw(personOf(ctx).accountId, clientId, ctx.state.requestId);
    seeOther(ctx, '/account/grants');
  }

  async function showLogins(ctx: Context) {
    const { accountId } = personOf(ctx);
    const before = places.find({ of: accountId }, ctx.query.before);
    const found = await accounts.loginsOf(accountId, {
      limit: pageSize + 1,
      ...(before !== undefined && { before }),
    });
    const shown = found.slice(0, pageSize);
    const last = found.length > pageSize ? shown.at(-1) : undefined;
    const next = last && `/account/logins?before=${places.write({ of: accountId }, last.id)}`;
    pages.show(ctx, 'accounts/logins', { logins: await named(shown), next }, { here: 'logins' });
  }

  async function named<T extends { clientId: string | undefined }>(logins: readonly T[]) {
    const names = await clientNames(logins.flatMap(({ clientId }) => (clientId === undefined ? [] : [clientId])));
    return logins.map((login) => ({
      ...login,
      client: login.clientId === undefined ? undefined : names.get(login.clientId),
    }));
  }

  return [
    page('/account/callback', anyone, goOn),
    page('/account/signed-in', may('use the account centre'), showSignedIn),
    page('/account', may('use the account centre'), showHome),
    page('/account/grants', may('use the account centre'), showGrants),
    page('/account/grants/:clientId/withdraw', may('use the account centre'), askToWithdraw),
    form('/account/grants/:clientId/withdraw', may('use the account centre'), takeBack),
    page('/account/logins', may('use the account centre'), showLogins),
  ];
}
