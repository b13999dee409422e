import type { z } from 'zod';
import type { Actor } from '../../actor.ts';
import type { Clock } from '../../clock.ts';
import { dayOf } from '../../clock.ts';
import { type Data, readForm } from '../../fields/form.ts';
import { iso, isoOrNull } from '../../http/answer.ts';
import { applicationOf } from '../../http/bearer.ts';
import type { Context } from '../../http/context.ts';
import { rulesOfRoom, type Served, serve } from '../../http/operation.ts';
import type { Cursors } from '../../http/requests/cursors.ts';
import type { Institutions } from '../../institutions/service.ts';
import type { Submission } from '../../review/workflow/submission.ts';
import { isOpen } from '../../review/workflow/transitions.ts';
import { channelNamed } from '../channels/channels.ts';
import { resourceHref } from '../invitations/shown.ts';
import * as operations from './api-operations.ts';
import { type Catalogue, catalogueNumber, type Shared } from './catalogue/catalogue.ts';
import { numberIn, titleIn } from './catalogue/line.ts';
import { sendPackage } from './licence-pages.ts';
import type { Packages } from './package.ts';
import { applicationForm } from './requests/application.ts';
import type { Licences } from './service.ts';
import { type Licence, lastDay, numberOf } from './terms/licence.ts';
import { isInForce, isLicenceState, stateOf } from './terms/state.ts';
import { obstacle } from './terms/terms.ts';

type Needs = {
  clock: Clock;
  catalogue: Pick<Catalogue, 'list' | 'get'>;
  licences: Licences;
  packages: Packages;
  institutions: Pick<Institutions, 'get'>;
  cursors: Cursors;
  publicUrl: URL;
};

type Application = Actor & { kind: 'application' };

