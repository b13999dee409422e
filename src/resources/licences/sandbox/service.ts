import { z } from 'zod';
import type { Actor } from '../../../actor.ts';
import { type Clock, dayOf } from '../../../clock.ts';
import { isId } from '../../../crypto/secrets.ts';
import type { Database } from '../../../database/open.ts';
import { invalid, notFound } from '../../../errors.ts';
import type { Data } from '../../../fields/form.ts';
import { readForm } from '../../../fields/form.ts';
import type { Review } from '../../../review/workflow/service.ts';
import type { Submission } from '../../../review/workflow/submission.ts';
import { type Kept, most, type SandboxData } from '../../../sandbox/service.ts';
import type { TellSandbox } from '../../../webhooks/sandbox/service.ts';
import type { Resources } from '../../entries/service.ts';
import type { Catalogue, Shared } from '../catalogue/catalogue.ts';
import { lineOf } from '../catalogue/line.ts';
import { fact } from '../facts.ts';
import { metadataPart, type Packages, zipOf } from '../package.ts';
import { applicationForm, askedFor } from '../requests/application.ts';
import { endOf } from '../requests/approval.ts';
import { eventOf } from '../requests/events.ts';
import { licenceKindName } from '../requests/licence-kind.ts';
import type { Cursor } from '../requests/licence-store.ts';
import { obstaclesTo } from '../requests/obstacles.ts';
import { mustBeInForce } from '../requests/rights.ts';
import type { Licences } from '../service.ts';
import { type Item, type Licence, numberOf } from '../terms/licence.ts';
import type { LicenceState } from '../terms/state.ts';
import { stateOf } from '../terms/state.ts';
import { itemsOf, sampleLicence, sampleResources } from './samples.ts';

type Needs = {
  db: Database;
  clock: Clock;
  resources: Pick<Resources, 'channel'>;
  sandboxData: SandboxData;
  tell: TellSandbox;
};

const shape = z.object({
  number: z.int(),
  resources: z.array(z.string()),
  platform: z.string(),
  purposes: z.array(z.string()),
  usage: z.string(),
  startsAt: z.coerce.date(),
  endsAt: z.coerce.date(),
});
type Owner = { institutionId: string; clientId: string };

/**
 * R27: the catalogue of a sandbox has samples, which are applied for by the rules of production. There is no reviewer: an application is
 * answered as if it were under review, and granted as it stands.
 */
export function createSandboxLicences({ db, clock, resources, sandboxData, tell }: Needs): ProgramLicences {
  const collection = sandboxData.collection('licence', shape);

  const samples = (ids?: readonly string[]) =>
    sampleResources(clock.now()).filter(({ id }) => ids === undefined || ids.includes(id));

  const present = ({ id, value, createdAt }: Kept<z.output<typeof shape>>, owner: Owner): Licence => {
    const { resources: ids, ...licence } = value;
    return {
      ...{ ...licence, id, institutionId: owner.institutionId, clientId: owner.clientId, approvedAt: createdAt },
      ...{ institution: '', regionCode: undefined, scope: undefined, conditions: undefined },
      ...{ revokedAt: undefined, revokedReason: undefined, count: ids.length },
    };
  };

  /** Those of its own, and a sample that was there before. */
  async function all(owner: Owner): Promise<{ licence: Licence; items: Item[] }[]> {
    const own = await collection.preceding(owner.clientId, undefined, {}, most);
    const kept = own.map((each) => ({ licence: present(each, owner), items: itemsOf(samples(each.value.resources)) }));
    return [...kept, sampleLicence(clock.now(), owner)];
  }

  async function get(owner: Owner, id: string): Promise<{ licence: Licence; items: Item[] }> {
    const found = (await all(owner)).find(({ licence }) => licence.id === id);
    if (found === undefined) throw noLicence();
    return found;
  }

  const packagesOf = (items: readonly Item[]): Packages => ({
    nameOf: (licence) => `${numberOf(licence)}.zip`,
    stream(licence) {
      const all = items.map((item) => {
        const published = samples().find(({ id }) => id === item.entryId);
        return { item, published, parts: published === undefined ? [] : [metadataPart(published, item)] };
      });
      return zipOf(licence, all, {
        mtime: clock.now(),
        mustHold: async () => mustBeInForce(licence, clock.now()),
      });
    },
  });

  return {
    async shared(_actor, { channel, purpose, text = '' }, before, limit) {
      const open = samples().filter(
        (one) =>
          (channel === undefined || one.channel === channel) &&
          (purpose === undefined || one.terms.purposes.some((allowed) => allowed === purpose)) &&
          `${one.title}${one.summary}`.includes(text),
      );
      return open.slice(before === undefined ? 0 : open.findIndex(({ id }) => id === before.id) + 1).slice(0, limit);
    },

    async sharedOne(_actor, id) {
      const [sample] = samples([id]);
      if (sample === undefined) throw notFound(fact('licences.no_sample'));
      return sample;
    },

    async apply(actor, { resources: ids, data: given }) {
      const found = samples(ids);
      const open = new Set(found.map(({ id }) => id));
      const missing = ids.findIndex((id) => !open.has(id));
      if (missing >= 0) throw invalid({ resources: fact('licences.nth_not_open', { nth: missing + 1 }) });
      const line = (one: (typeof found)[number]) => lineOf(one, resources.channel(one.channel).name);
      const data = { ...given, resources: found.map(line).join('\n'), application: actor.clientId };
      const read = readForm(applicationForm, data);
      if ('problems' in read) throw invalid(read.problems);
      const asked = askedFor(read.values);
      const now = clock.now();
      const problems = obstaclesTo(asked, { found, region: undefined, line });
      if (asked.from < dayOf(now)) problems.from = fact('licences.from_past');
      if (Object.keys(problems).length > 0) throw invalid(problems);
      const { startsAt, endsAt } = endOf(asked, {}, now);
      const { platform, purposes, usage } = asked;
      const kept = await db.transaction(async (trx) => {
        const made = await collection.append(trx, actor.clientId, 1, (number) => ({
          ...{ number, platform, purposes, usage, startsAt, endsAt },
          resources: found.map(({ id }) => id),
        }));
        const told = eventOf('licence.approved', present(made, actor), now);
        await tell(trx, { ...told, clientId: actor.clientId });
        return made;
      });
      return { id: kept.id, state: 'submitted', data, reason: undefined };
    },

    async listOf(actor, { state }, before, limit) {
      const found = (await all(actor)).map(({ licence }) => licence);
      const wanted = found.filter((licence) => state === undefined || stateOf(licence, clock.now()) === state);
      const from = before === undefined ? 0 : wanted.findIndex(({ id }) => id === before.id) + 1;
      return wanted.slice(from, from + limit);
    },

    find: async (actor, id) => ({ licence: (await get(actor, id)).licence }),
    items: async (actor, { id }) => (await get(actor, id)).items,

    async open(actor, id) {
      const { licence, items } = await get(actor, id);
      mustBeInForce(licence, clock.now());
      return { licence, packages: packagesOf(items) };
    },
  };
}

