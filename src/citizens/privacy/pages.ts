import { closingDue } from '../../accounts/limits.ts';
import type { Accounts } from '../../accounts/service.ts';
import { personRetention } from '../../audit/person.ts';
import { after, type Clock, days } from '../../clock.ts';
import { Problem, type Problems } from '../../errors.ts';
import { anyone } from '../../http/access.ts';
import { personOf } from '../../http/admitted.ts';
import type { Context } from '../../http/context.ts';
import type { Form } from '../../http/requests/body.ts';
import { describeDevice } from '../../http/requests/device.ts';
import { form, page, param, type Route, seeOther } from '../../http/route.ts';
import type { PageServices } from '../../module.ts';
import { may } from '../policies.ts';
import type { Deletions } from './deletions.ts';
import type { Exports } from './exports.ts';
import { fact } from './facts.ts';

type Needs = Pick<PageServices, 'pages' | 'grants'> & {
  clock: Clock;
  accounts: Pick<Accounts, 'hasPassword' | 'find' | 'removeRealname'>;
  exports: Exports;
  deletions: Deletions;
};

const home = '/account/privacy';

/** 隐私与数据: C11 and C13. */
export function createPrivacyPages({ pages, grants, clock, accounts, exports, deletions }: Needs): Route[] {
  async function showHome(ctx: Context) {
    const { accountId } = personOf(ctx);
    const [made, doneToday, given, deletion, account] = await Promise.all([
      exports.list(accountId),
      exports.isDoneToday(accountId),
      grants(accountId),
      deletions.standing(accountId),
      accounts.find(accountId),
    ]);
    const isMaking = made.some(({ state }) => state === 'making');
    const data = {
      exports: made.map(({ id, askedAt, state, done, total, size, expiresAt }) => ({
        ...{ id, askedAt, isReady: state === 'ready' },
        percent: total === 0 ? 0 : Math.floor((done / total) * 100),
        size: sizeOf(size),
        expiresAt: expiresAt ?? undefined,
      })),
      ...{ doneToday, isMaking },
      grants: given.map(({ clientId, client, scopes, firstAt }) => ({ clientId, name: client.name, scopes, firstAt })),
      realname: account?.realname && { ...account.realname, withYear: account.birthYear !== undefined },
      closing: deletion && {
        askedAt: deletion.askedAt,
        lastMoment: after(deletion.dueAt, -60),
        device: deletion.device,
      },
    };
    pages.show(ctx, 'privacy/home', data, { here: 'privacy', ...(isMaking && { refresh: 5 }) });
  }

  async function removeName(ctx: Context) {
    const { accountId } = personOf(ctx);
    await accounts.removeRealname({ kind: 'citizen', accountId }, accountId, ctx.state.requestId);
    seeOther(ctx, home);
  }

  /** How far the one is that is being made: for the script of the page. */
  async function sendProgress(ctx: Context) {
    const [newest] = await exports.list(personOf(ctx).accountId);
    const isOver = newest?.state !== 'making';
    const percent = newest === undefined || newest.total === 0 ? 0 : Math.floor((newest.done / newest.total) * 100);
    ctx.set('Cache-Control', 'no-store');
    ctx.body = {
      state: newest?.state ?? 'over',
      is_over: isOver,
      percent,
      words: ctx.state.speech.say(fact('privacy.percent_done', { percent })),
    };
  }

  async function makeExport(ctx: Context) {
    try {
      await exports.ask(personOf(ctx).accountId, ctx.state.requestId);
    } catch (error) {
      // A second click, another window: the page shows the present state.
      if (!(error instanceof Problem && error.code === 'conflict')) throw error;
    }
    seeOther(ctx, home);
  }

  async function download(ctx: Context) {
    const { name, size, bytes } = await exports.open(personOf(ctx).accountId, param(ctx, 'id'), ctx.state.requestId);
    ctx.type = 'application/zip';
    ctx.length = size;
    ctx.set('Content-Disposition', `attachment; filename="${name}"`);
    ctx.set('Cache-Control', 'no-store');
    ctx.body = bytes;
  }

  async function showConsequences(ctx: Context) {
    const { accountId } = personOf(ctx);
    const [given, obstacles, closing] = await Promise.all([
      grants(accountId),
      deletions.obstacles(accountId),
      deletions.standing(accountId),
    ]);
    const data = {
      isClosing: closing !== undefined,
      platforms: given.map(({ client }) => client.name),
      logDays: Math.round(personRetention / days(1)),
      obstacles: obstacles.map((each) => ({
        said: ctx.state.speech.say(each),
        at: each.code === 'privacy.children_left' ? ('family' as const) : ('console' as const),
      })),
    };
    pages.show(ctx, 'privacy/close', data, { here: 'privacy' });
  }

  async function showConfirm(ctx: Context, values: Form = {}, problems: Problems = {}) {
    const { accountId } = personOf(ctx);
    if ((await deletions.standing(accountId)) !== undefined) return seeOther(ctx, home);
    const data = {
      hasPassword: await accounts.hasPassword(accountId),
      lastDay: after(closingDue(clock.now()), -60),
      values: { understood: values.understood ?? '' },
    };
    pages.show(ctx, 'privacy/confirm', data, { here: 'privacy', problems });
  }

  async function close(ctx: Context, { password = '', understood, ...rest }: Form) {
    const result = await deletions.ask(personOf(ctx).accountId, {
      password,
      understood: understood === '1',
      device: describeDevice(ctx.get('user-agent')),
      requestId: ctx.state.requestId,
    });
    if ('problems' in result)
      return showConfirm(ctx, { ...rest, ...(understood !== undefined && { understood }) }, result.problems);
    return seeOther(ctx, `${home}/closed`);
  }

  async function takeBack(ctx: Context) {
    await deletions.takeBack(personOf(ctx).accountId, ctx.state.requestId);
    seeOther(ctx, home);
  }

  return [
    page(home, may('see personal data, and how to delete the account'), showHome),
    form(`${home}/exports`, may('see personal data, and how to delete the account'), makeExport),
    form(`${home}/realname`, may('see personal data, and how to delete the account'), removeName),
    page(`${home}/exports/progress.json`, may('see personal data, and how to delete the account'), sendProgress),
    page(`${home}/exports/:id`, may('download personal data, and delete the account'), download),
    page(`${home}/close`, may('see personal data, and how to delete the account'), showConsequences),
    page(`${home}/close/confirm`, may('download personal data, and delete the account'), (ctx) => showConfirm(ctx)),
    form(`${home}/close/confirm`, may('download personal data, and delete the account'), close),
    form(`${home}/keep`, may('see personal data, and how to delete the account'), takeBack),
    // The session has ended with the request.
    page(`${home}/closed`, anyone, (ctx) => pages.show(ctx, 'privacy/closed', {}, { layout: 'citizen' })),
  ];
}

export const sizeOf = (bytes: number): string =>
  bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1000))} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
