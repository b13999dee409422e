import { createServer, type Server } from 'node:http';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { hours } from '../../../src/clock.ts';
import { newId } from '../../../src/crypto/secrets.ts';
import { publishAll } from '../../../src/demo/entries/store.ts';
import { canonical, hashOf, stored } from '../../../src/resources/channels/canonical.ts';
import { type ChannelCode, channels } from '../../../src/resources/channels/channels.ts';
import { failed, withoutGone } from '../../../src/resources/channels/watched-addresses.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { testClock } from '../../support/clock.ts';
import { createMember } from '../../support/console.ts';
import { asMember } from '../../support/institutions.ts';
import { freePort } from '../../support/ports.ts';
import { publish } from '../../support/resources.ts';
import { until } from '../../support/until.ts';
import { isKeyed } from '../../support/words.ts';

describe('an address that failed', () => {
  const at = new Date('2036-11-24T06:00:00Z');
  it('is believed gone at the second look in a row, and stays gone as long', () => {
    const once = failed(undefined, at);
    expect(once).to.deep.equal({ failures: 1, since: at, goneAt: undefined });
    const later = new Date('2036-11-24T07:00:00Z');
    const twice = failed(once, later);
    expect(twice).to.deep.equal({ failures: 2, since: at, goneAt: later });
    expect(failed(twice, new Date('2036-11-24T08:00:00Z')).goneAt).to.deep.equal(later);
  });

  it('is left out of an entry, and all else stays', () => {
    const entry = {
      values: { title: '课', booking_url: 'x' },
      live: { replay_url: 'y', remaining: 3 },
      gone: ['booking_url', 'replay_url'],
    };
    expect(withoutGone(entry)).to.deep.include({ values: { title: '课' }, live: { remaining: 3 } });
  });
});

