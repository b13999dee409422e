import { z } from 'zod';
import type { Actor } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import { after, type Clock, dayOf, days, endOf } from '../../clock.ts';
import { newId } from '../../crypto/secrets.ts';
import type { Connection, Database } from '../../database/open.ts';
import { conflict, invalid, notFound, type Problems } from '../../errors.ts';
import { written } from '../../fact.ts';
import { readFields } from '../../fields/read.ts';
import { checkRedirectUri } from '../../fields/redirect-uri.ts';
import { text } from '../../fields/text.ts';
import type { Application } from '../aksk/application.ts';
import { type Change, subjectOf } from '../aksk/change.ts';
import { isOver } from '../aksk/lifetime.ts';
import { mustBePartners, mustRunPlatform } from '../aksk/rights.ts';
import { fact } from '../facts.ts';
import * as store from './waiver-store.ts';

/** `until`: the last day, 2026-12-31, at most 180 days away. */
export type WaiverInput = { until?: string; reason?: string };
export type PkceWaiver = { until: string; framework: string; at: Date };
export type Waivers = { redirectUris: store.Waiver[]; pkce: { until: Date; reason: string } | undefined };

const longest = days(180);
const label = '放行的回调地址';
const fields = z.object({
  until: z.string(written(fact('applications.waiver_until_missing'))).meta({ title: '截止日期' }),
  reason: text('原因', { max: 200 }),
});

/** R22: an operator exempts one application from a rule for a time, with a date and a reason that stay in the audit. */
export function createWaivers({ db, clock, change }: { db: Database; clock: Clock; change: Change }) {
  function read(input: WaiverInput, more: Problems = {}): { until: Date; reason: string } {
    const given = readFields(fields, input);
    const until = lastSecondOf(input.until ?? '', clock.now());
    const problems = {
      ...more,
      ...(until === undefined && { until: fact('applications.waiver_until_form') }),
      ...('problems' in given && given.problems),
    };
    if ('problems' in given || until === undefined || Object.keys(problems).length > 0) throw invalid(problems);
    return { until, reason: given.values.reason };
  }

  return {
    /** An address by http, exactly as the partner sends it. */
    waiveRedirectUri: (actor: Actor, clientId: string, { uri = '', ...input }: WaiverInput & { uri?: string }) =>
      change(mustRunPlatform, actor, 'application.waive_redirect_uri', clientId, async (trx, application, at) => {
        mustBePartners(application);
        mustNotBeFapi(application);
        const checked = checkRedirectUri(uri.trim(), { loopback: false, http: true, label });
        const problem =
          'problem' in checked
            ? checked.problem
            : checked.uri.startsWith('https:')
              ? fact('applications.https_needs_none')
              : undefined;
        const { until, reason } = read(input, problem === undefined ? {} : { uri: problem });
        const redirectUri = uri.trim();
        if (application.redirectUris.length === 0) throw conflict(fact('applications.no_callbacks'));
        const isKnown = (await store.list(trx, clientId, at)).some((waiver) => waiver.redirectUri === redirectUri);
        if (isKnown) throw conflict(fact('applications.already_waived'));
        await store.insert(trx, clientId, { id: newId(), redirectUri, until, reason, createdAt: at });
        return { redirectUri, until, reason };
      }),

    endRedirectUriWaiver: (actor: Actor, clientId: string, id: string) =>
      change(mustRunPlatform, actor, 'application.end_redirect_uri_waiver', clientId, async (trx, _application, at) => {
        const found = (await store.list(trx, clientId, at)).find((waiver) => waiver.id === id);
        if (found === undefined) throw notFound(fact('applications.no_waiver'));
        await store.end(trx, clientId, id, at);
        return { redirectUri: found.redirectUri, until: { from: found.until, to: at } };
      }),

    /** For a partner whose old program does not support PKCE yet. */
    waivePkce: (actor: Actor, clientId: string, input: WaiverInput) =>
      change(mustRunPlatform, actor, 'application.waive_pkce', clientId, async (trx, application, at) => {
        mustBePartners(application);
        mustNotBeFapi(application);
        const { until, reason } = read(input);
        if (!application.authMethod.startsWith('client_secret') && application.authMethod !== 'private_key_jwt')
          throw conflict(fact('applications.public_needs_pkce'));
        await store.setPkce(trx, clientId, until, reason, at);
        return { from: application.pkceWaivedUntil ?? null, to: until, reason };
      }),

    /** The same with an approval, in its transaction: the application asked for it by its framework. */
    async waivePkceWith(
      trx: Connection,
      actor: Actor,
      clientId: string,
      { until: day, framework, at }: PkceWaiver,
    ): Promise<void> {
      const until = lastSecondOf(day, at);
      if (until === undefined) throw invalid({ pkceUntil: fact('applications.waiver_until_form') });
      await store.setPkce(trx, clientId, until, framework, at);
      const details = { from: null, to: until, reason: framework };
      await record(trx, at, actor, 'application.waive_pkce', subjectOf(clientId), details);
    },

    endPkceWaiver: (actor: Actor, clientId: string) =>
      change(mustRunPlatform, actor, 'application.end_pkce_waiver', clientId, async (trx, application, at) => {
        const { pkceWaivedUntil: from } = application;
        if (from === undefined || isOver.holds({ until: from }, at))
          throw conflict(fact('applications.pkce_not_waived'));
        await store.setPkce(trx, clientId, undefined, undefined, at);
        return { from, to: null };
      }),

    /** The waivers in force, for readers of the application. */
    async waivers(clientId: string): Promise<Waivers> {
      const now = clock.now();
      const [redirectUris, pkce] = await Promise.all([store.list(db, clientId, now), store.findPkce(db, clientId)]);
      return { redirectUris, pkce: pkce === undefined || isOver.holds(pkce, now) ? undefined : pkce };
    },
  };
}

function mustNotBeFapi({ fapi }: Application): void {
  if (fapi) throw conflict(fact('applications.fapi_no_waiver'));
}

/** Of the day that was given, if it is one from today on that is near enough. */
function lastSecondOf(date: string, now: Date): Date | undefined {
  const until = /^\d{4}-\d\d-\d\d$/.test(date) ? endOf(date) : new Date(Number.NaN);
  const isDay = !Number.isNaN(until.getTime()) && dayOf(until) === date;
  return isDay && !isOver.holds({ until }, now) && until <= after(now, longest) ? until : undefined;
}
