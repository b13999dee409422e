import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Actor, Member } from '../../src/actor.ts';
import { days } from '../../src/clock.ts';
import { createSeal } from '../../src/crypto/seal.ts';
import { newId } from '../../src/crypto/secrets.ts';
import { Problem } from '../../src/errors.ts';
import { purgeFiles } from '../../src/files/index.ts';
import { createFiles, type Files, type StoredFile } from '../../src/files/service.ts';
import { createInstitutions } from '../../src/institutions/service.ts';
import { testClock } from '../support/clock.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { fill } from '../support/fill.ts';
import { bands, pdf } from '../support/pictures.ts';
import { fact } from '../support/words.ts';

const accept = { types: ['image/png', 'image/jpeg', 'application/pdf'] };

describe('files', () => {
  const clock = testClock('2026-11-24T02:00:00Z');
  const seal = createSeal(() => ({ sealing: [Buffer.alloc(32, 7)], index: Buffer.alloc(32, 8) }));
  let database: TestDatabase;
  let files: Files;
  let [ours, theirs] = ['', ''];
  const member = (institutionId: string, role: Member['role'] = 'owner', accountId = 'a'): Member => ({
    kind: 'member',
    accountId,
    institutionId,
    role,
  });
  const staff = (roles: ('reviewer' | 'auditor' | 'support')[], regions?: string[]): Actor => ({
    kind: 'staff',
    accountId: 's',
    roles,
    ...(regions && { regions }),
  });

  before(async () => {
    database = await testDatabase();
    const { db } = database;
    files = createFiles({ db, clock, seal });
    const institutions = createInstitutions({ db, clock, seal, tieOf: async () => undefined });
    const create = async (name: string) => (await institutions.create({ kind: 'operator', name: 'test' }, { name })).id;
    [ours, theirs] = [await create('青溪县文化馆'), await create('澜江市图书馆')];
  });
  after(() => database.drop());

  async function keep(
    bytes: Buffer,
    more: Partial<Parameters<Files['keep']>[1]> & { actor?: Actor } = {},
  ): Promise<StoredFile> {
    const { actor = member(ours), ...upload } = more;
    const kept = await files.keep(actor, { institutionId: ours, name: '登记证书.png', bytes, accept, ...upload });
    if ('problem' in kept) throw new Error(kept.problem.code);
    return kept;
  }
  const codeOf = (work: Promise<unknown>) =>
    work.then(
      () => 'done',
      (error: unknown) => (error instanceof Problem ? error.code : String(error)),
    );

  it('keeps an upload and gives it back, described in the order of the ids', async () => {
    const [one, two] = [await keep(await bands(300, 200)), await keep(pdf(), { name: '授权书.pdf' })];
    expect(one).to.include({ type: 'image/png', width: 300, height: 200, name: '登记证书.png', institutionId: ours });
    const { file, bytes } = await files.view(member(ours), two.id);
    expect(file.name).to.equal('授权书.pdf');
    expect(bytes.equals(pdf())).to.equal(true);
    expect((await files.describe([two.id, newId(), one.id, 'nonsense'], ours)).map(({ id }) => id)).to.eql([
      two.id,
      one.id,
    ]);
  });

  it('name the problem of an unusable upload', async () => {
    const refused = await files.keep(member(ours), {
      institutionId: ours,
      name: 'a.png',
      bytes: Buffer.from('MZ'),
      accept,
    });
    expect(refused).to.have.property('problem').that.has.property('code', 'files.type_expected');
  });

  it('gives the same id to the same file of the same institution, also when it comes twice at once', async () => {
    const bytes = await bands(321, 200);
    const ids = new Set((await Promise.all([keep(bytes), keep(bytes), keep(bytes)])).map(({ id }) => id));
    expect(ids.size).to.equal(1);
    expect((await keep(bytes, { name: '另一个名字.png' })).id).to.equal([...ids][0]);
    const other = await keep(bytes, { actor: member(theirs), institutionId: theirs });
    expect(ids.has(other.id)).to.equal(false);
  });

  it('does not take a file that did before where less is accepted now', async () => {
    const whole = await keep(pdf({ objects: ['<< /A 1 >>'] }));
    const onlyPictures = { types: ['image/png'] };
    const again = await files.keep(member(ours), {
      ...{ institutionId: ours, name: 'a', accept: onlyPictures },
      bytes: pdf({ objects: ['<< /A 1 >>'] }),
    });
    expect(whole.type).to.equal('application/pdf');
    expect(again).to.have.property('problem');
  });

  it('shows nothing of another institution, as if it did not exist', async () => {
    const { id } = await keep(await bands(310, 200));
    expect(await codeOf(files.view(member(theirs), id))).to.equal('not_found');
    expect(await codeOf(files.read(id, theirs))).to.equal('not_found');
    expect(await codeOf(files.view(member(theirs), newId()))).to.equal('not_found');
    expect(await files.describe([id], theirs)).to.eql([]);
    expect(await codeOf(keep(await bands(300, 200), { actor: member(theirs) }))).to.equal('not_found');
    for (const actor of [{ kind: 'anonymous' } as const, { kind: 'citizen', accountId: 'a' } as const])
      expect(await codeOf(files.view(actor, id))).to.equal('not_found');
  });

  it('R12 shows papers to 管理员 and 经办人, and to others only their own uploads', async () => {
    const paper = await keep(await bands(311, 200));
    const own = await keep(await bands(312, 200), { actor: member(ours, 'developer', 'dev') });
    expect(await codeOf(files.view(member(ours, 'agent', 'b'), paper.id))).to.equal('done');
    expect(await codeOf(files.view(member(ours, 'developer', 'dev'), paper.id))).to.equal('not_found');
    expect(await codeOf(files.view(member(ours, 'developer', 'dev'), own.id))).to.equal('done');
    expect(await codeOf(keep(await bands(313, 200), { actor: member(ours, 'reader') }))).to.equal('forbidden');
  });

  it('R05 shows a file to the reviewers of the region that it was sent from, and records the look', async () => {
    const { id } = await keep(await bands(314, 200));
    await database.db.transaction((trx) =>
      files.hold(
        trx,
        { kind: 'submission', id: newId() },
        { institutionId: ours, regionCode: '330106', named: { proof: [id] } },
      ),
    );
    expect(await codeOf(files.view(staff(['reviewer'], ['330000']), id))).to.equal('done');
    expect(await codeOf(files.view(staff(['reviewer'], ['510000']), id))).to.equal('not_found');
    expect(await codeOf(files.view(staff(['auditor']), id))).to.equal('not_found');
    expect(await codeOf(files.view(staff(['support']), id))).to.equal('done');
    const rows = await database.db.rows<{ actor_id: string; details: object }>(
      `select actor_id, details from audit_events where verb = 'file.view' and subject_id = $1`,
      [id],
    );
    expect(rows).to.have.length(2);
    expect(rows[0]).to.deep.include({ actor_id: 's', details: { institution: ours, type: 'image/png' } });
  });

  it('lets a subject name only files that its institution has', async () => {
    const foreign = await keep(await bands(315, 200), { actor: member(theirs), institutionId: theirs });
    for (const id of [foreign.id, newId(), 'nonsense']) {
      const held = database.db
        .transaction((trx) =>
          files.hold(
            trx,
            { kind: 'submission', id: 'x' },
            { institutionId: ours, regionCode: undefined, named: { proof: [id] } },
          ),
        )
        .then(
          () => undefined,
          (error: unknown) => (error instanceof Problem ? error.fields : error),
        );
      expect(await held).to.eql({ proof: fact('files.upload_gone') });
    }
  });

  it('purges unnamed uploads after seven days, and nothing else', async () => {
    const [kept, dropped, left, fresh] = [
      await keep(await bands(331, 200)),
      await keep(await bands(332, 200)),
      await keep(await bands(333, 200)),
      await keep(await bands(334, 200)),
    ];
    const subject = { kind: 'submission', id: newId() };
    const hold = (ids: string[], only: boolean) =>
      database.db.transaction((trx) =>
        files.hold(trx, subject, { institutionId: ours, regionCode: undefined, named: { proof: ids }, only }),
      );
    await hold([kept.id, dropped.id], true);
    await hold([kept.id], true); // the draft was changed
    clock.advance(days(7) - 60);
    await purgeFiles({ db: database.db, clock });
    expect(await files.describe([dropped.id, left.id], ours)).to.have.length(2);
    await keep(await bands(334, 200)); // uploaded again: the week begins again
    clock.advance(120);
    await purgeFiles({ db: database.db, clock });
    const ids = (await files.describe([kept.id, dropped.id, left.id, fresh.id], ours)).map(({ id }) => id);
    expect(ids).to.eql([kept.id, fresh.id]);
    await database.db.transaction((trx) => files.release(trx, subject));
    await purgeFiles({ db: database.db, clock });
    expect(await files.describe([kept.id], ours)).to.eql([]);
  });

  it('takes 500 MB of an institution in a day, and more once that day is over', async () => {
    const { db } = database;
    const since = clock.now().toISOString();
    const much = { institution_id: `'${theirs}'`, size: String(500 * 1024 * 1024), created_at: `'${since}'` };
    await fill(db, 'files', 1, much);
    const upload = async () => keep(await bands(320, 200), { actor: member(theirs), institutionId: theirs });
    clock.advance(days(1) - 1);
    expect(await codeOf(upload())).to.equal('rate_limited');
    clock.advance(1);
    expect(await codeOf(upload())).to.equal('done');
    await db.run(`delete from files where institution_id = $1`, [theirs]);
  });

  it('leaves nothing in the database that a thief could open or compare', async () => {
    const picture = await bands(340, 200);
    const paper = pdf({ objects: ['<< /Note (only-in-this-paper) >>'] });
    const { id } = await keep(paper, { name: '李明身份证.pdf' });
    await keep(picture);
    const rows = await database.db.rows<Record<string, unknown>>('select * from files');
    const dump = rows
      .flatMap((row) =>
        Object.values(row).map((value) => (Buffer.isBuffer(value) ? value.toString('latin1') : String(value))),
      )
      .join('\n');
    for (const trace of ['only-in-this-paper', '李明', Buffer.from('李明').toString('latin1'), '%PDF', 'PNG', 'IHDR'])
      expect(dump, trace).to.not.include(trace);
    for (const bytes of [picture, paper]) expect(dump).to.not.include(createHash('sha256').update(bytes).digest('hex'));
    const other = createFiles({
      db: database.db,
      clock,
      seal: createSeal(() => ({ sealing: [Buffer.alloc(32, 9)], index: Buffer.alloc(32, 8) })),
    });
    expect(await codeOf(other.read(id, ours))).to.match(/not in KEYS_DIR/);
    // Bytes that were moved to another row do not open there.
    const victim = await keep(await bands(341, 200));
    await database.db.run(`update files set bytes = (select bytes from files where id = $1) where id = $2`, [
      id,
      victim.id,
    ]);
    expect(await codeOf(files.read(victim.id, ours))).to.match(/authenticate/);
  });
});