describe('the watch over addresses of entries', function () {
  this.timeout(60_000);
  const clock = testClock('2036-11-24T01:00:00Z');
  let at: TestApp;
  let partner: Server;
  let site: string;
  let env: Record<string, string>;
  /** Paths that answer with something else than a page. */
  const answers = new Map<string, number | string>();

  before(async () => {
    const port = await freePort();
    site = `http://localhost:${port}`;
    partner = createServer((request, response) => {
      const answer = answers.get(request.url ?? '') ?? 200;
      if (typeof answer === 'string') response.setHeader('content-type', 'text/vtt').end(answer);
      else response.writeHead(answer, { 'content-type': 'text/html' }).end('<p>here</p>');
    }).listen(port);
    env = { OUTGOING_HOSTS: `localhost:${port}` };
    at = await startApp(import.meta.filename, { clock, env });
  });
  after(async () => {
    await at.close();
    partner.closeAllConnections();
    partner.close();
  });

  /** Public, with addresses on this machine, which a form does not take. */
  async function shelve(
    institutionId: string,
    channel: ChannelCode,
    title: string,
    moved: Record<string, string>,
    more: Record<string, string> = {},
  ): Promise<string> {
    const read = canonical(channels[channel], {
      ...channels[channel].example,
      copyright_until: '',
      title,
      external_id: `w-${newId().slice(0, 8)}`,
      ...more,
    });
    if ('problems' in read) throw new Error(JSON.stringify(read.problems));
    const own = Object.fromEntries(Object.entries(read.values).filter(([name]) => !/_url$/.test(name)));
    const values = { ...own, ...moved };
    const entry = {
      ...{ id: newId(), publicationId: newId(), institutionId, channel, live: undefined, publishedAt: clock.now() },
      ...{ externalId: String(own.external_id), title, summary: '有人来', regionCode: '330106', pictures: {} },
      ...{ hash: hashOf(values), data: stored(values) },
    };
    await at.app.db.transaction((trx) => publishAll(trx, [entry], 'test'));
    await at.app.listingIndex.indexMissing();
    return entry.id;
  }
  const pageOf = async (id: string) => (await fetch(`${at.origin}/resources/${id}`)).text();
  const letters = async (accountId: string) =>
    (
      await at.database.db.rows<{ text: string }>(`select i::text as text from inbox i where i.account_id = $1`, [
        accountId,
      ])
    ).map(({ text }) => text);

  it('R43 takes a dead button away at the second look, says so, tells the institution once for all, and brings it back', async () => {
    const member = await createMember(at);
    const { institutionId } = asMember(member);
    answers.set('/book/1', 404);
    answers.set('/1.vtt', 'no captions at all');
    const course = await shelve(institutionId, 'activity', '剪纸晚课', {
      booking_url: `${site}/book/1`,
      h5_url: `${site}/m/1`,
    });
    const film = await shelve(institutionId, 'video', '剪纸短片', {
      play_url: `${site}/book/1`,
      subtitle_url: `${site}/1.vtt`,
      h5_url: `${site}/m/2`,
    });
    const asked = await shelve(institutionId, 'activity', '请先登录的课', {
      booking_url: `${site}/private`,
      h5_url: `${site}/m/3`,
    });
    answers.set('/private', 403);

    await at.app.addressWatch.run();
    expect(await pageOf(course), 'one look may fail by chance').to.include(`${site}/book/1`);
    expect(await letters(member.accountId)).to.deep.equal([]);

    clock.advance(hours(1));
    await at.app.addressWatch.again();
    const page = await pageOf(course);
    expect(page).to.not.include(`${site}/book/1`);
    expect(page).to.match(isKeyed ? /invitations\.gone/ : /预约页现在打不开/);
    expect(page, 'the telephone is left').to.include('href="tel:');
    expect(await pageOf(film)).to.not.include('<track');
    expect(await pageOf(asked), 'a server that asks who we are is there').to.include(`${site}/private`);
    const told = await letters(member.accountId);
    expect(told).to.have.lengthOf(1);
    expect(told[0]).to.include('剪纸晚课').and.to.include('剪纸短片').and.not.include('请先登录');

    clock.advance(hours(1));
    await at.app.addressWatch.again();
    expect(await letters(member.accountId), 'once').to.have.lengthOf(1);

    answers.clear();
    answers.set('/1.vtt', 'WEBVTT\n\n00:00.000 --> 00:02.000\n剪');
    clock.advance(hours(1));
    await at.app.addressWatch.again();
    expect(await pageOf(course))
      .to.include(`${site}/book/1`)
      .and.not.match(/现在打不开|invitations\.gone/);
    expect(await at.app.addressWatch.ofEntry(course)).to.deep.equal([]);
  });

  it('R43 takes the dead button of a room from the page of its house as well', async () => {
    const member = await createMember(at);
    const { institutionId } = asMember(member);
    const house = await shelve(
      institutionId,
      'venue',
      '县文化馆',
      { h5_url: `${site}/m/9` },
      { external_id: 'the-house' },
    );
    await shelve(
      institutionId,
      'venue',
      '县文化馆舞蹈房',
      { booking_url: `${site}/room` },
      { parent_external_id: 'the-house', room_type: 'dance' },
    );
    expect(await pageOf(house)).to.include(`${site}/room`);
    answers.set('/room', 404);
    for (const run of ['run', 'again'] as const) await at.app.addressWatch[run]();
    expect(await pageOf(house))
      .to.include('县文化馆舞蹈房')
      .and.not.include(`${site}/room`);
  });

  it('R43 asks for those of an entry that was just sent as well, and tells its institution', async () => {
    const member = await createMember(at);
    // Jobs of a process that has just begun make up for the look of the morning: beside the tests above it was one look too many.
    const { database, keysDir } = at;
    const working = await startApp(import.meta.filename, { clock, database, keysDir, jobs: true, env });
    try {
      await publish(working, asMember(member), 'video', { title: '没有片源的片子', publish_at: '', expire_at: '' });
      await until(
        async () => (await letters(member.accountId)).some((text) => text.includes('没有片源的片子')),
        'the letter',
      );
    } finally {
      await working.close();
    }
  });

  it('is shown to the institution on the page of the entry', async () => {
    const member = await createMember(at);
    const { institutionId } = asMember(member);
    answers.set('/gone', 410);
    const id = await shelve(institutionId, 'activity', '搬走的页面', { booking_url: `${site}/gone` });
    await at.app.addressWatch.run();
    const [first] = await at.app.addressWatch.ofEntry(id);
    expect(first).to.deep.include({ field: 'booking_url', url: `${site}/gone`, isGone: false });
    expect(first?.cause).to.deep.equal({ code: 'links.answers', params: { status: 410 } });
  });
});
