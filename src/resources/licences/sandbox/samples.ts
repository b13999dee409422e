import { after, days } from '../../../clock.ts';
import { type Shared, shelfMark } from '../catalogue/catalogue.ts';
import type { Item, Licence } from '../terms/licence.ts';
import type { Terms } from '../terms/terms.ts';

/** How far back the sample begins, and how long its licence holds. */
const [begun, length] = [days(30), days(365)];

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
const named = [
  { id: '00000000-0000-4000-8000-000000000001', number: 999_998, channel: 'course', title: '古琴入门（沙箱示例）' },
  { id: '00000000-0000-4000-8000-000000000002', number: 999_999, channel: 'book', title: '清溪县志（沙箱示例）' },
];

/** R27: the samples of a sandbox's catalogue, the latest first. They are the same for every sandbox and stand in no table. */
export const sampleResources = (now: Date): Shared[] =>
  named.map(({ id, number, channel, title }) => ({
    ...{ id, number, channel, title, externalId: `sample-${number}`, terms, version: 1, data: '{}', pictures: {} },
    ...{ summary, data: JSON.stringify({ summary, title }) },
    publishedAt: after(now, -begun),
    sharedAt: after(now, -begun),
  }));

/** Samples as a licence names them. */
export const itemsOf = (shared: readonly Shared[]): Item[] =>
  shared.map((one, index) => ({ position: index + 1, entryId: one.id, mark: shelfMark(one), title: one.title, terms }));

/** A licence of it, as if it had been applied for and approved. */
export const sampleLicence = (now: Date, owner: { institutionId: string; clientId: string }) => {
  const items = itemsOf(sampleResources(now).slice(0, 1));
  const licence: Licence = {
    ...owner,
    id: '00000000-0000-4000-8000-00000000000a',
    number: 999_999,
    institution: '',
    regionCode: undefined,
    platform: '沙箱应用',
    purposes: ['show'],
    usage: '在沙箱里试读一份许可',
    scope: undefined,
    conditions: undefined,
    startsAt: after(now, -begun),
    endsAt: after(now, length),
    approvedAt: after(now, -begun),
    revokedAt: undefined,
    revokedReason: undefined,
    count: items.length,
  };
  return { licence, items };
};
