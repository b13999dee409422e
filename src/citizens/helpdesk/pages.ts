import { type Account, label } from '../../accounts/account/account.ts';
import { papers } from '../../accounts/people/papers.ts';
import type { Problems } from '../../errors.ts';
import { maskEmail } from '../../fields/account.ts';
import { maskMobile } from '../../fields/china/mobile.ts';
import { maskName } from '../../fields/person-name.ts';
import { permits } from '../../http/access.ts';
import { staffOf } from '../../http/admitted.ts';
import type { Context } from '../../http/context.ts';
import type { Form } from '../../http/requests/body.ts';
import type { Cursors } from '../../http/requests/cursors.ts';
import { form, page, param, type Route, seeOther } from '../../http/route.ts';
import type { PageServices } from '../../module.ts';
import type { Names } from '../../review/api-answers.ts';
import { may } from '../policies.ts';
import { fact } from './facts.ts';
import { type Helpdesk, isFormProblem } from './service.ts';

type Needs = Pick<PageServices, 'pages' | 'clientNames'> & {
  /** Where the support looks at it. */
  pictureOf: (account: Account) => string | undefined;
  helpdesk: Helpdesk;
  names: Names;
  cursors: Cursors;
};

const home = '/admin/support';
const pageSize = 20;

/** O10 用户支持 */
export function createHelpdeskPages({ pictureOf, pages, clientNames, helpdesk, names, cursors }: Needs): Route[] {
  const places = cursors.byTime('helpdesk');

  async function list(ctx: Context, values: Form = {}, problems: Problems = {}) {
    const actor = staffOf(ctx);
    const filter = { of: actor.accountId };
    const before = places.find(filter, ctx.query.before);
    const found = await helpdesk.list(actor, { before, limit: pageSize + 1 });
    const shown = found.slice(0, pageSize);
    const last = found.length > pageSize ? shown.at(-1) : undefined;
    const known = await names(shown.flatMap(({ staffId, accountId }) => [staffId, accountId]));
    const cases = shown.map(({ id, staffId, accountId, reason, openedAt }) => ({
      id,
      by: staffId === actor.accountId ? '我' : (known.get(staffId) ?? '已注销'),
      who: known.get(accountId) ?? '已注销',
      reason,
      at: openedAt,
    }));
    const mayLook = permits(may('see a case of the helpdesk'), actor);
    const next = last && `${home}?before=${places.write(filter, { at: last.openedAt, id: last.id })}`;
    pages.show(
      ctx,
      'helpdesk/list',
      { cases, values, mayLook, next },
      { title: '用户支持', here: 'helpdesk', problems },
    );
  }

  async function look(ctx: Context, { who = '', reason = '' }: Form) {
    const found = await helpdesk.look(staffOf(ctx), { who, reason }, ctx.state.requestId);
    if ('problems' in found) return list(ctx, { who, reason }, found.problems);
    seeOther(ctx, `${home}/${found.id}`);
  }

  async function show(ctx: Context, problems: Problems = {}, values: Form = {}) {
    const id = param(ctx, 'case');
    const { case: opened, account, closing, waiting } = await helpdesk.mustOpen(staffOf(ctx), id);
    const logins = await helpdesk.logins(staffOf(ctx), id);
    const known = await clientNames(logins.flatMap(({ clientId }) => (clientId === undefined ? [] : [clientId])));
    const person = {
      label: label(account),
      number: account.id,
      nickname: maskName(account.nickname),
      phone: account.phone && maskMobile(account.phone),
      email: account.email && maskEmail(account.email),
      picture: pictureOf(account),
      since: account.createdAt,
      isLocked: account.lockedAt !== undefined,
      mustChoosePassword: account.newPasswordSince !== undefined,
      realname: account.realname,
      // A child's guardian decides, and after it the child itself.
      mayBeNamed: account.guardianId === undefined && account.handoverAt === undefined && closing === undefined,
    };
    const shown = logins.map(({ at, method, succeeded, device, clientId }) => ({
      ...{ at, method, succeeded, device },
      client: clientId === undefined ? undefined : known.get(clientId),
    }));
    const data = {
      case: opened,
      person,
      closing,
      waiting,
      logins: shown,
      values,
      papers,
      done: String(ctx.query.done ?? ''),
    };
    pages.show(ctx, 'helpdesk/case', data, { title: person.label, here: 'helpdesk', problems });
  }

  async function confirmName(ctx: Context, given: Form) {
    const id = param(ctx, 'case');
    const asked = { form: given, isPresent: given.present === '1' };
    try {
      const result = await helpdesk.confirmName(staffOf(ctx), id, asked, ctx.state.requestId);
      if ('problems' in result) return show(ctx, result.problems, given);
    } catch (error) {
      if (!isFormProblem(error)) throw error;
      return show(ctx, { form: error.fact }, given);
    }
    return seeOther(ctx, `${home}/${id}?done=named`);
  }

  /** Runs the action and reports it on the page of the case; so are its problems. */
  const act =
    (done: string, work: (ctx: Context, id: string, form: Form) => Promise<void>) =>
    async (ctx: Context, form: Form) => {
      const id = param(ctx, 'case');
      try {
        await work(ctx, id, form);
      } catch (error) {
        if (!isFormProblem(error)) throw error;
        return show(ctx, { form: error.fact });
      }
      seeOther(ctx, `${home}/${id}?done=${done}`);
    };

  return [
    page(home, may('see the cases of the helpdesk'), (ctx) => list(ctx)),
    form(home, may('look a citizen up, and act for them'), look),
    page(`${home}/:case`, may('see a case of the helpdesk'), (ctx) => show(ctx)),
    form(
      `${home}/:case/unlock`,
      may('look a citizen up, and act for them'),
      act('unlocked', (ctx, id) => helpdesk.unlock(staffOf(ctx), id)),
      {
        asks: fact('helpdesk.ask_unlock'),
      },
    ),
    form(
      `${home}/:case/end-sessions`,
      may('look a citizen up, and act for them'),
      act('ended', (ctx, id) => helpdesk.endSessions(staffOf(ctx), id)),
      {
        asks: fact('helpdesk.ask_end_sessions'),
      },
    ),
    form(`${home}/:case/name`, may('look a citizen up, and act for them'), confirmName),
    form(
      `${home}/:case/name/remove`,
      may('look a citizen up, and act for them'),
      act('unnamed', (ctx, id) => helpdesk.removeName(staffOf(ctx), id, ctx.state.requestId)),
      {
        asks: fact('helpdesk.ask_remove_name'),
      },
    ),
    form(
      `${home}/:case/avatar`,
      may('look a citizen up, and act for them'),
      act('faceless', (ctx, id, { fault = '' }) => helpdesk.removeAvatar(staffOf(ctx), id, fault, ctx.state.requestId)),
    ),
    form(
      `${home}/:case/stop-appeal`,
      may('look a citizen up, and act for them'),
      act('stopped', (ctx, id) => helpdesk.stopAppeal(staffOf(ctx), id, ctx.state.requestId)),
      {
        asks: fact('helpdesk.ask_stop_appeal'),
      },
    ),
    form(
      `${home}/:case/keep`,
      may('look a citizen up, and act for them'),
      act('kept', (ctx, id) => helpdesk.keep(staffOf(ctx), id, ctx.state.requestId)),
      {
        asks: fact('helpdesk.ask_keep'),
      },
    ),
  ];
}
