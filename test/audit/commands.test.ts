import { userInfo } from 'node:os';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createSealer } from '../../src/audit/sealer.ts';
import { openKeys } from '../../src/crypto/keys.ts';
import { silent, type TestDatabase, testDatabase } from '../support/database.ts';
import { freshFolder } from '../support/keys.ts';
import { cloud, cloudJson } from '../support/server.ts';
import { until } from '../support/until.ts';
import { clock, happen, pending } from './setting.ts';

/** The audit names the user of the operating system. */
const user = userInfo().username;

describe('cloud audit', function () {
  this.timeout(90_000);
  let base: TestDatabase;
  let env: Record<string, string>;

  before(async () => {
    base = await testDatabase();
    const dir = await freshFolder();
    env = { DATABASE_URL: base.url, KEYS_DIR: dir, DEMO: 'off' };
    await cloudJson(['institution', 'create', '--name', '青溪县文化馆'], env);
    const { auditKey, close } = await openKeys({ dir, clock, production: true, log: silent });
    close();
    const db = { ...base.db, auditKey };
    await happen(db, '=1+1', { note: 'a\u001b[2Jb' });
    await happen(db, 'ncc_\u001b[2J');
  });
  after(() => base.drop());

  async function sealAll(): Promise<void> {
    const keys = await openKeys({ dir: env.KEYS_DIR ?? '', clock, production: true, log: silent });
    const sealer = createSealer({ db: base.db, log: silent, key: keys.auditKey, everyMs: 10 });
    sealer.start();
    await until(async () => (await pending(base.db)) === 0, 'all is sealed');
    await sealer.stop();
    keys.close();
  }

  it('verify counts pending events, then the head, and compares it with an anchor', async () => {
    const waiting = await cloudJson(['audit', 'verify'], env);
    expect(waiting).to.deep.include({ ok: true, head: { count: 0, hash: '0'.repeat(64) }, broken: null });
    expect(Object(waiting.unsealed).count).to.equal(3);
    await sealAll();
    const { code, stdout } = await cloud(['audit', 'verify'], env);
    const [, hash = ''] =
      /^正常：3 条记录与封存时一致\n链头 {2}3:([\da-f]{64})\n未封存 {2}没有\n时间倒退 {2}2 条，第一条的编号是 2：.+\n$/.exec(
        stdout,
      ) ?? [];
    expect([code, hash.length]).to.deep.equal([0, 64]);
    expect((await cloud(['audit', 'verify', '--anchor', `3:${hash}`], env)).code).to.equal(0);
    const cut = await cloud(['audit', 'verify', '--anchor', `4:${hash}`], env);
    expect([cut.code, cut.stdout.split('\n')[0]]).to.deep.equal([1, '不一致：校验链的末尾被截断（校验链第 4 环）']);
    const english = await cloud(['audit', 'verify', '--anchor', `4:${hash}`], { ...env, LANG: 'en_GB.UTF-8' });
    expect(english.stdout.split('\n').slice(0, 3)).to.deep.equal([
      'BROKEN, cut off: the chain had 4 seals when the anchor was noted and has 3 now',
      `sound up to  3:${hash}`,
      'unsealed  none',
    ]);
    expect(await cloud(['audit', 'verify', '--anchor', 'x'], env)).to.include({ code: 1, stdout: '' });
  });

  it('list filters, gives JSON, and lets no terminal be written on', async () => {
    const document = await cloudJson(['audit', 'list', '--verb', 'institution.', '--actor', user], env);
    const [event] = document.events as Record<string, object>[];
    expect(document.next).to.equal(null);
    expect(event).to.deep.include({ verb: 'institution.create', actor: { kind: 'operator', id: user } });
    expect(event?.details).to.deep.equal({ to: { name: '青溪县文化馆' } });
    const { stdout } = await cloud(['audit', 'list', '--subject', 'thing:ncc_\u001b[2J'], env);
    expect(stdout).to.match(/ test\.happen {2}thing:ncc_\uFFFD\[2J {2}/);
    expect(stdout).not.to.include('\u001b');
  });

  it('export writes one event a line, or CSV without formulas', async () => {
    const range = ['--since', '2026-03-02T00:00:00Z', '--until', '2026-03-03T00:00:00Z'];
    const lines = (await cloud(['audit', 'export', ...range], env)).stdout.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).subject.id)).to.deep.equal(['=1+1', 'ncc_\u001b[2J']);
    expect(JSON.parse(lines[0] ?? '').seal.hash).to.match(/^[\da-f]{64}$/);
    const csv = (await cloud(['audit', 'export', ...range, '--csv'], env)).stdout;
    expect(csv.startsWith('\uFEFF"id","at","actor_kind"')).to.equal(true);
    expect(csv).to.include(`"thing","'=1+1","{""note"":""a\\u001b[2Jb""}","R-1"`);
    expect(await cloud(['audit', 'export', '--since', '2026-03-02'], env)).to.include({ code: 1, stdout: '' });
  });

  it('verify fails with the name of the row that an intruder touched', async () => {
    const id = await happen(base.db, 'touched');
    await sealAll();
    await base.db.transaction(async (trx) => {
      await trx.run(`set local session_replication_role = replica`);
      await trx.run(`update audit_events set actor_id = 'somebody else' where id = $1`, [id]);
    });
    const { code, stdout } = await cloud(['audit', 'verify', '--json'], env);
    expect(code).to.equal(1);
    const { ok, broken } = JSON.parse(stdout);
    expect([ok, broken.fault, broken.event]).to.deep.equal([false, 'event changed', id]);
  });
});
