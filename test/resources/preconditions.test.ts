import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import { createPartnerProgram, createProgram } from '../support/api.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { testClock } from '../support/clock.ts';
import { jsonEntry } from '../support/resources.ts';

describe('RFC 9110 13.1: preconditions compare a program’s version with the present one', () => {
  const clock = testClock('2036-11-24T10:00:00+08:00');
  let at: TestApp;
  let program: Awaited<ReturnType<typeof createPartnerProgram>>;
  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    program = await createPartnerProgram(at);
  });
  beforeEach(() => clock.advance(1));
  after(() => at.close());

  const entry = () => jsonEntry(at, program.institutionId, 'activity');
  const path = (name: string) => `/resources/activity/${name}`;
  const tag = async (name: string) => (await program.call('get', path(name))).headers.get('etag') ?? '';
  /** An entry, and the tag that it had before it was changed. */
  async function changed(name: string): Promise<string> {
    await program.call('put', path(name), await entry());
    const outdated = await tag(name);
    await program.call('put', path(name), { ...(await entry()), title: '后来的标题' });
    return outdated;
  }

  it('does none of it to an entry that has changed since, in any verb, and changes nothing', async () => {
    const outdated = await changed('seen');
    const before = await program.call('get', path('seen'));
    const headers = { 'if-match': outdated };
    const answers = [
      await program.call('put', path('seen'), { ...(await entry()), title: '第三个标题' }, headers),
      await program.call('patch', path('seen'), { title: '第三个标题' }, headers),
      await program.call('delete', path('seen'), undefined, headers),
      await program.call('post', `${path('seen')}:submit`, undefined, headers),
      await program.call('post', `${path('seen')}:recall`, undefined, headers),
      await program.call('post', `${path('seen')}:withdraw`, { reason: '试一试' }, headers),
      await program.call('put', `${path('seen')}/live-state`, { remaining: 3 }, headers),
    ];
    expect(answers.map(({ status, body }) => `${status} ${body.code}`)).to.deep.equal(
      answers.map(() => '412 etag_mismatch'),
    );
    const now = await program.call('get', path('seen'));
    expect(now.body).to.deep.equal(before.body);
    expect(now.headers.get('etag')).to.equal(before.headers.get('etag'));
  });

  it('does it where the tag is the one of now, also in a list, and never by a weak one', async () => {
    await changed('list');
    const now = await tag('list');
    const recalled = (match: string) =>
      program.call('post', `${path('list')}:recall`, undefined, { 'if-match': match });
    expect((await recalled(`"999", ${now}`)).status).to.equal(200);
    expect((await recalled(`W/${now}`)).body.code).to.equal('etag_mismatch');
    expect((await recalled('no tag')).body.code).to.equal('etag_mismatch');
    expect((await program.call('delete', path('list'), undefined, { 'if-match': now })).status).to.equal(204);
    expect((await program.call('get', path('list'))).status).to.equal(404);
  });

  it('If-None-Match: * creates and never overwrites; If-Match: * changes and never creates', async () => {
    const create = { 'if-none-match': '*' };
    const change = { 'if-match': '*' };
    const sent = await entry();
    expect((await program.call('put', path('star'), sent, change)).body.code).to.equal('etag_mismatch');
    expect((await program.call('get', path('star'))).status).to.equal(404);
    expect((await program.call('put', path('star'), sent, create)).status).to.equal(201);
    const other = { ...sent, title: '别的标题' };
    expect((await program.call('put', path('star'), other, create)).body.code).to.equal('etag_mismatch');
    expect((await program.call('get', path('star'))).body.title).to.equal(sent.title);
    const now = await tag('star');
    expect((await program.call('put', path('star'), other, { 'if-none-match': now })).status).to.equal(412);
    expect((await program.call('put', path('star'), other, change)).body).to.include({ result: 'updated' });
    expect((await program.call('delete', path('star'), undefined, { 'if-none-match': '*' })).status).to.equal(412);
  });

  it('lets one of several create it where they ask for that at once', async () => {
    const sent = await entry();
    const answers = await Promise.all(
      Array.from({ length: 4 }, (_, place) =>
        program.call('put', path('once'), { ...sent, title: `第 ${place} 个标题` }, { 'if-none-match': '*' }),
      ),
    );
    expect(answers.map(({ status }) => status).toSorted()).to.deep.equal([201, 412, 412, 412]);
  });

  it('R59 holds decisions against it as well', async () => {
    await program.call('put', `${path('decided')}?submit=true`, await entry());
    const { body } = await program.call('get', path('decided'));
    const { submissionId = '' } = await at.app.resources.get(program.actor, String(body.id));
    const { revision = 0 } = (await at.app.review.find(submissionId)) ?? {};
    const { call } = await createProgram(at, ['reviewer'], ['admin:review']);
    const claim = (headers: Record<string, string>) =>
      call('post', `/admin/submissions/${submissionId}:claim`, undefined, headers);
    for (const headers of [{ 'if-match': `"${revision + 1}"` }, { 'if-none-match': '*' }])
      expect((await claim(headers)).body.code, JSON.stringify(headers)).to.equal('etag_mismatch');
    expect((await claim({ 'if-match': `"${revision}"` })).status).to.equal(200);
  });
});
