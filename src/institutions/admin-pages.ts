import { beginningOf } from '../actor.ts';
import { Problem, type Problems } from '../errors.ts';
import { maskMobile } from '../fields/china/mobile.ts';
import { regionName } from '../fields/regions/region.ts';
import { permits } from '../http/access.ts';
import { leadingTo, staffOf } from '../http/admitted.ts';
import type { Context } from '../http/context.ts';
import type { Pages } from '../http/pages/page.ts';
import type { Form } from '../http/requests/body.ts';
import { form, page, param, type Route, seeOther } from '../http/route.ts';
import { presentAnswers, uploadsByField, uploadsIn } from '../review/workflow/answers.ts';
import { stateNames } from '../review/workflow/transitions.ts';
import type { Closing } from './closing.ts';
import { fact } from './facts.ts';
import {
  type Institution,
  institutionKinds,
  isInstitutionKind,
  isStanding,
  standingNames,
  standingOf,
} from './institution/institution.ts';
import type { Invitations } from './members/invitations.ts';
import type { Members } from './members/members.ts';
import { postName } from './members/post.ts';
import type { OwnNeeds } from './needs.ts';
import { may } from './policies.ts';
import { cloudInstitutionId } from './service.ts';

type Needs = OwnNeeds & {
  pages: Pages;
  members: Members;
  invitations: Invitations;
  closing: Closing;
};

const home = '/admin/institutions';
const pageSize = 30;

const presented = (institution: Institution) => ({
  ...institution,
  kind: isInstitutionKind(institution.kind) ? institutionKinds[institution.kind] : undefined,
  region: institution.regionCode && regionName(institution.regionCode),
  standing: { key: standingOf(institution), name: standingNames[standingOf(institution)] },
});

const asked = (query: Context['query'], name: string) => {
  const value = query[name];
  return typeof value === 'string' ? value.trim().slice(0, 100) : '';
};

