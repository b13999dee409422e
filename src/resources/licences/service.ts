import { type Actor, actorId, mustOperate, reachOf } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import type { Clock } from '../../clock.ts';
import { isId } from '../../crypto/secrets.ts';
import type { Connection, Database } from '../../database/open.ts';
import { conflict, forbidden, invalid, notFound, Problem, type Problems } from '../../errors.ts';
import { type Data, readForm } from '../../fields/form.ts';
import { problemOfLines } from '../../fields/list.ts';
import type { Institutions } from '../../institutions/service.ts';
import type { Review } from '../../review/workflow/service.ts';
import type { Submission } from '../../review/workflow/submission.ts';
import { isEditable } from '../../review/workflow/transitions.ts';
import type { Resources } from '../entries/service.ts';
import { may } from '../policies.ts';
import type { Catalogue, Shared } from './catalogue/catalogue.ts';
import { lineOf } from './catalogue/line.ts';
import * as downloads from './download-store.ts';
import { fact } from './facts.ts';
import type { Letters } from './letters.ts';
import { createReminding } from './reminding.ts';
import { applicationForm } from './requests/application.ts';
import { eventOf, type SendEvent } from './requests/events.ts';
import { licenceKindName } from './requests/licence-kind.ts';
import * as store from './requests/licence-store.ts';
import { mayRead, mustBeInForce, mustFetch } from './requests/rights.ts';
import type { Item, Licence } from './terms/licence.ts';
import { type LicenceState, stateOf } from './terms/state.ts';

export type LicenceNeeds = {
  db: Database;
  clock: Clock;
  review: Review;
  resources: Pick<Resources, 'channel'>;
  institutions: Pick<Institutions, 'mustBeOthers'>;
  catalogue: Catalogue;
  letters: Letters;
  tell: SendEvent;
};

const noLicence = () => notFound(fact('licences.not_found'));
const subjectOf = (id: string) => ({ kind: 'licence', id });

/** R50: licences for the Cloud's resources, from the application to their end. A licence has the id of its application. */
export interface Licences {
  // Applications

  /**
   * A draft with the contents of the basket, or the basket put into one that is being written. Returns the submission. Throws `forbidden` for
   * others than members, `invalid` where the basket is empty, `conflict` where the draft was sent already.
   */
  begin(actor: Actor, about: { into?: string; platform?: string; clientId?: string }): Promise<string>;
  /** By a program: sent at once; throws `invalid` by field, and keeps nothing that cannot be sent. */
  apply(
    actor: Actor & { kind: 'application' },
    asked: { resources: readonly string[]; data: Data },
  ): Promise<Submission>;
  /** A program's own: the licence, or the application not granted yet. Throws `not_found`. */
  findOwn(
    actor: Actor & { kind: 'application' },
    id: string,
  ): Promise<{ licence: Licence } | { application: Submission }>;

  // Licences

  /** For the institution, its program, staff of its region and the command line; for all others `not_found`. */
  get(actor: Actor, id: string): Promise<Licence>;
  /** Not begun, in force, in its last days, over or revoked: as of now. */
  stateOf(licence: Licence): LicenceState;
  /** The resources it covers, each with the terms of its day. For callers that have read the licence. */
  items(id: string): Promise<Item[]>;
  /** Who fetched its package, the latest first. For callers that have read the licence. */
  downloads(id: string, limit?: number): Promise<downloads.Download[]>;
  /** Of an institution, the last approved first; of a program and a hired developer those of their platform. Others: `not_found`. */
  listOf(actor: Actor, filter?: Pick<store.Filter, 'state'>, before?: store.Cursor, limit?: number): Promise<Licence[]>;
  /** O6: all of them, for operators, reviewers, support and auditors; of staff with regions those of their regions. */
  list(
    actor: Actor,
    filter: Pick<store.Filter, 'state' | 'text'>,
    before?: store.Cursor,
    limit?: number,
  ): Promise<Licence[]>;

  // 资源包

  /** Before a package is sent, which this records. Throws `not_found`, `forbidden`, `conflict` before its first day, `licence_expired` after the end. */
  open(actor: Actor, id: string): Promise<Licence>;
  /** While a package is being sent: throws as `open` does where the licence ended meanwhile. */
  mustHold(id: string): Promise<void>;

  // The end

  /** O6 收回: at once, by an operator, for a reason (500 characters) that the institution reads. Throws `invalid`, and `conflict` where it is over. */
  revoke(actor: Actor, id: string, reason: string): Promise<void>;
  /** 即将到期: letters and events about all that end soon, once for each licence; run by a job. */
  remind(): Promise<void>;
}

