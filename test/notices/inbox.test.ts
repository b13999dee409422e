import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import { createNotices, type Notices } from '../../src/notices/service.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { type Desk, openDesk } from '../support/messages.ts';
import { letterOf, plainWords, sentenceOf } from '../support/words.ts';
import { enterAccount } from './people.ts';

const wang = '00000000-0000-4000-8000-00000000000a';
const li = '00000000-0000-4000-8000-00000000000b';
const letter = {
  subject: '【国家公共文化云】机构认证已通过',
  heading: '机构认证已通过',
  paragraphs: ['第一段。', '第二段。'],
  action: '查看结果',
};
const href = 'https://cloud.example.cn/console/submissions/1?from=mail';

describe('the inbox', () => {
  let base: TestDatabase;
  let desk: Desk;
  let notices: Notices;

  before(async () => {
    base = await testDatabase();
    await enterAccount(base.db, wang);
    await enterAccount(base.db, li);
    desk = await openDesk(base);
    const none = { send: async () => undefined };
    const needs = { ...desk, db: base.db, mail: none, sms: none, render: () => '' };
    notices = createNotices({ ...needs, words: plainWords, contact: { phone: '400-0596-087', email: '' } });
  });
  after(async () => {
    await desk.close();
    await base.drop();
  });
  beforeEach(() => base.db.run('truncate notices, inbox'));

  const tell = (id: string, key: string, more: { href?: string; heading?: string } = {}) =>
    base.db.transaction((trx) =>
      notices.send(trx, {
        event: 'certification.approved',
        key,
        recipient: { kind: 'account', id },
        letter: letterOf({ ...letter, ...more }),
        to: '青溪县文化馆 王芳',
        because: sentenceOf('您收到它，是因为您是管理员。'),
        href: more.href ?? href,
      }),
    );

  it('holds heading, paragraphs and a path of our own', async () => {
    await tell(wang, 'k1');
    const [message] = await notices.inbox(wang);
    expect(message).to.deep.include({
      event: 'certification.approved',
      title: '机构认证已通过',
      body: '第一段。\n第二段。',
      href: '/console/submissions/1?from=mail',
      at: desk.clock.now(),
      readAt: undefined,
    });
  });

  it('never leads to another site', async () => {
    await tell(wang, 'k1', { href: 'https://elsewhere.example//evil.example/x' });
    expect((await notices.inbox(wang))[0]?.href).to.equal(undefined);
  });

  it('R32 tells once for a key, and each person on their own', async () => {
    expect(await Promise.all([tell(wang, 'k1'), tell(wang, 'k1'), tell(li, 'k2')])).to.have.members([
      true,
      true,
      false,
    ]);
    expect(await notices.unread(wang)).to.equal(1);
    expect(await notices.unread(li)).to.equal(1);
  });

  it('comes in pages, the newest first', async () => {
    for (const n of [1, 2, 3, 4, 5]) await tell(wang, `k${n}`, { heading: `第${n}条` });
    const first = await notices.inbox(wang, undefined, 2);
    const second = await notices.inbox(wang, first.at(-1)?.id, 2);
    expect([...first, ...second].map(({ title }) => title)).to.deep.equal(['第5条', '第4条', '第3条', '第2条']);
  });

  it('marks as read one, or all, and never another person’s', async () => {
    for (const n of [1, 2, 3]) await tell(wang, `k${n}`);
    const [{ id } = { id: 0 }] = await notices.inbox(wang);
    await notices.markRead(li, [id]);
    expect(await notices.unread(wang)).to.equal(3);
    await notices.markRead(wang, [id]);
    expect(await notices.unread(wang)).to.equal(2);
    await notices.markRead(wang);
    expect(await notices.unread(wang)).to.equal(0);
    expect((await notices.inbox(wang))[0]?.readAt).to.deep.equal(desk.clock.now());
  });
});