/** R50 for programs: the catalogue, and the licences of the application that asks. */
export function createLicencesApi(needs: Needs): Served[] {
  const { clock, catalogue, licences, packages, institutions, publicUrl, cursors } = needs;
  const [shared, granted] = [cursors.byTime('api catalogue'), cursors.byTime('api licences')];

  const regionOf = async ({ institutionId }: Application) => (await institutions.get(institutionId)).regionCode;
  const presentShared = ({ state }: Context, one: Shared, region: string | undefined) => {
    const inTheWay = obstacle(one.terms, { region });
    const { purposes, months, commercial, attribution, note, region: only } = one.terms;
    return {
      id: one.id,
      number: catalogueNumber(one),
      channel: one.channel,
      title: one.title,
      summary: one.summary,
      version: one.version,
      page_url: `${publicUrl.origin}${resourceHref(one.id)}`,
      published_at: iso(one.publishedAt),
      shared_at: iso(one.sharedAt),
      obstacle: inTheWay === undefined ? null : state.speech.say(inTheWay.problem),
      terms: { purposes, months, commercial, region: only ?? null, attribution, note: note ?? null },
    };
  };

  async function presentLicence(licence: Licence) {
    const { id, platform, purposes, usage, scope, conditions, startsAt, approvedAt, revokedAt, revokedReason } =
      licence;
    const items = await licences.items(id);
    return {
      id,
      number: numberOf(licence),
      state: stateOf(licence, clock.now()),
      reason: revokedReason ?? null,
      platform,
      purposes,
      usage,
      scope: scope ?? null,
      conditions: conditions ?? null,
      from: dayOf(startsAt),
      until: lastDay(licence),
      resources: items.map(({ mark, title }) => ({ number: mark, title })),
      package_url: isInForce(licence, clock.now()) ? `${publicUrl.origin}/api/v1/licences/${id}/package` : null,
      approved_at: iso(approvedAt),
      revoked_at: isoOrNull(revokedAt),
    };
  }

  return [
    serve(operations.listCatalogue, async (ctx, { query }) => {
      const { cursor, page_size: limit = 50, ...asked } = query;
      const { channel, purpose, text } = asked;
      const filter = {
        ...(channel !== undefined && { channel: channelNamed(channel).code }),
        ...{ ...(purpose && { purpose }), ...(text && { text }) },
      };
      const found = await catalogue.list(filter, shared.read(asked, cursor), limit + 1);
      const items = found.slice(0, limit);
      const last = found.length > limit ? items.at(-1) : undefined;
      const region = await regionOf(applicationOf(ctx));
      return {
        items: items.map((one) => presentShared(ctx, one, region)),
        next: last === undefined ? null : shared.write(asked, { at: last.sharedAt, id: last.id }),
      };
    }),

    serve(operations.readCatalogue, async (ctx, { params: { id = '' } }) => {
      return presentShared(ctx, await catalogue.get(id), await regionOf(applicationOf(ctx)));
    }),

    serve(
      operations.createLicence,
      async (ctx, { body }) => {
        const asked = { resources: body.resources, data: { ...useIn(body), promise: '1' } };
        const submission = await licences.apply(applicationOf(ctx), asked);
        ctx.status = 201;
        ctx.set('Location', `/api/v1/licences/${submission.id}`);
        return presentApplication(submission);
      },
      rulesOfRoom((parts) => {
        const data = useIn(parts);
        const read = readForm(applicationForm, data);
        const found = Object.entries('problems' in read ? read.problems : {});
        return Object.fromEntries(found.filter(([name]) => Object.hasOwn(data, name)));
      }),
    ),

    serve(operations.listLicences, async (ctx, { query }) => {
      const actor = applicationOf(ctx);
      const { cursor, page_size: limit = 50, ...asked } = query;
      const state = isLicenceState(asked.state) ? asked.state : undefined;
      const whose = { ...asked, clientId: actor.clientId };
      const before = granted.read(whose, cursor);
      const found = await licences.listOf(actor, state === undefined ? {} : { state }, before, limit + 1);
      const items = found.slice(0, limit);
      const last = found.length > limit ? items.at(-1) : undefined;
      return {
        items: await Promise.all(items.map(presentLicence)),
        next: last === undefined ? null : granted.write(whose, { at: last.approvedAt, id: last.id }),
      };
    }),

    serve(operations.readLicence, async (ctx, { params: { id = '' } }) => {
      const found = await licences.findOwn(applicationOf(ctx), id);
      return 'licence' in found ? presentLicence(found.licence) : presentApplication(found.application);
    }),

    serve(operations.readPackage, async (ctx, { params: { id = '' } }) => {
      await sendPackage(ctx, packages, await licences.open(applicationOf(ctx), id));
      return ctx.body;
    }),
  ];
}

/** The use that is asked for, as the form has it; parts that were not sent are left out. */
const useIn = ({ purposes, ...texts }: Partial<z.output<typeof operations.createLicence.body & object>>): Data =>
  Object.fromEntries(
    Object.entries({ ...texts, purposes: purposes?.join('\n') }).filter(
      (each): each is [string, string] => typeof each[1] === 'string',
    ),
  );

const dayIn = (typed = '') => (/^\d{4}-\d\d-\d\d$/.test(typed) ? typed : '1970-01-01');

/** An application that is on its way, in the words of a licence. */
function presentApplication({ id, state, data, reason }: Submission) {
  const lines = (text = '') => text.split('\n').filter(Boolean);
  const isRefused = state === 'returned' || state === 'rejected';
  return {
    id,
    number: null,
    state: isOpen(state) || state === 'approved' ? ('in_review' as const) : state, // as it was sent, whatever came of it at once
    reason: (isRefused ? reason : undefined) ?? null,
    platform: data.platform ?? '',
    purposes: lines(data.purposes),
    usage: data.usage ?? '',
    scope: null,
    conditions: null,
    from: dayIn(data.from),
    until: dayIn(data.until),
    resources: lines(data.resources).map((line) => ({
      number: catalogueNumber({ number: numberIn(line) }),
      title: titleIn(line),
    })),
    package_url: null,
    approved_at: null,
    revoked_at: null,
  };
}
