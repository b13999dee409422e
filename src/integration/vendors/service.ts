import { type Actor, isMemberOf, type Member } from '../../actor.ts';
import type { Application } from '../../applications/aksk/application.ts';
import { daysLeft } from '../../applications/aksk/lifetime.ts';
import { onlyCounted } from '../../applications/log/call.ts';
import type { IntegrationLog, LogPage } from '../../applications/log/service.ts';
import type { Applications } from '../../applications/service.ts';
import { record } from '../../audit/record.ts';
import { after, type Clock, dayOf, days } from '../../clock.ts';
import { isId, newId } from '../../crypto/secrets.ts';
import type { Database } from '../../database/open.ts';
import { conflict, forbidden, invalid, notFound, Problem } from '../../errors.ts';
import { permits } from '../../http/access.ts';
import type { Institutions } from '../../institutions/service.ts';
import type { Job } from '../../jobs/job.ts';
import type { Review } from '../../review/workflow/service.ts';
import { openStates } from '../../review/workflow/transitions.ts';
import { dayAfter } from '../../statistics/reports/closing.ts';
import { may } from '../policies.ts';
import type { Seals } from '../verification/passes/seals.ts';
import { type Ability, type Allowed, abilities } from './abilities.ts';
import { type AgendaDay, agendaOf, type Served } from './agenda.ts';
import { fact } from './facts.ts';
import type { VendorLetters } from './letters.ts';
import * as store from './store.ts';

type Needs = {
  db: Database;
  clock: Clock;
  institutions: Pick<Institutions, 'get'>;
  applications: Pick<Applications, 'get' | 'renewMany' | 'renewsUntil'>;
  integrationLog: Pick<IntegrationLog, 'read'>;
  verification: Pick<Seals, 'standings'>;
  review: Pick<Review, 'begin' | 'list' | 'save' | 'submit' | 'discard'>;
  letters: VendorLetters;
};

/** `days`: those on which there is something, the next ones last. */
type Agenda = { institutions: number; today: string; days: readonly AgendaDay[] };

const longest = 366;
const remindedBefore = 15;
const failuresOf = 7;
const subjectOf = (id: string) => ({ kind: 'institution', id });

/** The verbs of the room: one developer who serves many institutions, each of which authorises it to a day. Of others' AKs nothing exists (`not_found`). */
export interface Vendors {
  // The developer's side

  /** Whether there is a desk for this member. */
  isVendor(actor: Member): Promise<boolean>;
  /** 服务的机构: every AK, by its expiry. */
  served(actor: Actor): Promise<readonly Served[]>;
  /** 首页: ends, due tasks and failures of them, by day. */
  agenda(actor: Actor): Promise<Agenda>;
  /** One AK, with the fields that the developer may know: no SK, no figures. */
  look(actor: Actor, clientId: string): Promise<Served & Pick<Application, 'homeUrl'>>;
  /** The integration log of an AK, newest first. */
  log(actor: Actor, clientId: string, page: { failuresOnly?: boolean; cursor?: string }): Promise<LogPage>;
  /** R30 of many at once. Throws `conflict` where an institution took its authorisation back meanwhile: nothing is done then. */
  renew(actor: Actor, clientIds: readonly string[]): Promise<readonly { clientId: string; expiresAt: Date }[]>;
  /** Until when an AK lasts that is renewed now. */
  renewsUntil(): Date;
  /** 回调地址: sent for review as any change of the application. Throws `invalid` by field, `conflict` where a change is under way. */
  changeRedirects(actor: Actor, clientId: string, typed: string): Promise<void>;
  /** Throws `forbidden` for actions closed to developers, `not_found` for an AK they do not serve. */
  mustMay(actor: Actor, ability: Ability, clientId: string): Promise<{ vendor: Member; row: store.Row }>;
  /** The developer as a member of the institution with this AK and nothing else: for verbs of an ability that is allowed. */
  standIn(actor: Actor, ability: Allowed, clientId: string): Promise<Member>;

  // The institution's side: owners only (`forbidden`)

  /** The developers it has authorised. */
  granted(actor: Actor): Promise<readonly store.Authorisation[]>;
  /** To a day (2026-12-31) within 366 days. Throws `invalid` by field. */
  grant(actor: Actor, input: { vendor: string; endsOn: string }): Promise<void>;
  /** Another day. */
  setEnd(actor: Actor, id: string, endsOn: string): Promise<void>;
  /** At once: the next request of the developer finds nothing. */
  end(actor: Actor, id: string): Promise<void>;

  // Automatic consequences

