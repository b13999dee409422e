import { randomBytes } from 'node:crypto';
import sharp from 'sharp';
import type { Member, Staff } from '../../src/actor.ts';
import type { Data } from '../../src/fields/form.ts';
import { cloudInstitutionId } from '../../src/institutions/service.ts';
import type { ChannelCode } from '../../src/resources/channels/channels.ts';
import type { TestApp } from './app.ts';
import { type Colleague, createMember, createStaff } from './console.ts';
import { asMember, asStaff } from './institutions.ts';
import { pdf } from './pictures.ts';
import { entryOf } from './resources.ts';

/** Two operators: one writes, the other decides. */
export type Desk = { writer: Staff; decider: Staff; people: { writer: Colleague; decider: Colleague } };

export async function createDesk(at: TestApp): Promise<Desk> {
  const [writer, decider] = [await createStaff(at, ['operator']), await createStaff(at, ['operator', 'reviewer'])];
  return {
    writer: asStaff(writer, 'operator'),
    decider: asStaff(decider, 'operator', 'reviewer'),
    people: { writer, decider },
  };
}

/** A member of a certified institution in this region. */
export async function createBorrower(at: TestApp, region = '330106'): Promise<Member & { person: Colleague }> {
  const person = await createMember(at);
  await at.database.db.run(`update institutions set region_code = $2 where id = $1`, [person.institutionId, region]);
  return { ...asMember(person), person };
}

const terms: Data = {
  sharing: 'open',
  purposes: 'show\nteaching',
  months: '12',
  commercial: 'no',
  attribution: '来源：国家公共文化云',
  media: 'https://media.cloud.example.cn/1.mp4',
};

/** One of the Cloud's own entries, published, and open for sharing under these terms. */
export async function share(
  at: TestApp,
  { writer, decider }: Pick<Desk, 'writer' | 'decider'>,
  { channel = 'video', entry = {}, terms: more = {} }: { channel?: ChannelCode; entry?: Data; terms?: Data } = {},
): Promise<string> {
  const { resources, review } = at.app;
  const about = { institutionId: cloudInstitutionId, clientId: undefined };
  const data = await entryOf(at, cloudInstitutionId, channel, { external_id: '', ...entry });
  const [made] = await resources.proposeMany(writer, channel, about, [{ data }]);
  if (made === undefined) throw new Error('nothing was proposed');
  await review.approve(decider, (await resources.submit(writer, made.entryId)).id);
  await setTerms(at, { writer, decider }, made.entryId, more);
  return made.entryId;
}

export async function setTerms(
  at: TestApp,
  { writer, decider }: Pick<Desk, 'writer' | 'decider'>,
  entryId: string,
  more: Data = {},
) {
  const { review } = at.app;
  const begun = await review.begin(writer, 'sharing', { institutionId: cloudInstitutionId, subjectId: entryId });
  await review.save(writer, begun.id, { ...begun.data, ...terms, ...more });
  await review.approve(decider, (await review.submit(writer, begun.id)).id);
}

/** A paper that may go with a resource. */
export async function paper(at: TestApp, { writer }: Pick<Desk, 'writer'>, name: string): Promise<string> {
  const accept = { types: ['application/pdf'] };
  const kept = await at.app.files.keep(writer, { institutionId: cloudInstitutionId, name, bytes: pdf(), accept });
  if ('problem' in kept) throw new Error(kept.problem.code);
  return kept.id;
}

/** A picture of some megabytes: noise, that nothing makes smaller. */
export async function poster(at: TestApp, { writer }: Pick<Desk, 'writer'>): Promise<string> {
  const raw = { width: 1600, height: 900, channels: 3 } as const;
  const bytes = await sharp(randomBytes(raw.width * raw.height * raw.channels), { raw })
    .png()
    .toBuffer();
  const accept = { types: ['image/png'] };
  const kept = await at.app.files.keep(writer, { institutionId: cloudInstitutionId, name: '海报.png', bytes, accept });
  if ('problem' in kept) throw new Error(kept.problem.code);
  return kept.id;
}

export const wanted: Data = {
  purposes: 'show',
  usage: '在本馆主页和一体机上播放',
  platform: '青溪文化云',
  from: '2036-11-24',
  until: '2037-11-23',
  promise: '1',
};

/** An application for these, as its form is sent. */
export async function apply(at: TestApp, borrower: Member, ids: readonly string[], more: Data = {}): Promise<string> {
  const { catalogue, licences, review } = at.app;
  for (const id of ids) await catalogue.add(borrower, id);
  const draft = await review.read(borrower, await licences.begin(borrower, {}));
  await review.save(borrower, draft.id, { ...draft.data, ...wanted, ...more });
  return (await review.submit(borrower, draft.id)).id;
}

/** The same, granted. */
export async function grant(
  at: TestApp,
  { decider }: Pick<Desk, 'decider'>,
  borrower: Member,
  ids: readonly string[],
  more: Data = {},
): Promise<string> {
  const id = await apply(at, borrower, ids, more);
  await at.app.review.approve(decider, id);
  return id;
}