type Application = Actor & { kind: 'application' };
/** Applications not granted yet. */
export type Applied = Pick<Submission, 'id' | 'state' | 'data' | 'reason'>;

/** Verbs of the API on the catalogue and on licences, of production or of a sandbox. */
export interface ProgramLicences {
  shared: (actor: Application, ...asked: Parameters<Catalogue['list']>) => Promise<Shared[]>;
  sharedOne: (actor: Application, id: string) => Promise<Shared>;
  apply: (actor: Application, asked: { resources: readonly string[]; data: Data }) => Promise<Applied>;
  listOf: (
    actor: Application,
    filter: { state?: LicenceState },
    before: Cursor | undefined,
    limit: number,
  ) => Promise<Licence[]>;
  find: (actor: Application, id: string) => Promise<{ licence: Licence } | { application: Applied }>;
  items: (actor: Application, licence: Licence) => Promise<Item[]>;
  /** Throws unless its package may be fetched now, and keeps account of it. */
  open: (actor: Application, id: string) => Promise<{ licence: Licence; packages: Packages }>;
}

const noLicence = () => notFound(fact('licences.not_found'));

type Production = { catalogue: Catalogue; licences: Licences; packages: Packages; review: Pick<Review, 'find'> };

const createProduction = ({ catalogue, licences, packages, review }: Production): ProgramLicences => ({
  shared: (_actor, ...asked) => catalogue.list(...asked),
  sharedOne: (_actor, id) => catalogue.get(id),
  apply: licences.apply,
  listOf: licences.listOf,

  /** Of others' there is nothing to see. */
  async find(actor, id) {
    const { clientId, institutionId } = actor;
    const found = isId(id) ? await review.find(id) : undefined;
    const isOwn = found?.institutionId === institutionId && found.data.application === clientId;
    if (found?.kind !== licenceKindName || !isOwn) throw noLicence();
    return found.state === 'approved' ? { licence: await licences.get(actor, id) } : { application: found };
  },

  items: (_actor, { id }) => licences.items(id),
  open: async (actor, id) => ({ licence: await licences.open(actor, id), packages }),
});

/** R27: calls from a sandbox find samples there and licences of their own only. */
export function createProgramLicences(needs: Production, sandbox: ProgramLicences): ProgramLicences {
  const production = createProduction(needs);
  const of = (actor: Application) => (actor.sandbox === true ? sandbox : production);
  return {
    shared: (actor, ...asked) => of(actor).shared(actor, ...asked),
    sharedOne: (actor, id) => of(actor).sharedOne(actor, id),
    apply: (actor, asked) => of(actor).apply(actor, asked),
    listOf: (actor, filter, before, limit) => of(actor).listOf(actor, filter, before, limit),
    find: (actor, id) => of(actor).find(actor, id),
    items: (actor, licence) => of(actor).items(actor, licence),
    open: (actor, id) => of(actor).open(actor, id),
  };
}
