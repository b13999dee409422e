import Router from '@koa/router';
import { Problem, type Problems } from '../errors.ts';
import { maskMobile } from '../fields/china/mobile.ts';
import { fieldsIn, shown } from '../fields/form.ts';
import { regionName } from '../fields/region.ts';
import { frameOf, type Guards, staffOf } from '../http/access.ts';
import { type Form, readForm } from '../http/body.ts';
import type { Context, State } from '../http/context.ts';
import type { FormTokens } from '../http/csrf.ts';
import type { Pages } from '../http/page.ts';
import type { Review } from '../review/service.ts';
import { stateNames } from '../review/transitions.ts';
import type { Closing } from './closing.ts';
import {
  type Institution,
  institutionKinds,
  isInstitutionKind,
  isStanding,
  standingNames,
  standingOf,
} from './institution.ts';
import type { Invitations } from './invitations.ts';
import type { Members } from './members.ts';
import { postName } from './post.ts';
import type { Institutions } from './service.ts';
import type { Cursor } from './store.ts';

type Needs = {
  pages: Pages;
  formTokens: FormTokens;
  guards: Guards;
  institutions: Institutions;
  members: Members;
  invitations: Invitations;
  closing: Closing;
  review: Pick<Review, 'newest' | 'kind' | 'kinds' | 'begin'>;
};

const home = '/admin/institutions';
const pageSize = 30;

const cursorOf = ({ createdAt, id }: Institution) => `${createdAt.toISOString()}_${id}`;

function cursorIn(text: unknown): Cursor | undefined {
  const [, at = '', id = ''] = /^([\d:.TZ-]{24})_([\da-f-]{36})$/.exec(typeof text === 'string' ? text : '') ?? [];
  const date = new Date(at);
  return id === '' || Number.isNaN(date.getTime()) ? undefined : { at: date, id };
}

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
export function createInstitutionAdminPages(needs: Needs) {
  const { pages, formTokens, guards, institutions, members, invitations, closing, review } = needs;
  const router = new Router<State>({ prefix: home });
  const readers = guards.staff('operator', 'administrator', 'reviewer', 'support');
  const operators = guards.staff('operator', 'administrator');

  async function verified(ctx: Context): Promise<Form> {
    const form = await readForm(ctx);
    formTokens.verify(ctx, form);
    return form;
  }
  const go = (ctx: Context, path: string) => {
    ctx.status = 303;
    ctx.redirect(path);
  };

  router.get('/', readers, async (ctx) => {
    const actor = staffOf(ctx);
    const [text, standing, region] = ['q', 'standing', 'region'].map((name) => asked(ctx.query, name));
    const filter = {
      ...(text && { text }),
      ...(standing && isStanding(standing) && { standing }),
      ...(region && /^\d{6}$/.test(region) && { within: region.replace(/(00){1,2}$/, '') }),
    };
    const found = await institutions.list(actor, filter, cursorIn(ctx.query.before), pageSize + 1);
    const shownNow = found.slice(0, pageSize);
    const last = shownNow.at(-1);
    const query = new URLSearchParams({ q: text ?? '', standing: standing ?? '', region: region ?? '' });
    if (last !== undefined) query.set('before', cursorOf(last));
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
      { ...frameOf(ctx), title: '机构', here: 'institutions' },
    );
  });

  const showNew = (ctx: Context, values: Form = {}, problems: Problems = {}) =>
    pages.show(
      ctx,
      'institutions/new',
      { values },
      { ...frameOf(ctx), title: '登记机构', here: 'institutions', problems },
    );

  router.get('/new', operators, (ctx) => showNew(ctx));

  router.post('/new', operators, async (ctx) => {
    const form = await verified(ctx);
    const actor = staffOf(ctx);
    try {
      const { id } = await institutions.enter(actor, { name: (form.name ?? '').trim() });
      go(ctx, `${home}/${id}`);
    } catch (error) {
      showNew(ctx, form, problemsOf(error, 'name'));
    }
  });

  async function showOne(ctx: Context, values: Form = {}, problems: Problems = {}) {
    const actor = staffOf(ctx);
    const institution = await institutions.look(actor, ctx.params.id ?? '');
    const [data, colleagues, open, papers] = await Promise.all([
      institutions.certified(institution.id),
      members.show(institution.id),
      invitations.open(actor, institution.id),
      review.newest(actor, { institutionId: institution.id }, undefined, 20),
    ]);
    const titles = new Map(review.kinds().map(({ name, title }) => [name, title]));
    pages.show(
      ctx,
      'institutions/detail',
      {
        institution: presented(institution),
        sections:
          data &&
          review.kind('certification').form.groups.map(({ title, fields }) => ({
            title,
            rows: fieldsIn(fields).map((field) => ({ title: field.title, text: shown(field, data[field.name], true) })),
          })),
        members: colleagues.map((each) => ({ ...each, post: postName(each) })),
        invitations: open.map(({ id, phone, ...each }) => ({
          ...each,
          id,
          phone: maskMobile(phone),
          post: postName(each),
          mayAgree: mayOperate(ctx) && each.waits && each.invitedBy !== actor.accountId,
        })),
        applications: await members.applicationsOf(institution.id),
        papers: papers.map((paper) => ({
          ...paper,
          kind: titles.get(paper.kind) ?? paper.kind,
          stateName: stateNames[paper.state],
        })),
        values,
        mayOperate: mayOperate(ctx),
      },
      { ...frameOf(ctx), title: institution.name, here: 'institutions', problems },
    );
  }

  router.get('/:id', readers, (ctx) => showOne(ctx));

  for (const [path, work] of Object.entries<(ctx: Context, id: string, form: Form) => Promise<unknown>>({
    disable: (ctx, id, form) => closing.disable(staffOf(ctx), id, form.reason ?? ''),
    enable: (ctx, id) => closing.enable(staffOf(ctx), id),
    owner: (ctx, id, { phone = '' }) => invitations.invite(staffOf(ctx), id, { post: 'owner', phone }),
    agree: (ctx, id, { invitation = '' }) => invitations.agree(staffOf(ctx), id, invitation),
    revoke: (ctx, id, { invitation = '' }) => invitations.revoke(staffOf(ctx), id, invitation),
  }))
    router.post(`/:id/${path}`, operators, guards.stepUp, async (ctx) => {
      const form = await verified(ctx);
      const { id } = await institutions.look(staffOf(ctx), ctx.params.id ?? '');
      try {
        await work(ctx, id, form);
        go(ctx, `${home}/${id}`);
      } catch (error) {
        await showOne(ctx, form, problemsOf(error, 'form'));
      }
    });

  return router;
}

const mayOperate = (ctx: Context) => staffOf(ctx).roles.some((role) => role === 'operator' || role === 'administrator');

function problemsOf(error: unknown, field: string): Problems {
  if (
    !(error instanceof Problem) ||
    !['validation_failed', 'conflict', 'rate_limited', 'forbidden'].includes(error.code)
  )
    throw error;
  return error.fields ?? { [field]: error.message };
}