/** O2, O9: the operators' view of institutions; entering one that comes by mail, closing one. */
export function createInstitutionAdminPages(needs: Needs): Route[] {
  const { pages, institutions, members, invitations, closing, review, files, cursors } = needs;
  const places = cursors.byTime('institutions');

  async function list(ctx: Context) {
    const actor = staffOf(ctx);
    const [text, standing, region] = ['q', 'standing', 'region'].map((name) => asked(ctx.query, name));
    const filter = {
      ...(text && { text }),
      ...(standing && isStanding(standing) && { standing }),
      ...(region && /^\d{6}$/.test(region) && { within: beginningOf(region) }),
    };
    const found = await institutions.list(actor, filter, places.find(filter, ctx.query.before), pageSize + 1);
    const shownNow = found.slice(0, pageSize);
    const last = shownNow.at(-1);
    const query = new URLSearchParams({ q: text ?? '', standing: standing ?? '', region: region ?? '' });
    if (last !== undefined) query.set('before', places.write(filter, { at: last.createdAt, id: last.id }));
    pages.show(
      ctx,
      'institutions/list',
      {
        rows: shownNow.map(presented),
        filter: { text, standing, region },
        standings: Object.entries(standingNames),
        isFiltered: Object.keys(filter).length > 0,
        next: found.length > pageSize ? `${home}?${query}` : undefined,
        mayOperate: mayOperate(ctx),
      },
      { title: '机构', here: 'institutions' },
    );
  }

  const showNew = (ctx: Context, values: Form = {}, problems: Problems = {}) =>
    pages.show(ctx, 'institutions/new', { values }, { title: '登记机构', here: 'institutions', problems });

  async function enter(ctx: Context, form: Form) {
    const actor = staffOf(ctx);
    try {
      const { id } = await institutions.enter(actor, { name: (form.name ?? '').trim() });
      seeOther(ctx, `${home}/${id}`);
    } catch (error) {
      showNew(ctx, form, problemsOf(error, 'name'));
    }
  }

  async function showOne(ctx: Context, values: Form = {}, problems: Problems = {}) {
    const actor = staffOf(ctx);
    const institution = await institutions.look(actor, param(ctx, 'id'));
    const [data, colleagues, open, papers] = await Promise.all([
      institutions.certified(institution.id),
      members.show(institution.id),
      invitations.open(actor, institution.id),
      review.newest(actor, { institutionId: institution.id }, undefined, 20),
    ]);
    const { form } = review.kind('certification');
    const kept = data && (await files.describe(uploadsIn(form, data), institution.id));
    const titles = new Map(review.kinds().map(({ name, title }) => [name, title]));
    pages.show(
      ctx,
      'institutions/detail',
      {
        institution: presented(institution),
        sections: data && presentAnswers(form, { data, uploads: uploadsByField(form, data, kept ?? []), masked: true }),
        members: colleagues.map((each) => ({ ...each, post: postName(each) })),
        invitations: open.map(({ id, phone, ...each }) => ({
          ...each,
          id,
          phone: maskMobile(phone),
          post: postName(each),
          mayAgree: mayOperate(ctx) && each.waits && each.invitedBy !== actor.accountId,
        })),
        applications: (await members.applicationsOf(institution.id)).map((each) => ({
          ...each,
          href: leadingTo(ctx, `/admin/applications/${each.clientId}`),
        })),
        papers: papers.map((paper) => ({
          ...paper,
          kind: titles.get(paper.kind) ?? paper.kind,
          stateName: stateNames[paper.state],
          // A draft is its writer's alone.
          href: paper.state === 'draft' ? undefined : leadingTo(ctx, `/admin/review/${paper.id}`),
        })),
        values,
        mayOperate: mayOperate(ctx),
        mayClose: mayOperate(ctx) && institution.id !== cloudInstitutionId,
      },
      { title: institution.name, here: 'institutions', problems },
    );
  }

  /** A form on that page: its problems are shown at the typed values. */
  const act =
    (work: (ctx: Context, id: string, form: Form) => Promise<unknown>) => async (ctx: Context, form: Form) => {
      const { id } = await institutions.look(staffOf(ctx), param(ctx, 'id'));
      try {
        await work(ctx, id, form);
        seeOther(ctx, `${home}/${id}`);
      } catch (error) {
        await showOne(ctx, form, problemsOf(error, 'form'));
      }
    };
  const disable = act((ctx, id, { reason = '' }) => closing.disable(staffOf(ctx), id, reason));
  const enable = act((ctx, id) => closing.enable(staffOf(ctx), id));
  const inviteOwner = act((ctx, id, { phone = '' }) => invitations.invite(staffOf(ctx), id, { post: 'owner', phone }));
  const agree = act((ctx, id, { invitation = '' }) => invitations.agree(staffOf(ctx), id, invitation));
  const revoke = act((ctx, id, { invitation = '' }) => invitations.revoke(staffOf(ctx), id, invitation));

  return [
    page('/admin/institutions', may('see every institution'), list),
    page('/admin/institutions/new', may('enter an institution by hand'), (ctx) => showNew(ctx)),
    form('/admin/institutions/new', may('enter an institution by hand'), enter),
    page('/admin/institutions/:id', may('see every institution'), (ctx) => showOne(ctx)),
    form('/admin/institutions/:id/disable', may('disable and enable an institution'), disable),
    form('/admin/institutions/:id/enable', may('disable and enable an institution'), enable),
    form('/admin/institutions/:id/owner', may('invite, agree to and revoke an owner'), inviteOwner),
    form('/admin/institutions/:id/agree', may('invite, agree to and revoke an owner'), agree, {
      asks: fact('institutions.ask_agree'),
    }),
    form('/admin/institutions/:id/revoke', may('invite, agree to and revoke an owner'), revoke, {
      asks: fact('institutions.ask_revoke_invitation'),
    }),
  ];
}

const mayOperate = (ctx: Context) => permits(may('enter an institution by hand'), staffOf(ctx));

function problemsOf(error: unknown, field: string): Problems {
  if (
    !(error instanceof Problem) ||
    !['validation_failed', 'conflict', 'rate_limited', 'forbidden'].includes(error.code)
  )
    throw error;
  return error.fields ?? { [field]: error.fact };
}
