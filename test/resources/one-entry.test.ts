import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { diff } from '../../src/fields/spelling.ts';
import { formOf } from '../../src/resources/channels/canonical.ts';
import { channels } from '../../src/resources/channels/channels.ts';
import { createApi, createPartnerProgram } from '../support/api.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { createMember, signInToConsole } from '../support/console.ts';
import { become, rowOf, send, sheetRows, workbookOf } from '../support/imports.ts';
import { asMember } from '../support/institutions.ts';
import { refusal } from '../support/refusal.ts';
import { jsonEntry } from '../support/resources.ts';
import { type ServerProcess, startServer } from '../support/server.ts';
import { isKeyed } from '../support/words.ts';

type Program = Awaited<ReturnType<typeof createPartnerProgram>>;

describe('R43 one entry for institution, channel and own number, however it came', () => {
  let at: TestApp;
  let other: ServerProcess;
  let owner: ReturnType<typeof asMember>;
  let program: Program;
  let second: Program;
  before(async () => {
    at = await startApp(import.meta.filename, { jobs: true });
    const { database, keysDir, origin } = at;
    other = await startServer({ file: import.meta.filename, url: database.url, keysDir, publicUrl: origin });
    owner = asMember(await createMember(at));
    const { institutionId } = owner;
    program = await createPartnerProgram(at, undefined, { institutionId });
    second = await createPartnerProgram(at, undefined, { institutionId });
  });
  after(async () => {
    await other.kill();
    await at.close();
  });

  const json = (channel: Parameters<typeof rowOf>[0], more: object = {}) =>
    jsonEntry(at, owner.institutionId, channel, more);
  const entries = (externalId: string) =>
    at.database.db.rows<{ id: string; client_id: string | null; title: string }>(
      `select id, client_id, title from entries where institution_id = $1 and external_id = $2`,
      [owner.institutionId, externalId],
    );
  const byForm = async (channel: Parameters<typeof rowOf>[0], externalId: string, title: string) => {
    const submissionId = await at.app.resources.begin(owner, channel, owner.institutionId);
    await at.app.review.save(owner, submissionId, rowOf(channel, { external_id: externalId, title }));
  };
  const byWorkbook = async (channel: Parameters<typeof rowOf>[0], externalId: string, title: string) => {
    const bytes = await workbookOf(sheetRows(channel, [rowOf(channel, { external_id: externalId, title })]));
    const { id } = await send(at, owner, { channel, bytes, isStraight: true });
    return become(at, owner, id, 'done');
  };
  const allow = (clientId: string, isAllowed = true) => at.app.applications.setTakeOver(owner, clientId, isAllowed);

  it('in one spelling: a revision differs in its content, and form, workbook and program store the same', async () => {
    const kept = async (externalId: string) => {
      const [{ id = '' } = {}] = await entries(externalId);
      const { submissionId = '' } = await at.app.resources.get(owner, id);
      return (await at.app.review.read(owner, submissionId)).data;
    };
    const typed = {
      start_at: '2036年12月5日14:00',
      end_at: '2036-12-05 16:00',
      sessions: '2036-12-05 14:00｜2036-12-05 16:00｜40',
      booking_start: '2036/11/25 9:00',
      booking_end: '2036-12-04T18:00',
      capacity: '40人',
      category: '培训',
    };
    const said = {
      start_at: '2036-12-05T14:00:00+08:00',
      end_at: '2036-12-05T16:00:00+08:00',
      sessions: '2036-12-05T14:00:00+08:00｜2036-12-05T16:00:00+08:00｜40',
      booking_start: '2036-11-25T09:00:00+08:00',
      booking_end: '2036-12-04T18:00:00+08:00',
      capacity: '40',
      category: 'training',
    };
    const id = await at.app.resources.begin(owner, 'activity', owner.institutionId);
    await at.app.review.save(owner, id, rowOf('activity', { external_id: 'spelled-f', ...typed }));
    expect(await kept('spelled-f')).to.include(said);
    const bytes = await workbookOf(sheetRows('activity', [rowOf('activity', { external_id: 'spelled-w', ...typed })]));
    await become(at, owner, (await send(at, owner, { channel: 'activity', bytes, isStraight: true })).id, 'done');
    expect(await kept('spelled-w')).to.include(said);
    await program.call('put', '/resources/activity/spelled-p', await json('activity', typed));
    expect(await kept('spelled-p')).to.include(said);

    const half = { external_id: 'spelled-h', title: '半份', start_at: '2036-12-05 14:00', fee_type: '不知道' };
    const draft = await at.app.resources.begin(owner, 'activity', owner.institutionId);
    await at.app.review.save(owner, draft, half);
    expect(await kept('spelled-h'), 'what cannot be read stays').to.include({ ...half, start_at: said.start_at });

    const before = await kept('spelled-f');
    const other = { ...before, ...typed, title: '另一个标题' };
    expect(diff(formOf(channels.activity), before, other).map(({ name }) => name)).to.eql(['title']);
    expect(diff(formOf(channels.activity), { ...before, ...typed }, before), 'of what was kept before').to.eql([]);
  });

  it('by form, then by workbook, then by program, in each order', async () => {
    const byProgram = async (externalId: string, title: string) =>
      (await program.call('put', `/resources/news/${externalId}`, await json('news', { title }))).body.result;
    await byForm('news', 'f-w-p', '表单里的标题');
    expect((await byWorkbook('news', 'f-w-p', '工作簿里的标题')).counts).to.deep.include({ updated: 1 });
    expect((await program.call('get', '/resources/news/f-w-p')).body).to.include({ title: '工作簿里的标题' });
    expect(await byProgram('f-w-p', '接口里的标题')).to.equal('updated');

    expect(await byProgram('p-w-f', '接口里的标题')).to.equal('created');
    expect((await byWorkbook('news', 'p-w-f', '工作簿里的标题')).counts).to.deep.include({ updated: 1 });
    const [{ id = '' } = {}] = await entries('p-w-f');
    const { submissionId = '' } = await at.app.resources.get(owner, id);
    await at.app.review.save(owner, submissionId, rowOf('news', { external_id: 'p-w-f', title: '表单里的标题' }));
    expect((await program.call('get', '/resources/news/p-w-f')).body).to.include({ title: '表单里的标题' });

    await byWorkbook('news', 'w-p', '工作簿里的标题');
    expect(await byProgram('w-p', '接口里的标题')).to.equal('updated');
    for (const name of ['f-w-p', 'p-w-f', 'w-p']) expect(await entries(name), name).to.have.length(1);
    // Only a program makes an entry its own.
    expect((await entries('f-w-p'))[0]?.client_id).to.equal(null);
    expect((await entries('p-w-f'))[0]?.client_id).to.equal(program.clientId);
  });

  it('is listed, sent and deleted by a program as well where a person entered it, and the program hears of it', async () => {
    await byForm('book', 'from-form', '溪边诗抄');
    const listed = await program.call('get', '/resources?channel=book');
    expect((listed.body.items as { external_id: string }[]).map((each) => each.external_id)).to.include('from-form');
    const sent = await program.call('put', '/resources/book/from-form?submit=true', await json('book'));
    expect(sent.body).to.include({ status: 'in_review', result: 'updated' });
    const [{ id = '' } = {}] = await entries('from-form');
    const { submissionId = '' } = await at.app.resources.get(owner, id);
    await at.app.review.approve({ kind: 'operator', name: 'reviewer' }, submissionId);
    const heard = async ({ call }: Program) =>
      ((await call('get', '/changes')).body.items as { type: string; data: { external_id?: string } }[])
        .filter(({ data }) => data.external_id === 'from-form')
        .map(({ type }) => type);
    expect(await heard(program)).to.deep.equal(['resource.published']);
    expect(await heard(second)).to.deep.equal([]);
    await byForm('book', 'to-delete', '删去的书');
    expect((await program.call('delete', '/resources/book/to-delete')).status).to.equal(204);
    expect(await entries('to-delete')).to.deep.equal([]);
  });

  it('is 409 external_id_taken to another AK of the institution, by name, in every verb', async () => {
    await program.call('put', '/resources/market/taken', await json('market'));
    const named = second;
    const path = '/resources/market/taken';
    const answers = [
      await named.call('put', path, await json('market')),
      await named.call('patch', path, { title: '别的标题' }, { 'if-match': '"1"' }),
      await named.call('delete', path),
      await named.call('post', `${path}:submit`),
      await named.call('post', `${path}:recall`),
      await named.call('post', `${path}:withdraw`, { reason: '试一试' }),
      await named.call('put', `${path}/live-state`, { stock: 1 }),
    ];
    for (const { status, body } of answers) {
      expect([status, body.code]).to.deep.equal([409, 'external_id_taken']);
      expect(body.detail)
        .to.include(program.application.name)
        .and.to.include(program.clientId)
        .and.to.match(isKeyed ? /^resources\.entered_by_other / : /接管/);
    }
    expect((await named.call('get', path)).status).to.equal(404);
    const batch = await named.call('post', '/resources:batch', {
      items: [
        { channel: 'market', external_id: 'taken', data: await json('market') },
        { channel: 'market', external_id: 'free', data: await json('market') },
      ],
    });
    const items = batch.body.items as { status: number; problem: { code: string } | null }[];
    expect(items.map(({ status }) => status)).to.deep.equal([409, 201]);
    expect(items[0]?.problem).to.include({ code: 'external_id_taken' });
    expect(await entries('taken')).to.have.length(1);
  });

  it('is taken over by an AK with the institution’s permission, which is audited; the other one gets 409 from then on', async () => {
    await program.call('put', '/resources/course/taken-over', await json('course'));
    await allow(second.clientId);
    const taken = await second.call(
      'put',
      '/resources/course/taken-over',
      await json('course', { title: '接管的课程' }),
    );
    expect([taken.status, taken.body.result]).to.deep.equal([200, 'updated']);
    expect(await entries('taken-over')).to.deep.include.members([
      { id: taken.body.id, client_id: second.clientId, title: '接管的课程' },
    ]);
    const before = await program.call('put', '/resources/course/taken-over', await json('course'));
    expect(before.body.code).to.equal('external_id_taken');
    const verbs = await at.database.db.rows<{ verb: string; details: object }>(
      `select verb, details from audit_events where verb in ('application.take_over', 'resource.take_over') order by id`,
    );
    expect(verbs.map(({ verb }) => verb)).to.deep.equal(['application.take_over', 'resource.take_over']);
    expect(verbs[1]?.details).to.deep.include({ from: program.clientId, to: second.clientId });
    await allow(second.clientId, false);
    const listed = await second.call('get', '/resources?channel=course');
    expect(listed.body.items).to.have.length(1);
  });

  it('is allowed by 管理员 on the page of the AK, without script', async () => {
    const { institutionId } = owner;
    const third = await createPartnerProgram(at, undefined, { institutionId });
    const manager = await createMember(at, { institutionId });
    const browser = await signInToConsole(at, manager);
    const path = `/console/applications/${third.clientId}/abilities`;
    const page = await browser.walk(path);
    expect(page.text).to.include('没有允许接管');
    const form = /<form[^>]* method="post" action="[^"]*take-over"[\s\S]*?<\/form>/.exec(page.text)?.[0] ?? '';
    const done = await browser.submit({ ...page, text: form });
    expect(done.text).to.include('已允许接管').and.to.include('已保存');
    expect(await at.app.applications.mayTakeOver(third.clientId)).to.equal(true);
  });

  it('lets only those allow it who manage the whole institution', async () => {
    const { institutionId } = owner;
    const limited = await createMember(at, { institutionId, role: 'developer', applications: [second.clientId] });
    for (const actor of [
      { ...asMember(limited, 'developer'), applications: [second.clientId] },
      asMember(await createMember(at, { institutionId, role: 'agent' }), 'agent'),
      asMember(await createMember(at, { institutionId, role: 'reader' }), 'reader'),
    ])
      expect(await refusal(at.app.applications.setTakeOver(actor, second.clientId, true))).to.include({
        code: 'forbidden',
      });
    const stranger = asMember(await createMember(at));
    expect(await refusal(at.app.applications.setTakeOver(stranger, second.clientId, true))).to.include({
      code: 'not_found',
    });
  });

  it('is shown before an import: an update of a program’s entry, a refusal to another program', async () => {
    await program.call('put', '/resources/video/known', await json('video'));
    const row = rowOf('video', { external_id: 'known', title: '改过的标题' });
    const bytes = await workbookOf(sheetRows('video', [row]));
    const person = await send(at, owner, { channel: 'video', bytes });
    expect(await become(at, owner, person.id, 'checked')).to.include({ good: 1, bad: 0 });
    const [notice] = await at.app.imports.problems(owner, person.id, 0, { grade: 'notice' });
    expect(notice).to.include({ row: 2, field: 'external_id' });
    expect(notice?.problem).to.have.nested.property('params.way.params.name', program.application.name);
    const machine = await send(at, second.actor, { channel: 'video', bytes });
    expect((await become(at, second.actor, machine.id, 'done')).counts).to.deep.equal({ skipped: 1 });
    const [bad] = await at.app.imports.problems(second.actor, machine.id);
    expect(bad?.problem).to.have.nested.property('params.way.params.name', program.application.name);
  });

  it('stays one where two nodes and three ways take the number at the same moment', async () => {
    const byOther = createApi({ origin: at.origin, send: other.fetch }, second.value);
    const sent = await json('audio');
    for (let turn = 0; turn < 6; turn += 1) {
      const name = `race-${turn}`;
      const outcomes = await Promise.all([
        program.call('put', `/resources/audio/${name}`, sent).then(({ status }) => status),
        byOther('put', `/resources/audio/${name}`, sent).then(({ status }) => status),
        byForm('audio', name, '同时填写').then(
          () => 'saved',
          (error: { code: string; fields?: object }) => error.code,
        ),
        at.app.resources
          .proposeMany(owner, 'audio', { institutionId: owner.institutionId, clientId: undefined }, [
            { data: rowOf('audio', { external_id: name }) },
          ])
          .then(([made]) => made?.outcome),
      ]);
      expect(await entries(name), `${turn}: ${outcomes.join()}`).to.have.length(1);
      for (const outcome of outcomes)
        expect(outcome).to.be.oneOf([200, 201, 409, 'saved', 'validation_failed', 'created', 'updated', 'unchanged']);
    }
    // Saving a form and pushing both lock the submission before the entry: no deadlock.
    const [{ id = '' } = {}] = await entries('race-0');
    const { submissionId = '', clientId } = await at.app.resources.get(owner, id);
    const pushing = clientId === second.clientId ? second : program;
    for (let turn = 0; turn < 8; turn += 1) {
      const title = `第 ${turn} 次`;
      const data = rowOf('audio', { external_id: 'race-0', title: `表单${title}` });
      const [saved, pushed] = await Promise.all([
        at.app.review.save(owner, submissionId, data),
        pushing.call('put', '/resources/audio/race-0', { ...sent, title: `接口${title}` }),
      ]);
      expect([saved.state, pushed.status]).to.deep.equal(['draft', 200]);
    }
    const row = await at.database.db.row<{ count: number }>(
      `select count(*)::int as count from (select from entries group by institution_id, channel, external_id having count(*) > 1) same`,
    );
    expect(row?.count).to.equal(0);
  });
});
