import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { days } from '../../../src/clock.ts';
import type { Data } from '../../../src/fields/form.ts';
import { purgeFiles } from '../../../src/files/index.ts';
import { sealedAs as eventAs } from '../../../src/review/workflow/event-store.ts';
import { paperRetention } from '../../../src/review/workflow/papers.ts';
import { sealedAs } from '../../../src/review/workflow/store.ts';
import { operator, startApp, type TestApp } from '../../support/app.ts';
import { type TestClock, testClock } from '../../support/clock.ts';
import { certify, idNumber, register, send } from '../../support/institutions.ts';

describe('R04 number and photos of the identity document of an institution’s agent', function () {
  this.timeout(300_000);
  let at: TestApp;
  let clock: TestClock;

  before(async () => {
    // The function of the database that lets them go does so by its own clock as well.
    clock = testClock(new Date(Date.now() - 3 * 365 * 86_400_000).toISOString());
    at = await startApp(import.meta.filename, { clock, env: { THROTTLE: 'off' } });
  });
  after(() => at.close());

  const db = () => at.database.db;
  async function run(name: string): Promise<void> {
    for (const job of at.app.modules.flatMap(({ jobs = [] }) => jobs))
      if ('run' in job && job.name === name) await job.run(clock.now());
  }
  const read = (sealed: Buffer, as: string): Data => JSON.parse(at.app.keys.seal.unseal(sealed, as));
  /** All data of one submission: the typed ones, and each version as sent. */
  async function said(id: string): Promise<Data[]> {
    const rows = await db().rows<{ data: Buffer; sent: boolean }>(
      `select data, false as sent from submissions where id = $1
       union all select data, true from submission_events where submission_id = $1 and data is not null`,
      [id],
    );
    return rows.map(({ data, sent }) => read(data, sent ? eventAs(id) : sealedAs(id)));
  }
  const hasPapers = (all: readonly Data[]) => all.some((data) => data.idNumber === idNumber || data.idPhotos !== '');
  async function newest(institutionId: string): Promise<string> {
    const row = await db().row<{ id: string }>(
      `select id from submissions where institution_id = $1 order by created_at desc limit 1`,
      [institutionId],
    );
    return row?.id ?? '';
  }
  async function profileOf(id: string): Promise<Data> {
    const row = await db().row<{ profile: Buffer }>(`select profile from institutions where id = $1`, [id]);
    return row === undefined ? {} : read(row.profile, `institutions.profile.${id}`);
  }
  const isThere = async (file: string) => (await db().row(`select 1 from files where id = $1`, [file])) !== undefined;

  it('end half a year after the decision: in drafts, in submissions, in the profile and as files; the rest stays', async () => {
    const owner = await register(at, '青溪县文化馆');
    await certify(at, owner);
    const id = await newest(owner.institutionId);
    const { idPhotos = '', certificate = '' } = (await said(id))[0] ?? {};
    clock.advance(paperRetention - 60);
    await run('review.papers');
    expect(hasPapers(await said(id)), 'not before').to.equal(true);
    clock.advance(120);
    await run('review.papers');
    const left = await said(id);
    expect([left.length, hasPapers(left)]).to.eql([2, false]);
    for (const data of left) expect(data).to.include({ agentName: '陈静', certificate });
    expect(await profileOf(owner.institutionId)).to.include({ idPhotos: '', idNumber, agentName: '陈静' });
    await purgeFiles({ db: at.app.db, clock });
    expect(await Promise.all(idPhotos.split('\n').map(isThere))).to.eql([false, false]);
    expect(await isThere(certificate)).to.equal(true);
    const row = await db().row(`select 1 from audit_events where verb = 'submission.papers_end' and subject_id = $1`, [
      id,
    ]);
    expect(row, 'in the audit').not.to.equal(undefined);
    const actor = { kind: 'member', role: 'owner', ...owner } as const;
    expect((await at.app.review.read(actor, id)).papersEndedAt).to.be.instanceOf(Date);
  });

  it('stay as long as it is worked on, end in an untouched draft, and are asked for again there', async () => {
    const [waits, draft] = [await register(at, '青溪县图书馆'), await register(at, '青溪县美术馆')];
    const { id: sent } = await send(at, waits, { creditCode: '12330000DEM000217X' });
    const { id } = await send(at, draft, { creditCode: '12330000DEM000217X' });
    await at.app.review.recall({ kind: 'member', role: 'owner', ...draft }, id);
    clock.advance(paperRetention + 60);
    await run('review.papers');
    expect(hasPapers(await said(sent))).to.equal(true);
    expect(hasPapers(await said(id))).to.equal(false);
    const actor = { kind: 'member', role: 'owner', ...draft } as const;
    await at.app.review.save(actor, id, { ...(await said(id))[0], idNumber });
    clock.advance(paperRetention + 60);
    await run('review.papers');
    expect(hasPapers(await said(id)), 'what was typed after it ends as well').to.equal(false);
  });

  it('end in the profile half a year after the institution was disabled', async () => {
    const owner = await register(at, '青溪县博物馆');
    await certify(at, owner, { creditCode: '12330802DEM000073J' });
    await at.app.closing.disable(operator, owner.institutionId, '单位撤销');
    clock.advance(paperRetention - 60);
    await run('institutions.papers');
    expect(await profileOf(owner.institutionId)).to.include({ idNumber });
    clock.advance(120);
    await run('institutions.papers');
    expect(await profileOf(owner.institutionId)).to.include({ idNumber: '', idPhotos: '', agentName: '陈静' });
  });

  it('end in all of a thousand and more, in batches', async () => {
    const owner = await register(at, '青溪县文化中心');
    await certify(at, owner, { creditCode: '12330000DEM0003212' });
    const [typed] = await said(await newest(owner.institutionId));
    const ids = Array.from({ length: 1_101 }, () => crypto.randomUUID());
    const texts = ids.map((id) => at.app.keys.seal.seal(JSON.stringify({ ...typed, idPhotos: '' }), sealedAs(id)));
    await db().run(
      `insert into submissions (id, kind, institution_id, version, state, title, data, created_by, created_at, updated_at)
       select id, 'certification', $2, 1, 'draft', '旧草稿', data, $3, $4, $4 from unnest($1::uuid[], $5::bytea[]) as w (id, data)`,
      [ids, owner.institutionId, owner.accountId, clock.now(), texts],
    );
    clock.advance(paperRetention + 60);
    await run('review.papers');
    const left = await db().row<{ count: number }>(
      `select count(*)::int as count from submissions where title = '旧草稿' and papers_ended_at is null`,
    );
    expect(left).to.eql({ count: 0 });
    expect(hasPapers(await said(ids.at(-1) ?? ''))).to.equal(false);
    expect(days(180)).to.equal(paperRetention);
  });

  it('leave the database only in time, whatever the statement', async () => {
    const owner = await register(at, '青溪县非遗馆');
    clock.advance((Date.now() - clock.now().getTime()) / 1000 - days(30)); // by the clock of the database
    const { id } = await send(at, owner, { creditCode: '12330000DEM000217X' });
    const done = await db().row<{ ended: number }>(
      `select end_submission_papers(array_agg(id), array_agg(data), array_agg('\\x00'::bytea)) as ended
         from submission_events where submission_id = $1 and data is not null`,
      [id],
    );
    expect(done).to.eql({ ended: 0 });
    const bare = db().run(`update submission_events set data = null where submission_id = $1`, [id]);
    expect(await bare.catch((error: Error) => error.message)).to.include('append-only');
  });
});
