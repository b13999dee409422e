import type { Actor } from '../../actor.ts';
import { after, type Clock, dayOf, days } from '../../clock.ts';
import { newId } from '../../crypto/secrets.ts';
import type { Connection, Database } from '../../database/open.ts';
import { cloudInstitutionId } from '../../institutions/service.ts';
import { stored } from '../channels/canonical.ts';
import type { Channel } from '../channels/channel.ts';
import * as drafts from '../entries/entry-draft-store.ts';
import * as entries from '../entries/entry-store.ts';
import * as publications from '../entries/publication-store.ts';
import { writtenOf } from '../entries/written.ts';
import type { ListingIndex } from '../listing/listing-index.ts';
import type { Catalogue } from './catalogue/catalogue.ts';
import * as store from './samples-store.ts';
import type { Licences } from './service.ts';
import type { Terms } from './terms/terms.ts';

type Needs = {
  db: Database;
  clock: Clock;
  resources: { channel: (code: string) => Channel };
  listingIndex: Pick<ListingIndex, 'index'>;
};

/** How far back the samples begin, and how long a licence of one holds. */
const [begun, length] = [days(30), days(360)];

const terms: Terms = {
  purposes: ['show', 'teaching'],
  months: 12,
  commercial: false,
  region: undefined,
  attribution: '来源：国家公共文化云',
  note: '沙箱示例，不能真正使用',
  media: [],
  files: [],
};

const summary = '供沙箱里的程序读取的示例，不是国家公共文化云的资源。';
const samples = [
  { id: '00000000-0000-4000-8000-000000000001', number: 999_998, channel: 'course', title: '古琴入门（沙箱示例）' },
  { id: '00000000-0000-4000-8000-000000000002', number: 999_999, channel: 'book', title: '清溪县志（沙箱示例）' },
];

/** R27: samples in the catalogue of a sandbox: rows like those of production, put there before they are first read. */
export function createSamples({ db, clock, resources, listingIndex }: Needs) {
  async function sowOne(trx: Connection, { id, number, channel, title }: (typeof samples)[number]): Promise<void> {
    const at = after(clock.now(), -begun);
    const of = { institutionId: cloudInstitutionId, channel };
    const externalId = `sample-${number}`;
    const written = writtenOf(resources.channel(channel), { title, summary, external_id: externalId }, externalId);
    const by = { clientId: undefined, batchId: undefined, createdBy: 'samples', at };
    await drafts.insert(trx, { ...of, ...by }, [{ ...written, id, submissionId: undefined }]);
    const publication = await publications.insert(trx, {
      ...{ ...of, id: newId(), entryId: id, submissionId: newId(), regionCode: '', title, summary, pictures: {} },
      ...{
        data: stored({ title, summary }),
        publishedAt: at,
        expiresAt: undefined,
        approvedBy: 'samples',
        createdAt: at,
      },
    });
    await entries.setPublication(trx, id, { state: 'published', publicationId: publication.id }, at);
    await listingIndex.index(trx, publication, at);
    await store.share(trx, id, number, terms, at);
  }

  async function sow(): Promise<void> {
    if (await store.isSown(db)) return;
    await db.transaction(async (trx) => {
      await store.lock(trx);
      if (await store.isSown(trx)) return;
      for (const sample of samples.toReversed()) await sowOne(trx, sample);
    });
  }

  return {
    /** A catalogue that is never empty. */
    in: (catalogue: Catalogue): Catalogue => ({
      ...catalogue,
      list: async (...asked) => sow().then(() => catalogue.list(...asked)),
      find: async (...asked) => sow().then(() => catalogue.find(...asked)),
      get: async (...asked) => sow().then(() => catalogue.get(...asked)),
    }),

    /** A search for a licence before the first application finds one. */
    first: (licences: Licences): Licences => ({
      ...licences,
      async listOf(actor, filter = {}, ...page) {
        if (actor.kind === 'application' && (await licences.listOf(actor)).length === 0) await apply(licences, actor);
        return licences.listOf(actor, filter, ...page);
      },
    }),
  };

  async function apply(licences: Licences, actor: Actor & { kind: 'application' }): Promise<void> {
    const [from, until] = [dayOf(clock.now()), dayOf(after(clock.now(), length))];
    const said = { usage: '在沙箱里试读一份许可', platform: '沙箱应用', purposes: 'show', promise: '1' };
    await licences.apply(actor, { resources: samples.slice(0, 1).map(({ id }) => id), data: { ...said, from, until } });
  }
}
