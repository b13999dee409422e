import type { Actor } from '../actor.ts';
import type { Clock } from '../clock.ts';
import { dayOf } from '../clock.ts';
import { isId } from '../crypto/secrets.ts';
import { notFound } from '../errors.ts';
import { iso, isoOrNull } from '../http/answer.ts';
import { applicationOf } from '../http/bearer.ts';
import type { Cursors } from '../http/cursors.ts';
import { type Served, serve } from '../http/operation.ts';
import type { Institutions } from '../institutions/service.ts';
import { resourceHref } from '../resources/public-shown.ts';
import type { Review } from '../review/service.ts';
import type { Submission } from '../review/submission.ts';
import { isOpen } from '../review/transitions.ts';
import * as operations from './api-operations.ts';
import { type Catalogue, type Shared, shelfMark } from './catalogue.ts';
import { type Item, type Licence, lastDay, numberOf } from './licence.ts';
import { licenceKindName } from './licence-kind.ts';
import { sendPackage } from './licence-pages.ts';
import { numberIn, titleIn } from './line.ts';
import type { Packages } from './package.ts';
import { sampleLicence, sampleResources } from './sandbox.ts';
import type { Licences } from './service.ts';
import { isInForce, isLicenceState } from './state.ts';
import { obstacle } from './terms.ts';

type Needs = {
  clock: Clock;
  catalogue: Catalogue;
  licences: Licences;
  packages: Packages;
  review: Pick<Review, 'find'>;
  institutions: Pick<Institutions, 'get'>;
  cursors: Cursors;
  publicUrl: URL;
};

type Application = Actor & { kind: 'application' };

