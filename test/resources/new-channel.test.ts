import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import readSheets from 'read-excel-file/node';
import type { Data } from '../../src/fields/form.ts';
import { option } from '../../src/fields/option.ts';
import { text } from '../../src/fields/text.ts';
import { jsonOf } from '../../src/resources/api/api-answers.ts';
import type { Channel } from '../../src/resources/channels/channel.ts';
import { channels } from '../../src/resources/channels/channels.ts';
import { exampleOf, withSharedGroups } from '../../src/resources/channels/shared.ts';
import { createApi, createPartnerProgram } from '../support/api.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { createMember, signInToConsole } from '../support/console.ts';
import { asMember } from '../support/institutions.ts';
import { reviewer, uploadCover } from '../support/resources.ts';

const poem: Channel = {
  code: 'poem',
  name: '读好诗',
  lead: '各地诗人的作品',
  character: '诗',
  schemaType: 'CreativeWork',
  groups: withSharedGroups({
    name: 'poem',
    title: '诗歌信息',
    fields: { poet: text('诗人', { max: 30 }), form: option('体裁', { ci: '词', shi: '诗' }) },
  }),
  example: exampleOf({ external_id: 'qx-poem-1', title: '青溪晚眺', poet: '周远山', form: 'shi' }),
  listed: ['poet'],
  filters: ['form'],
};

/** R42: a channel is data. This one is an entry in the list and nowhere else, and is found wherever channels are. */
describe('a new channel', () => {
  let at: TestApp;
  const read = async (path: string) =>
    (await fetch(`${at.origin}${path}`, { headers: { accept: 'text/html' } })).text();
  before(async () => {
    Object.assign(channels, { poem });
    at = await startApp(import.meta.filename);
  });
  after(async () => {
    Reflect.deleteProperty(channels, 'poem');
    await at.close();
  });

  it('is in the form, the template, the schema and the documents', async () => {
    const member = await createMember(at);
    const browser = await signInToConsole(at, member);
    const chosen = await browser.submit(await browser.walk('/console/resources/new'), { channel: 'poem' });
    const form = await browser.walk(`${chosen.url.pathname}?page=poem`);
    expect(form.text)
      .to.include('诗歌信息')
      .and.to.include('name="poet"')
      .and.to.include('<option value="ci">词</option>');
    const template = await browser.request('/console/resources/templates/poem.xlsx');
    const [sheet] = await readSheets(Buffer.from(await template.arrayBuffer()));
    expect(sheet?.data.slice(0, 2).flat()).to.include.members(['诗人*', 'poet', 'form']);
    const { body } = await createApi(at)('get', '/channels/poem/schema');
    expect(Object.keys(Object(body.properties))).to.include.members(['poet', 'form', 'title']);
    expect(await read('/docs/fields/poem')).to.include('id="poet"');
  });

  it('is pushed by a program, reviewed, and found on its page, with the changes of a revision', async () => {
    const { institutionId, call } = await createPartnerProgram(at);
    const cover = await uploadCover(at, institutionId);
    const typed: Data = { ...poem.example, cover, external_id: '' };
    const plain = jsonOf(poem, typed);
    const path = '/resources/poem/qx-poem-1';
    const { body } = await call('put', `${path}?submit=true`, plain);
    expect(body.result, JSON.stringify(body)).to.equal('created');
    const actor = asMember(await createMember(at, { institutionId }));
    const entry = await at.app.resources.get(actor, String(body.id));
    await at.app.review.approve(reviewer, entry.submissionId ?? '');
    expect(await read('/channels/poem'))
      .to.include('青溪晚眺')
      .and.to.include('体裁');
    expect(await read(`/resources/${entry.id}`))
      .to.include('周远山')
      .and.to.include('读好诗');

    await call('put', path, { ...plain, poet: '周远水' });
    const { submissionId } = await at.app.resources.get(actor, entry.id);
    const changed = await at.app.review.changes(await at.app.review.read(actor, submissionId ?? ''));
    expect(changed?.changes.map(({ title, from, to }) => [title, from, to])).to.deep.equal([
      ['诗人', '周远山', '周远水'],
    ]);
  });
});
