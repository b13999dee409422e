import { randomBytes } from 'node:crypto';
import type { Actor, Member, Staff } from '../../src/actor.ts';
import { createSeal } from '../../src/crypto/seal.ts';
import type { Database } from '../../src/database/open.ts';
import { check, checks } from '../../src/fields/choice.ts';
import type { Data } from '../../src/fields/form.ts';
import { text } from '../../src/fields/text.ts';
import { createFiles } from '../../src/files/service.ts';
import { createInstitutions } from '../../src/institutions/service.ts';
import type { Kind } from '../../src/review/workflow/kind.ts';
import { createReview } from '../../src/review/workflow/service.ts';
import type { Action, State } from '../../src/review/workflow/transitions.ts';
import { operator } from '../support/app.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { fact } from '../support/words.ts';

/** A submission in these tests: a notice for the wall, with a personal datum. */
export const answers: Data = {
  title: '剪纸展',
  idNumber: '11010519491231002X',
  places: 'hall\nyard',
  promise: '1',
};

const notice = (name: string, effect: Kind['onApproved'], more: Partial<Kind> = {}): Kind => ({
  name,
  title: '布告',
  form: {
    groups: [
      {
        name: 'notice',
        title: '布告',
        fields: {
          title: text('标题', { max: 20 }),
          idNumber: text('证件号码', { max: 18 }).meta({ mask: (value) => `${value.slice(0, 4)}****` }),
          places: checks('地点', { hall: '大厅', yard: '院子' }),
          promise: check('内容真实', fact('fields.choose', { label: '内容真实' })),
        },
      },
    ],
  },
  dueInWorkingDays: 3,
  titleOf: ({ title = '' }) => title,
  onApproved: effect,
  ...more,
});

/** One node of the engine on a database; any number of them may stand on one and share its clock and keys. */
function openNode(db: Database, clock: TestClock, keys: { sealing: Buffer[]; index: Buffer }, colleagues: Set<string>) {
  const heard: Action[] = [];
  const seal = createSeal(() => keys);
  const review = createReview({
    ...{ db, clock, seal },
    uploads: createFiles({ db, clock, seal }),
    tieOf: async (accountId) => (colleagues.has(accountId) ? 'institution' : undefined),
    mustBeOpen: async () => undefined,
    announce: async (_trx, { action }) => {
      heard.push(action);
    },
  });
  // The effect is a row, so that it is undone with everything else; its number is the result of the notice.
  const effect: Kind['onApproved'] = async (trx, { submission }) => {
    const row = await trx.row<{ id: string }>(`insert into wall (title) values ($1) returning id::text as id`, [
      submission.title,
    ]);
    return submission.subjectId ?? row?.id;
  };
  review.register(notice('plain', effect));
  review.register(notice('double', effect, { needsSecond: () => true }));
  review.register(notice('single', effect, { single: true }));
  review.register(notice('readers', effect, { senders: ['reader'] }));
  review.register(
    notice('regional', effect, { regionOf: ({ title = '' }) => (title.includes('杭州') ? '330100' : '440100') }),
  );
  review.register(
    notice('broken', async (trx, approved) => {
      await effect(trx, approved);
      throw new Error('no paste left');
    }),
  );
  return { review, heard };
}

/** The engine without its doors: two institutions, their people and reviewers. */
export async function openHall(start = '2026-11-24T01:00:00Z') {
  const base: TestDatabase = await testDatabase();
  const { db } = base;
  await db.run('create table wall (id bigint generated always as identity, title text not null)');
  const clock = testClock(start);
  const keys = { sealing: [randomBytes(32)], index: randomBytes(32) };
  const colleagues = new Set<string>();
  const { review, heard } = openNode(db, clock, keys, colleagues);
  const institutions = createInstitutions({ db, clock, seal: createSeal(() => keys), tieOf: async () => undefined });
  const [own, other] = await Promise.all(
    ['青溪县文化馆', '澜江市图书馆'].map((name) => institutions.create(operator, { name })),
  );
  if (own === undefined || other === undefined) throw new Error('no institutions');
  const member = (accountId: string, more: Partial<Member> = {}): Member => ({
    kind: 'member',
    accountId,
    institutionId: own.id,
    role: 'agent',
    ...more,
  });
  const staff = (accountId: string, more: Partial<Staff> = {}): Staff => ({
    kind: 'staff',
    accountId,
    roles: ['reviewer'],
    ...more,
  });
  const agent = member('agent');
  const [first, second] = [staff('first'), staff('second')];

  const begin = (kind = 'plain', data: Data = answers, actor: Actor = agent) =>
    review.begin(actor, kind, { institutionId: own.id, data });

  /** A submission that has come to this state by the verbs. */
  async function bring(state: State, kind = state === 'checked' ? 'double' : 'plain'): Promise<string> {
    const { id } = await begin(kind);
    if (state === 'draft') return id;
    await review.submit(agent, id);
    if (state === 'submitted') return id;
    await review.claim(first, id);
    if (state === 'checked' || state === 'approved') await review.approve(first, id);
    if (state === 'returned') await review.sendBack(first, id, '看不清', { title: '太短' });
    if (state === 'rejected') await review.reject(first, id, '不收');
    return id;
  }

  return {
    base,
    db,
    clock,
    review,
    heard,
    colleagues,
    own,
    other,
    member,
    staff,
    agent,
    first,
    second,
    begin,
    bring,
    /** One more node, on a connection of its own. */
    another: (more: Database) => openNode(more, clock, keys, colleagues).review,
    wall: async () =>
      (await db.rows<{ title: string }>('select title from wall order by id')).map(({ title }) => title),
    close: () => base.drop(),
  };
}

export type Hall = Awaited<ReturnType<typeof openHall>>;

/** The Problem that something is refused with. */
export async function refusal(
  work: Promise<unknown>,
): Promise<{ code?: string; message: string; fact?: unknown; fields?: unknown }> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
  throw new Error('it was not refused');
}
