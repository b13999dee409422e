import { isRole, type Role, roles } from '../actor.ts';
import { notFound, Problem, type Problems } from '../errors.ts';
import type { Fact } from '../fact.ts';
import { regionName } from '../fields/regions/region.ts';
import { permits } from '../http/access.ts';
import { staffOf } from '../http/admitted.ts';
import type { Context } from '../http/context.ts';
import type { Form } from '../http/requests/body.ts';
import { form, page, param, type Route, seeOther } from '../http/route.ts';
import { label } from './account/account.ts';
import { fact } from './facts.ts';
import type { AccountPageNeeds } from './page-needs.ts';
import { may } from './policies.ts';
import type { Accounts } from './service.ts';

const home = '/admin/staff';

/** The duty of each role, in a line. */
const duties: Readonly<Record<Role, Fact>> = {
  administrator: fact('accounts.duty_administrator'),
  security: fact('accounts.duty_security'),
  auditor: fact('accounts.duty_auditor'),
  reviewer: fact('accounts.duty_reviewer'),
  operator: fact('accounts.duty_operator'),
  statistics: fact('accounts.duty_statistics'),
  support: fact('accounts.duty_support'),
  regulator: fact('accounts.duty_regulator'),
};

type Granted = Awaited<ReturnType<Accounts['grantedTo']>>[number];

const presented = ({ role, region, since }: Granted) => ({
  role,
  name: roles[role],
  region: region === undefined ? undefined : regionName(region),
  since,
});

/** O13 人员与角色 */
export function createStaffPages({ pages, accounts }: AccountPageNeeds): Route[] {
  const go = (ctx: Context, id: string) => seeOther(ctx, `${home}/${id}`);

  const mayManage = (ctx: Context) => permits(may('look up a member of staff'), staffOf(ctx));

  async function showAll(ctx: Context, values: Form = {}, problems: Problems = {}) {
    const people = (await accounts.staff(staffOf(ctx))).map(({ account, granted, ...each }) => ({
      ...each,
      id: account.id,
      isLocked: account.lockedAt !== undefined,
      roles: granted.map((role) => presented(role).name).join('、'),
      regions: granted.flatMap((role) => presented(role).region ?? []).join('、') || '全国',
    }));
    pages.show(
      ctx,
      'accounts/staff',
      { people, values, mayManage: mayManage(ctx) },
      { title: '人员与角色', here: 'staff', problems },
    );
  }

  async function showOne(ctx: Context, values: Form = {}, problems: Problems = {}) {
    const account = await accounts.find(param(ctx, 'accountId'));
    if (account === undefined || account.deletedAt !== undefined) throw notFound(fact('accounts.not_found'));
    const granted = (await accounts.grantedTo(staffOf(ctx), account.id)).map(presented);
    const person = { id: account.id, label: label(account), isLocked: account.lockedAt !== undefined, granted };
    pages.show(
      ctx,
      'accounts/staff-member',
      {
        person,
        isSelf: account.id === staffOf(ctx).accountId,
        choices: Object.keys(roles)
          .filter(isRole)
          .map((value) => ({ value, name: roles[value], duty: ctx.state.speech.say(duties[value]) })),
        values,
      },
      { title: person.label, here: 'staff', problems },
    );
  }

  // Posted, so that no phone number stands in an address.
  async function search(ctx: Context, form: Form) {
    const typed = (form.who ?? '').trim();
    const account = typed === '' ? undefined : await accounts.search(staffOf(ctx), typed);
    if (account !== undefined) return go(ctx, account.id);
    const words = typed === '' ? fact('accounts.identifier_missing') : fact('accounts.unknown_identifier');
    await showAll(ctx, form, { who: words });
  }

  async function grant(ctx: Context, form: Form) {
    const id = param(ctx, 'accountId');
    try {
      const { role = '', region = '' } = form;
      await accounts.grantRole(staffOf(ctx), id, { role, region });
      go(ctx, id);
    } catch (error) {
      await showOne(ctx, form, problemsOf(error));
    }
  }

  async function revoke(ctx: Context, form: Form) {
    const id = param(ctx, 'accountId');
    try {
      await accounts.revokeRole(staffOf(ctx), id, form.role ?? '');
      go(ctx, id);
    } catch (error) {
      await showOne(ctx, {}, problemsOf(error));
    }
  }

  return [
    page('/admin/staff', may('see the staff'), (ctx) => showAll(ctx)),
    form('/admin/staff/search', may('look up a member of staff'), search),
    page('/admin/staff/:accountId', may('look up a member of staff'), (ctx) => showOne(ctx)),
    form('/admin/staff/:accountId/grant', may('grant and revoke staff roles'), grant),
    form('/admin/staff/:accountId/revoke', may('grant and revoke staff roles'), revoke, {
      asks: fact('accounts.ask_revoke_role'),
    }),
  ];
}

function problemsOf(error: unknown): Problems {
  if (!(error instanceof Problem) || !['validation_failed', 'conflict', 'forbidden'].includes(error.code)) throw error;
  return error.fields ?? { form: error.fact };
}