/** R50 for programs: the catalogue, and the licences of the application that asks. */
export function createLicencesApi(needs: Needs): Served[] {
  const { clock, catalogue, licences, packages, review, institutions, publicUrl, cursors } = needs;
  const [shared, granted] = [cursors.byTime('api catalogue'), cursors.byTime('api licences')];
  const noLicence = () => notFound('没有找到这份许可');

  const regionOf = async ({ institutionId }: Application) => (await institutions.get(institutionId)).regionCode;
  const presentShared = (one: Shared, region: string | undefined) => {
    const { purposes, months, commercial, attribution, note, region: only } = one.terms;
    return {
      id: one.id,
      number: shelfMark(one),
      channel: one.channel,
      title: one.title,
      summary: one.summary,
      version: one.version,
      page_url: `${publicUrl.origin}${resourceHref(one.id)}`,
      published_at: iso(one.publishedAt),
      shared_at: iso(one.sharedAt),
      obstacle: obstacle(one.terms, { region })?.text ?? null,
      terms: { purposes, months, commercial, region: only ?? null, attribution, note: note ?? null },
    };
  };

  async function presentLicence(licence: Licence, known?: readonly Item[]) {
    const { id, platform, purposes, usage, scope, conditions, startsAt, approvedAt, revokedAt, revokedReason } =
      licence;
    const items = known ?? (await licences.items(id));
    return {
      id,
      number: numberOf(licence),
      state: licences.stateOf(licence),
      reason: revokedReason ?? null,
      platform,
      purposes,
      usage,
      scope: scope ?? null,
      conditions: conditions ?? null,
      from: dayOf(startsAt),
      until: lastDay(licence),
      resources: items.map(({ mark, title }) => ({ number: mark, title })),
      package_url:
        known === undefined && isInForce(licence, clock.now())
          ? `${publicUrl.origin}/api/v1/licences/${id}/package`
          : null,
      approved_at: iso(approvedAt),
      revoked_at: isoOrNull(revokedAt),
    };
  }

  /** What was applied for and not granted yet; of others' there is nothing to see. */
  async function application({ clientId, institutionId }: Application, id: string): Promise<Submission> {
    const found = isId(id) ? await review.find(id) : undefined;
    if (found?.kind !== licenceKindName || found.institutionId !== institutionId || found.data.application !== clientId)
      throw noLicence();
    return found;
  }

  return [
    serve(operations.listCatalogue, async (ctx, { query }) => {
      if (applicationOf(ctx).sandbox)
        return { items: sampleResources(clock.now()).map((one) => presentShared(one, undefined)), next: null };
      const { cursor, page_size: limit = 50, ...asked } = query;
      const { channel, purpose, text } = asked;
      const filter = { ...(channel && { channel }), ...(purpose && { purpose }), ...(text && { text }) };
      const found = await catalogue.list(filter, shared.read(asked, cursor), limit + 1);
      const items = found.slice(0, limit);
      const last = found.length > limit ? items.at(-1) : undefined;
      const region = await regionOf(applicationOf(ctx));
      return {
        items: items.map((one) => presentShared(one, region)),
        next: last === undefined ? null : shared.write(asked, { at: last.sharedAt, id: last.id }),
      };
    }),

    serve(operations.readCatalogue, async (ctx, { params: { id = '' } }) => {
      const actor = applicationOf(ctx);
      if (!actor.sandbox) return presentShared(await catalogue.get(id), await regionOf(actor));
      const sample = sampleResources(clock.now()).find((one) => one.id === id);
      if (sample === undefined) throw notFound('没有找到这条资源。沙箱里只有示例资源');
      return presentShared(sample, undefined);
    }),

    serve(operations.createLicence, async (ctx, { body }) => {
      const { resources, purposes, usage, platform, from, until } = body;
      const data = { purposes: purposes.join('\n'), usage, platform, from, until, promise: '1' };
      const submission = await licences.apply(applicationOf(ctx), { resources, data });
      ctx.status = 201;
      ctx.set('Location', `/api/v1/licences/${submission.id}`);
      return presentApplication(submission);
    }),

    serve(operations.listLicences, async (ctx, { query }) => {
      const actor = applicationOf(ctx);
      if (actor.sandbox) {
        const { licence, items } = sampleLicence(clock.now(), actor);
        return { items: [await presentLicence(licence, items)], next: null };
      }
      const { cursor, page_size: limit = 50, ...asked } = query;
      const state = isLicenceState(asked.state) ? asked.state : undefined;
      const whose = { ...asked, clientId: applicationOf(ctx).clientId };
      const before = granted.read(whose, cursor);
      const found = await licences.listOf(applicationOf(ctx), state && { state }, before, limit + 1);
      const items = found.slice(0, limit);
      const last = found.length > limit ? items.at(-1) : undefined;
      return {
        items: await Promise.all(items.map((licence) => presentLicence(licence))),
        next: last === undefined ? null : granted.write(whose, { at: last.approvedAt, id: last.id }),
      };
    }),

    serve(operations.readLicence, async (ctx, { params: { id = '' } }) => {
      const actor = applicationOf(ctx);
      if (actor.sandbox) {
        const { licence, items } = sampleLicence(clock.now(), actor);
        if (licence.id !== id) throw noLicence();
        return presentLicence(licence, items);
      }
      const submission = await application(actor, id);
      return submission.state === 'approved'
        ? presentLicence(await licences.get(actor, id))
        : presentApplication(submission);
    }),

    serve(operations.readPackage, async (ctx, { params: { id = '' } }) => {
      await sendPackage(ctx, packages, await licences.open(applicationOf(ctx), id));
      return ctx.body;
    }),
  ];
}

const dayIn = (typed = '') => (/^\d{4}-\d\d-\d\d$/.test(typed) ? typed : '1970-01-01');

/** An application that is on its way, in the words of a licence. */
function presentApplication({ id, state, data, reason }: Submission) {
  const lines = (text = '') => text.split('\n').filter(Boolean);
  const isRefused = state === 'returned' || state === 'rejected';
  return {
    id,
    number: null,
    state: isOpen(state) ? 'in_review' : state,
    reason: (isRefused ? reason : undefined) ?? null,
    platform: data.platform ?? '',
    purposes: lines(data.purposes),
    usage: data.usage ?? '',
    scope: null,
    conditions: null,
    from: dayIn(data.from),
    until: dayIn(data.until),
    resources: lines(data.resources).map((line) => ({
      number: shelfMark({ number: numberIn(line) }),
      title: titleIn(line),
    })),
    package_url: null,
    approved_at: null,
    revoked_at: null,
  };
}
