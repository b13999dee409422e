import { createHash, randomUUID } from 'node:crypto';
import { publishAll } from '../../src/demo/entries/store.ts';
import type { Data } from '../../src/fields/form.ts';
import { canonical, hashOf, stored } from '../../src/resources/channels/canonical.ts';
import { type ChannelCode, channels } from '../../src/resources/channels/channels.ts';
import { operator, type TestApp } from './app.ts';

type Given = {
  channel: ChannelCode;
  data?: Data;
  publishedAt?: Date;
  live?: Record<string, unknown> | undefined;
  /** The data has all fields, and the example of the channel adds none. */
  isWhole?: boolean;
};

/** An institution that is certified, as operators enter one. */
export const createHost = async (at: TestApp, name: string): Promise<string> =>
  (await at.app.institutions.create(operator, { name, certified: true })).id;

/** Visible entries, in bulk and without pictures: for tests of public pages. Returns their ids. */
export async function shelve(at: TestApp, institutionId: string, given: readonly Given[]): Promise<string[]> {
  const now = at.app.clock.now();
  const entries = given.map(({ channel, data = {}, publishedAt = now, live, isWhole }) => {
    const id = randomUUID();
    const external_id = createHash('sha256').update(id).digest('hex').slice(0, 20);
    const typed: Data = isWhole
      ? { external_id, ...data }
      : { ...channels[channel].example, copyright_until: '', external_id, ...data };
    const read = canonical(channels[channel], typed);
    if ('problems' in read) throw new Error(JSON.stringify(read.problems));
    const { values } = read;
    return {
      ...{ id, publicationId: randomUUID(), institutionId, channel, live, publishedAt, externalId: external_id },
      ...{ title: typed.title ?? '', summary: typed.summary ?? '', regionCode: typed.region_code ?? '' },
      ...{ hash: hashOf(values), data: stored(values), pictures: {} },
    };
  });
  await at.app.db.transaction((trx) => publishAll(trx, entries, 'test'));
  await at.app.listingIndex.indexMissing();
  await at.app.listingIndex.nameInstitutions();
  return entries.map(({ id }) => id);
}