  /** Notifies both sides 15 days before an authorisation ends. */
  remind(): Promise<void>;
  /** The hourly run of it. */
  jobs: readonly Job[];
}

/** A developer of many institutions: each of them authorises it until a day, for the abilities in the list. */
export function createVendors({
  db,
  clock,
  institutions,
  applications,
  integrationLog,
  verification,
  review,
  letters,
}: Needs): Vendors {
  const today = () => dayOf(clock.now());

  async function mustBeVendor(actor: Actor): Promise<Member> {
    if (actor.kind !== 'member' || !(await store.isVendor(db, actor.institutionId)))
      throw notFound(fact('vendors.no_vendor'));
    if (!isMemberOf(actor, actor.institutionId, may('work as a vendor').roles) || actor.applications !== undefined)
      throw notFound(fact('vendors.no_vendor'));
    return actor;
  }

  const rows = (vendorId: string, clientId?: string) =>
    store.rowsOf(db, vendorId, {
      today: today(),
      since: dayOf(after(clock.now(), -days(failuresOf - 1))),
      onlyCounted,
      ...(clientId !== undefined && { clientId }),
    });

  async function served(vendorId: string): Promise<Served[]> {
    const found = await rows(vendorId);
    const seals = await verification.standings(found);
    const now = clock.now();
    return found.map((row) => ({ ...row, seal: seals.get(row.clientId), left: daysLeft(row.expiresAt, now) }));
  }

  /** Throws unless it may be done at all, and to this AK now. Of others' there is nothing to see, not even that it exists. */
  async function mustMay(
    actor: Actor,
    ability: Ability,
    clientId: string,
  ): Promise<{ vendor: Member; row: store.Row }> {
    const vendor = await mustBeVendor(actor);
    if (!abilities[ability].may) throw forbidden(fact('vendors.may_not', { what: abilities[ability].title }));
    const [row] = await rows(vendor.institutionId, clientId);
    if (row === undefined) throw notFound(fact('vendors.not_authorised'));
    return { vendor, row };
  }

  /** The developer's actor at the institution: a member limited to this AK. Only verbs of a permitted ability get it. */
  async function standIn(actor: Actor, ability: Allowed, clientId: string): Promise<Member> {
    const { vendor, row } = await mustMay(actor, ability, clientId);
    const role = ability === 'redirects' ? 'agent' : 'developer';
    const { accountId } = vendor;
    return { kind: 'member', accountId, institutionId: row.institutionId, role, applications: [clientId] };
  }

  function mustOwn(actor: Actor): Member {
    if (actor.kind !== 'member' || !isMemberOf(actor, actor.institutionId, may('let a vendor look after an AK').roles))
      throw forbidden(fact('vendors.owner_grants'));
    return actor;
  }

  function mustLast(endsOn: string): void {
    if (endsOn < today()) throw invalid({ endsOn: fact('vendors.day_passed') });
    if (endsOn > dayOf(after(clock.now(), days(longest))))
      throw invalid({ endsOn: fact('vendors.longest', { days: longest }) });
  }

  async function remind(): Promise<void> {
    await db.transaction(async (trx) => {
      const until = dayOf(after(clock.now(), days(remindedBefore)));
      for (const ending of await store.takeEnding(trx, today(), until)) await letters.ending(trx, ending);
    });
  }
  const jobs: Job[] = [{ name: 'vendors.remind', schedule: '27 9-20 * * *', run: remind }];

  return {
    jobs,
    remind,
    mustMay,
    standIn,
    renewsUntil: applications.renewsUntil,

    isVendor: async (actor) => permits(may('work as a vendor'), actor) && store.isVendor(db, actor.institutionId),

    async served(actor) {
      return served((await mustBeVendor(actor)).institutionId);
    },

    async agenda(actor) {
      const { institutionId } = await mustBeVendor(actor);
      const found = await served(institutionId);
      const ids = found.map(({ clientId }) => clientId);
      const since = dayAfter(today(), -1);
      const failures = await store.failuresOf(db, ids, since, onlyCounted);
      const institutions = new Set(found.map((row) => row.institutionId)).size;
      return { institutions, today: today(), days: agendaOf(found, failures, clock.now()) };
    },

    async look(actor, clientId) {
      const { row } = await mustMay(actor, 'log', clientId);
      const [seals, { homeUrl }] = await Promise.all([verification.standings([row]), applications.get(clientId)]);
      return { ...row, homeUrl, seal: seals.get(clientId), left: daysLeft(row.expiresAt, clock.now()) };
    },

    async log(actor, clientId, asked) {
      return integrationLog.read(await standIn(actor, 'log', clientId), clientId, asked);
    },

    async renew(actor, clientIds) {
      const vendor = await mustBeVendor(actor);
      const { name } = await institutions.get(vendor.institutionId);
      const asked = new Set(clientIds);
      const known = (await rows(vendor.institutionId)).flatMap(({ clientId }) =>
        asked.has(clientId) ? [clientId] : [],
      );
      if (known.length === 0) throw conflict(fact('vendors.nothing_to_renew'));
      return applications.renewMany(vendor, known, async (trx) => {
        const still = await store.authorised(trx, vendor.institutionId, known, today());
        if (still.length < known.length) throw conflict(fact('vendors.not_authorised'));
        return { vendor: name };
      });
    },

    async changeRedirects(actor, clientId, typed) {
      const { vendor, row } = await mustMay(actor, 'redirects', clientId);
      if (typed.trim() === '') throw invalid({ redirectUris: fact('vendors.addresses_missing') });
      const self = await standIn(actor, 'redirects', clientId);
      const { institutionId } = row;
      const open = await review.list(
        {
          ...{ institutionId, kinds: ['application'], subjectIds: [clientId] },
          states: openStates,
        },
        undefined,
        1,
      );
      if (open.length > 0) throw conflict(fact('vendors.change_under_way'));
      const draft = await review.begin(self, 'application', { institutionId, subjectId: clientId });
      try {
        await review.save(self, draft.id, { ...draft.data, redirectUris: typed });
        await review.submit(self, draft.id);
      } catch (error) {
        await review.discard(self, draft.id);
        const wrong = error instanceof Problem ? error.fields?.redirectUris : undefined;
        if (wrong !== undefined) throw invalid({ redirectUris: wrong });
        if (error instanceof Problem && error.fields !== undefined) throw conflict(fact('vendors.papers_incomplete'));
        throw error;
      }
      const { name } = await institutions.get(vendor.institutionId);
      const at = clock.now();
      await db.transaction(async (trx) => {
        await record(
          trx,
          at,
          vendor,
          'vendor.change_redirects',
          { kind: 'application', id: clientId },
          { vendor: name },
        );
        await letters.redirects(trx, { institutionId, vendor: name, application: row.name, submissionId: draft.id });
      });
    },

    async granted(actor) {
      return store.grantedBy(db, mustOwn(actor).institutionId);
    },

    async grant(actor, input) {
      const { institutionId, accountId } = mustOwn(actor);
      if (input.vendor === '') throw invalid({ vendor: fact('vendors.vendor_missing') });
      mustLast(input.endsOn);
      const found = await store.findVendor(db, input.vendor);
      if (found === undefined || found.id === institutionId) throw invalid({ vendor: fact('vendors.vendor_unknown') });
      const [id, at] = [newId(), clock.now()];
      await db.transaction(async (trx) => {
        const given = { id, institutionId, vendorId: found.id, endsOn: input.endsOn, by: accountId, at };
        if (!(await store.grant(trx, given, today()))) throw invalid({ vendor: fact('vendors.granted') });
        const details = { vendor: found.name, until: input.endsOn };
        await record(trx, at, actor, 'vendor.grant', subjectOf(institutionId), details);
        const granted = await store.find(trx, institutionId, id);
        if (granted !== undefined) await letters.granted(trx, granted);
      });
    },

    async setEnd(actor, id, endsOn) {
      const { institutionId } = mustOwn(actor);
      mustLast(endsOn);
      await change(actor, institutionId, id, 'vendor.set_end', async (trx) => {
        await store.setEnd(trx, institutionId, id, endsOn);
        return { to: endsOn };
      });
    },

    async end(actor, id) {
      const { institutionId } = mustOwn(actor);
      await change(actor, institutionId, id, 'vendor.end', async (trx, known) => {
        await store.end(trx, institutionId, id, clock.now());
        await letters.ended(trx, known);
        return {};
      });
    },
  };

  async function change(
    actor: Actor,
    institutionId: string,
    id: string,
    verb: string,
    work: (trx: Parameters<typeof store.find>[0], known: store.Authorisation) => Promise<object>,
  ): Promise<void> {
    await db.transaction(async (trx) => {
      const known = isId(id) ? await store.find(trx, institutionId, id) : undefined;
      if (known === undefined) throw notFound(fact('vendors.no_authorisation'));
      const details = await work(trx, known);
      const said = { vendor: known.vendor, from: known.endsOn, ...details };
      await record(trx, clock.now(), actor, verb, subjectOf(institutionId), said);
    });
  }
}