export function createLicences(needs: LicenceNeeds): Licences {
  const { db, clock, review, resources, institutions, catalogue, letters, tell } = needs;

  async function get(actor: Actor, id: string, connection: Connection = db): Promise<Licence> {
    const licence = isId(id) ? await store.find(connection, id) : undefined;
    if (licence === undefined || !mayRead(actor, licence)) throw noLicence();
    return licence;
  }

  const linesOf = (found: readonly Shared[]): string =>
    found.map((one) => lineOf(one, resources.channel(one.channel).name)).join('\n');

  /** Those of these that are open, and the problem of the others. */
  async function allOf(ids: readonly string[]): Promise<{ found: Shared[]; problems: Problems }> {
    const found = await catalogue.find(ids);
    const open = new Set(found.map(({ id }) => id));
    const missing = problemOfLines(
      ids.flatMap((id, place) => (open.has(id) ? [] : [fact('licences.nth_not_open', { nth: place + 1 })])),
    );
    return { found, problems: missing === undefined ? {} : { resources: missing } };
  }

  return {
    get,
    stateOf: (licence) => stateOf(licence, clock.now()),
    items: (id) => store.items(db, id),
    downloads: (id, limit = 20) => downloads.list(db, id, limit),

    async listOf(actor, filter = {}, before, limit = 50) {
      if (actor.kind !== 'member' && actor.kind !== 'application') throw noLicence();
      const clientIds = actor.kind === 'application' ? [actor.clientId] : actor.applications;
      const of = { institutionId: actor.institutionId, ...(clientIds && { clientIds }) };
      return store.list(db, clock.now(), { ...filter, ...of }, before, limit);
    },

    async list(actor, filter, before, limit = 50) {
      mustOperate(actor, ...may('see every licence').roles);
      return store.list(db, clock.now(), { ...filter, reach: reachOf(actor) }, before, limit);
    },

    async begin(actor, { into, platform, clientId }) {
      if (actor.kind !== 'member') throw forbidden(fact('licences.members_apply'));
      const { institutionId } = actor;
      const { items } = await catalogue.basket(institutionId); // resources no longer offered stay behind
      if (items.length === 0) throw invalid({ resources: fact('licences.basket_empty') });
      const lines = linesOf(items);
      if (into === undefined || into === '') {
        const data = { resources: lines, platform: platform ?? '', application: clientId ?? '' };
        return (await review.begin(actor, licenceKindName, { institutionId, data })).id;
      }
      const draft = await review.read(actor, into);
      if (draft.kind !== licenceKindName || !isEditable(draft.state)) throw conflict(fact('licences.already_sent'));
      const all = [...new Set([...(draft.data.resources ?? '').split('\n'), ...lines.split('\n')])].filter(Boolean);
      return (await review.save(actor, into, { ...draft.data, resources: all.join('\n') }, draft.revision)).id;
    },

    async apply(actor, asked) {
      const { institutionId, clientId } = actor;
      const { found, problems } = await allOf(asked.resources);
      const data = { ...asked.data, resources: linesOf(found), application: clientId };
      const read = readForm(applicationForm, data);
      const all = { ...('problems' in read && read.problems), ...problems };
      if (Object.keys(all).length > 0) throw invalid(all);
      const { id } = await review.begin(actor, licenceKindName, { institutionId, data });
      try {
        return await review.submit(actor, id);
      } catch (error) {
        if (error instanceof Problem) await review.discard(actor, id);
        throw error;
      }
    },

    async findOwn(actor, id) {
      const { clientId, institutionId } = actor;
      const found = isId(id) ? await review.find(id) : undefined;
      const isOwn = found?.institutionId === institutionId && found.data.application === clientId;
      if (found?.kind !== licenceKindName || !isOwn) throw noLicence();
      return found.state === 'approved' ? { licence: await get(actor, id) } : { application: found };
    },

    async open(actor, id) {
      await get(actor, id);
      return db.transaction(async (trx) => {
        const licence = await store.hold(trx, id);
        if (licence === undefined) throw noLicence();
        mustFetch(actor, licence);
        const at = clock.now();
        mustBeInForce(licence, at);
        await downloads.insert(trx, { licenceId: id, at, actorKind: actor.kind, actorId: actorId(actor) ?? '' });
        await record(trx, at, actor, 'licence.download', subjectOf(id), { institution: licence.institutionId });
        return licence;
      });
    },

    async mustHold(id) {
      const licence = await store.find(db, id);
      if (licence === undefined) throw noLicence();
      mustBeInForce(licence, clock.now());
    },

    async revoke(actor, id, reason) {
      mustOperate(actor, ...may('revoke a licence').roles);
      const { institutionId } = await get(actor, id);
      await institutions.mustBeOthers(actor, institutionId);
      const words = reason.replaceAll('\r\n', '\n').trim();
      if (words === '') throw invalid({ reason: fact('licences.reason_missing') });
      if ([...words].length > 500) throw invalid({ reason: fact('licences.reason_long') });
      await db.transaction(async (trx) => {
        const at = clock.now();
        if (!(await store.revoke(trx, id, { by: actorId(actor) ?? '', reason: words, at })))
          throw conflict(fact('licences.already_over'));
        const licence = await get(actor, id, trx);
        await record(trx, at, actor, 'licence.revoke', subjectOf(id), { institution: institutionId, reason: words });
        await letters.revoked(trx, licence, at, words);
        await tell(trx, eventOf('licence.revoked', licence, at, words));
      });
    },

    remind: createReminding({ db, clock, letters, tell }),
  };
}
