import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { z } from 'zod';
import { channels, isChannelCode } from '../../../src/resources/channels/channels.ts';
import { fields as explainedFields, problems as explainedProblems } from '../../../src/words/zh/explained.ts';
import { createApi, createPartnerProgram } from '../../support/api.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { bands } from '../../support/pictures.ts';
import { jsonEntry } from '../../support/resources.ts';

describe('descriptions for programs before their first request', () => {
  let at: TestApp;
  let anybody: ReturnType<typeof createApi>;
  let program: Awaited<ReturnType<typeof createPartnerProgram>>;
  before(async () => {
    at = await startApp(import.meta.filename);
    anybody = createApi(at);
    program = await createPartnerProgram(at);
  });
  after(() => at.close());

  it('R41 R42 lists the channels, each with its schema', async () => {
    const { body } = await anybody('get', '/channels');
    const items = body.items as { code: string; schema: string }[];
    expect(items.map(({ code }) => code)).to.deep.equal(Object.keys(channels));
    expect(items.map(({ code }) => code)).to.include.members(['book', 'audio', 'video', 'venue', 'activity']);
    expect((await anybody('get', '/channels/none/schema')).status).to.equal(404);
  });

  for (const code of Object.keys(channels).filter(isChannelCode))
    it(`describes ${channels[code].name} by a JSON Schema that its example fits and an empty entry does not`, async () => {
      const { body } = await anybody('get', `/channels/${code}/schema`);
      expect(body.$schema).to.equal('https://json-schema.org/draft/2020-12/schema');
      expect(JSON.stringify(body), 'how lines of a form are typed').to.not.match(/一行一/);
      const schema = z.fromJSONSchema(Object(body));
      const example = await jsonEntry(at, program.institutionId, code);
      expect(schema.safeParse(example).error?.issues ?? []).to.deep.equal([]);
      expect(schema.safeParse({}).success).to.equal(false);
      const page = await fetch(`${at.origin}/docs/fields/${code}`, { headers: { accept: 'text/html' } });
      const html = await page.text();
      for (const name of Object.keys(Object(body.properties))) expect(html).to.include(`id="${name}"`);
    });

  it('list regions level by level, and those changed since a day with their successors', async () => {
    const codes = async (query: string) =>
      ((await anybody('get', `/regions${query}`)).body.items as { code: string }[]).map(({ code }) => code);
    expect(await codes('')).to.include('330000');
    expect(await codes('?parent=330000')).to.include('330100');
    expect(await codes('?parent=330100'))
      .to.include('330106')
      .and.not.include('330103');
    const { body } = await anybody('get', '/regions?parent=330100&updated_since=2021-01-01');
    expect(body.items).to.deep.include({
      code: '330103',
      name: '下城区',
      valid_from: null,
      valid_to: '2021-04-09',
      replaced_by: '330105',
    });
    expect((await anybody('get', '/regions?parent=33')).status).to.equal(422);
  });

  it('explains every problem that there is, with a page for each', async () => {
    for (const code of Object.keys({ ...explainedProblems, ...explainedFields })) {
      const page = await fetch(`${at.origin}/docs/problems/${code}`, { headers: { accept: 'text/html' } });
      expect(page.status, code).to.equal(200);
      const html = await page.text();
      expect(html, code).to.include('原因').and.include('怎样改正').and.include(code);
    }
    const none = await fetch(`${at.origin}/docs/problems/none`, { headers: { accept: 'text/html' } });
    expect(none.status).to.equal(404);
  });

  describe('files', () => {
    const upload = (bytes: Buffer, name = 'cover.png', by = program) => {
      const form = new FormData();
      form.set('file', new Blob([new Uint8Array(bytes)]), name);
      return by.call('post', '/files', form);
    };

    it('are kept once for the same content, and named by entries', async () => {
      const first = await upload(await bands(1280, 720));
      expect(first.status).to.equal(201);
      expect(first.body).to.include({ type: 'image/png', width: 1280, height: 720 });
      expect((await upload(await bands(1280, 720), 'again.png')).body.id).to.equal(first.body.id);
      const read = await program.call('get', `/files/${String(first.body.id)}`);
      expect(read.body.id).to.equal(first.body.id);
      const entry = { ...(await jsonEntry(at, program.institutionId, 'news')), cover: [first.body.id] };
      expect((await program.call('put', '/resources/news/with-file?submit=true', entry)).body.status).to.equal(
        'in_review',
      );
    });

    it('are refused where they are no picture, too small for a cover, too large, or missing', async () => {
      const nonsense = await upload(Buffer.from('<html>'), 'cover.png');
      expect([nonsense.status, nonsense.body.code]).to.deep.equal([422, 'validation_failed']);
      const small = await upload(await bands(400, 300));
      const entry = { ...(await jsonEntry(at, program.institutionId, 'news')), cover: [small.body.id] };
      const refused = await program.call('put', '/resources/news/small', entry);
      expect(refused.body.errors).to.have.nested.property('[0].code', 'image_too_small');
      const large = await upload(Buffer.alloc(20 * 1024 * 1024 + 1));
      expect([large.status, large.body.code]).to.deep.equal([413, 'payload_too_large']);
      expect((await program.call('post', '/files', new FormData())).status).to.be.oneOf([400, 422]);
    });

    it('are nothing to another institution, nor to a program without the scope', async () => {
      const { body } = await upload(await bands(900, 600));
      const other = await createPartnerProgram(at);
      expect((await other.call('get', `/files/${String(body.id)}`)).status).to.equal(404);
      expect((await other.call('get', '/files/1')).status).to.equal(404);
      const entry = { ...(await jsonEntry(at, other.institutionId, 'news')), cover: [body.id] };
      const refused = await other.call('put', '/resources/news/stolen', entry);
      expect(refused.body.errors).to.have.nested.property('[0].code', 'media_not_found');
      const reader = await createPartnerProgram(at, 'resource:read', { institutionId: program.institutionId });
      expect((await upload(await bands(900, 600), 'x.png', reader)).status).to.equal(403);
    });
  });
});
