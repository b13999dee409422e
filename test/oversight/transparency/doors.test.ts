import { execFile } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { dayOf, after as later } from '../../../src/clock.ts';
import { checkProof } from '../../../src/oversight/transparency/check.ts';
import {
  cosign,
  cosignerVerifier,
  newSigner,
  readVerifier,
  verifierText,
} from '../../../src/oversight/transparency/note.ts';
import { operator, startApp, type TestApp } from '../../support/app.ts';
import { createBrowser } from '../../support/citizen.ts';
import { testClock } from '../../support/clock.ts';
import { createMember, createStaff, signInToConsole } from '../../support/console.ts';
import { formOn } from '../../support/plain-browser.ts';
import { cloud } from '../../support/server.ts';
import { createReports, type Reporting } from '../../support/statistics.ts';
import { asOwner, createWitness, publicName } from '../../support/transparency.ts';
import { until } from '../../support/until.ts';

const run = promisify(execFile);
const go = fileURLToPath(new URL('go', import.meta.url));
const signer = newSigner('witness.example.cn/sichuan');

describe('the doors of the transparency logs', function () {
  this.timeout(180_000);
  const clock = testClock(new Date(performance.timeOrigin + performance.now()).toISOString());
  let at: TestApp;
  let made: Reporting[];
  let figure: string;
  let keys: string[];
  let event: number;
  let watch: Awaited<ReturnType<typeof createWitness>>;
  before(async () => {
    at = await startApp(import.meta.filename, { clock, env: { WITNESSES: verifierText(cosignerVerifier(signer)) } });
    made = await createReports(at, clock, {
      ...{ regions: ['330106', '440103'], first: '2026-11-20', last: '2026-11-24' },
      figures: (place, day) => ({
        ...{ pv: 1000 * (place + 1) + Number(day.slice(-2)), uv: 10, ip: 9, new_activities: 1, new_venues: 0 },
      }),
    });
    figure = publicName(at, 'report', made[0]?.clientId ?? '', '2026-11-22').slice(0, -2);
    at.app.audit.start();
    await until(
      async () => (await at.database.db.row(`select 1 from audit_pending limit 1`)) === undefined,
      'all is sealed',
    );
    const logs = at.app.transparency;
    await logs.grow();
    watch = await createWitness(at, clock, { signer });
    expect(await watch.look()).to.deep.include({ wasTaken: true });
    expect(await watch.look('events')).to.deep.include({ wasTaken: true });
    keys = (await Promise.all((['figures', 'events'] as const).map(logs.standing))).flatMap(
      (standing) => standing.keys,
    );
    event = (await at.database.db.row<{ id: number }>(`select max(event_id) as id from audit_seals`))?.id ?? 0;
  });
  after(() => at.close());

  const get = (path: string) => fetch(`${at.origin}${path}`, { redirect: 'manual' });

  it('are read by the packages of the Go project: every entry, that the tree goes on, and both signatures', async function () {
    const env = { ...process.env, GOFLAGS: '-mod=readonly', GOTOOLCHAIN: 'local' };
    const built = join(mkdtempSync(join(tmpdir(), 'ccc-go-')), 'verifier');
    const failed = await run('go', ['build', '-o', built, '.'], { cwd: go, env, timeout: 120_000 }).then(
      () => undefined,
      (error: Error) => error.message.split('\n').slice(0, 3).join(' '),
    );
    if (failed !== undefined) {
      console.info(
        `      skipped: Go, or golang.org/x/mod from its module proxy, is not here (${failed.slice(0, 120)})`,
      );
      this.skip();
    }
    for (const [place, log] of (['figures', 'events'] as const).entries()) {
      const args = [
        `${at.origin}/transparency/${log}/`,
        keys[place] ?? '',
        verifierText(cosignerVerifier(signer)),
        '3',
      ];
      const { stdout } = await run(built, args);
      const { size } = await at.app.transparency.standing(log);
      expect(stdout, log).to.match(new RegExp(`^${size} entries of ${size}, 2 signatures, continues `));
    }
  });

  it('give checkpoint, tiles and entries as C2SP tlog-tiles says, and nothing that the tree has not got', async () => {
    const checkpoint = await get('/transparency/figures/checkpoint');
    expect(checkpoint.headers.get('content-type')).to.equal('text/plain; charset=utf-8');
    const lines = (await checkpoint.text()).split('\n');
    expect(lines[0]).to.equal(`${new URL(at.origin).host}/transparency/figures`);
    const size = Number(lines[1]);
    const tile = await get(`/transparency/figures/tile/0/000.p/${size}`);
    expect(tile.headers.get('content-type')).to.equal('application/octet-stream');
    expect(tile.headers.get('cache-control')).to.equal('public, max-age=2592000');
    expect((await tile.arrayBuffer()).byteLength).to.equal(size * 32);
    expect((await (await get('/transparency/figures/tile/0/000.p/3')).arrayBuffer()).byteLength).to.equal(96);
    const entries = await get(`/transparency/figures/tile/entries/000.p/${size}`);
    expect(entries.headers.get('cache-control')).to.equal('no-store');
    const text = Buffer.from(await entries.arrayBuffer()).toString('latin1');
    expect(text).to.include(`${figure} 1\n`).and.not.include('1022').and.not.include('按系统数据填报');
    for (const path of [
      ...[
        '/transparency/other/checkpoint',
        `/transparency/figures/tile/0/000.p/${size + 1}`,
        '/transparency/figures/tile/0/000',
      ],
      ...['/transparency/figures/tile/1/000.p/1', '/transparency/figures/tile/9/000', '/transparency/figures/tile/0/0'],
      ...[
        '/transparency/figures/tile/0/x999/x999/999',
        '/transparency/figures/tile/entries/001.p/1',
        `/transparency/figures/tile/entries/000.p/${size + 1}`,
        '/transparency/figures/tile/x/000',
      ],
      ...[
        '/transparency/figures/proof/999999',
        '/transparency/figures/proof/x',
        '/transparency/figures/tile/0/x001/000.p/1',
      ],
    ])
      expect((await get(path)).status, path).to.equal(404);
  });

  it('take lines of witnesses that they know, on a checkpoint of theirs', async () => {
    const signed = await (await get('/transparency/figures/checkpoint')).text();
    expect(signed).to.include('— witness.example.cn/sichuan ');
    const send = async (checkpoint: string) =>
      (
        await fetch(`${at.origin}/transparency/figures/cosignatures`, {
          method: 'POST',
          body: new URLSearchParams({ checkpoint }),
        })
      ).status;
    expect(await send(signed)).to.equal(200);
    expect(await send('hello')).to.equal(400);
    expect(await send(signed.replace(/^\d+$/m, '1'))).to.equal(409);
    expect(await send(signed.split('— witness')[0] ?? '')).to.equal(403);
    // A tree of the same size that is not ours, and a line that its witness gave for it.
    const other = `${signed.split('\n').slice(0, 2).join('\n')}\n${Buffer.alloc(32, 1).toString('base64')}\n`;
    expect(await send(`${other}\n${cosign(other, signer, clock.now())}`)).to.equal(409);
    expect(
      await send(
        signed.replace(/(— witness\S+ \S{9})./, (_all, kept) => `${kept}${signed.includes(`${kept}A`) ? 'B' : 'A'}`),
      ),
    ).to.equal(403);
    expect(await (await get('/transparency/figures/checkpoint')).text()).to.equal(signed);
  });

  it('show people whether a figure is as it was, with a proof', async () => {
    const browser = createBrowser(at.origin);
    const ask = async (what: string) => (await browser.walk(`/transparency?${new URLSearchParams({ what })}`)).text;
    const page = await ask(figure);
    expect(page).to.include('已经收录，现在的内容与收录时一样').and.include('witness.example.cn/sichuan');
    expect(await ask(`report ${made[0]?.clientId} 2026-11-22`), 'by its AK')
      .to.include('公开日志不写 AK')
      .and.not.include('已经收录');
    expect(page, 'nor in the answer').not.to.include(made[0]?.clientId);
    expect(await ask('total 33 2026-11-22')).to.include('与收录时一样');
    expect(await ask('total 0 2026-11-22')).to.include('与收录时一样');
    expect(await ask('event 1')).to.include('与收录时一样');
    expect(await ask('how are you'))
      .to.include('请这样写')
      .and.include('value="how are you"');
    expect(await ask('total 33 2026-13-99')).to.include('请这样写');
    expect(await ask('total 33 1999-01-01')).to.include('日志里没有找到');
    const proof = await (await get(/href="(\/transparency\/figures\/proof\/\d+)"/.exec(page)?.[1] ?? '')).text();
    const check = async (text: string) => {
      const page = await browser.walk('/transparency');
      return (await browser.submit(formOn(page, '#checked'), { proof: text })).text;
    };
    expect(await check(proof))
      .to.include('证明成立')
      .and.include(`${figure} 1`)
      .and.include('witness.example.cn/sichuan');
    expect(await check(proof.replace(/^index \d+/m, 'index 0'))).to.include('证明不成立');
    expect(await check('')).to.include('请粘贴一份完整的证明');
    expect(await check('c2sp.org/tlog-proof@v1\nindex 1\n')).to.include('请粘贴一份完整的证明');
    await asOwner(
      at,
      `update daily_reports set figures[1] = 5 where client_id = '${made[0]?.clientId}' and day = '2026-11-22'`,
    );
    expect(await ask(figure)).to.include('已经收录，但现在的内容与收录时不一样');
    await asOwner(
      at,
      `update daily_reports set figures[1] = 1022 where client_id = '${made[0]?.clientId}' and day = '2026-11-22'`,
    );
    expect(await ask(figure)).to.include('与收录时一样');
  });

  it('show only members their institution’s publications, with a proof that opens it', async () => {
    const { clientId = '', institutionId = '' } = made[0] ?? {};
    const base = `/console/statistics/${clientId}/2026-11-22`;
    const reader = await signInToConsole(at, await createMember(at, { institutionId, role: 'reader' }));
    const day = await reader.walk(base);
    const href = /href="([^"]+)">查看存证</.exec(day.text)?.[1] ?? '';
    expect(href).to.equal(`${base}/proof?revision=1`);
    const shown = await reader.walk(href);
    expect(shown.text)
      .to.include('已经存证，现在的数字与发布时一样')
      .and.include('1,022')
      .and.include('witness.example.cn/sichuan')
      .and.include(`href="${base}/proof/1"`);
    const proof = (await reader.walk(`${base}/proof/1`)).text;
    const logKeys = keys.flatMap((key) => readVerifier(key) ?? []);
    const checked = checkProof(proof, { logs: logKeys, witnesses: [cosignerVerifier(signer)] });
    expect(checked).to.deep.include({ fault: undefined, name: `report ${clientId} 2026-11-22 1` });
    const anybody = createBrowser(at.origin);
    const home = await anybody.walk('/transparency?lang=en');
    const answer = await anybody.submit(formOn(home, '#checked'), { proof });
    expect(answer.text)
      .to.include('The proof holds')
      .and.match(/资源访问量(<[^>]*>|\s)*1,022</);
    // The alias can be made again by anyone who has its key.
    const [, text = ''] = /文字 <code>([^<]+)</.exec(shown.text) ?? [];
    const [, key = ''] = /密钥 <code>([^<]+)</.exec(shown.text) ?? [];
    const made32 = createHmac('sha256', Buffer.from(key, 'hex')).update(text).digest('hex').slice(0, 32);
    expect([text, figure]).to.eql([`${clientId} 2026-11`, `report alias-${made32} 2026-11-22`]);
    expect(checked)
      .to.have.nested.property('contents[1]')
      .that.matches(/^\{1022,10,9,1,0,/);
    expect(checked).to.have.nested.property('witnesses[0].name', 'witness.example.cn/sichuan');

    const of = `client_id = '${clientId}' and day = '2026-11-22'`;
    await asOwner(at, `update daily_reports set figures[1] = 5 where ${of}`);
    expect((await reader.walk(href)).text).to.include('现在的数字与发布时不一样');
    await asOwner(at, `update daily_reports set figures[1] = 1022 where ${of}`);

    for (const path of [
      `${base}/proof?revision=2`,
      `${base}/proof/2`,
      `${base}/proof/x`,
      `${base.slice(0, -2)}01/proof`,
    ])
      expect((await reader.walk(path)).status, path).to.equal(404);
    const stranger = await signInToConsole(
      at,
      await createMember(at, { institutionId: made[1]?.institutionId ?? '', role: 'owner' }),
    );
    for (const path of [`${base}/proof`, `${base}/proof/1`])
      expect((await stranger.walk(path)).status, path).to.equal(404);
    expect((await get(`${base}/proof`)).status).to.equal(303);
  });

  it('say of a figure that waits for its leaf that it does', async () => {
    const { clientId = '', institutionId = '' } = made[1] ?? {};
    const day = dayOf(later(clock.now(), -86_400));
    const given = { figures: { pv: 7, uv: 6, ip: 5, new_activities: 0, new_venues: 0 }, note: '试' };
    await at.app.statistics.report(operator, clientId, day, given);
    const browser = await signInToConsole(at, await createMember(at, { institutionId, role: 'owner' }));
    const shown = await browser.walk(`/console/statistics/${clientId}/${day}/proof`);
    expect(shown.text).to.include('正在存证').and.not.include('下载证明');
    expect((await browser.walk(`/console/statistics/${clientId}/${day}/proof/1`)).status).to.equal(404);
  });

  it('give only an auditor the proof of an event with its content', async () => {
    const auditor = await signInToConsole(at, await createStaff(at, ['auditor']));
    const answer = await auditor.walk(`/admin/audit/proof?event=${event}`);
    expect(answer.status).to.equal(200);
    const extra = Buffer.from(/^extra (\S+)$/m.exec(answer.text)?.[1] ?? '', 'base64').toString();
    expect(JSON.parse(extra)).to.have.nested.property('opening.contents[0]', String(event));
    expect((await auditor.walk('/admin/audit/proof?event=999999999')).status).to.equal(404);
    expect((await get(`/admin/audit/proof?event=${event}`)).status).to.equal(303);
  });

  it('have commands: to prove, to check offline, and to watch from a machine that has no database', async () => {
    const env = { DATABASE_URL: at.database.url, KEYS_DIR: at.keysDir, PUBLIC_URL: at.origin };
    const nowhere = { DATABASE_URL: 'postgres://127.0.0.1:9/none', KEYS_DIR: '/nowhere', PUBLIC_URL: '' };
    const dir = mkdtempSync(join(tmpdir(), 'ccc-witnessing-'));
    const file = (name: string) => join(dir, name);
    const [ofFigure, ofEvent] = await Promise.all([
      cloud(['audit', 'prove', figure], env),
      cloud(['audit', 'prove', String(event)], env),
    ]);
    expect([ofFigure.code, ofFigure.stderr, ofEvent.code, ofEvent.stderr]).to.eql([0, '', 0, '']);
    writeFileSync(file('figure.tlog-proof'), ofFigure.stdout);
    writeFileSync(file('event.tlog-proof'), ofEvent.stdout);
    const key = keys[0] ?? '';
    const check = (name: string, ...more: string[]) =>
      cloud(
        ['audit', 'check', file(name), '--log-key', key, '--witness', verifierText(cosignerVerifier(signer)), ...more],
        nowhere,
      );
    const checked = await check('figure.tlog-proof');
    expect(checked.stdout).to.match(
      /^正常：report ncc_\w+ 2026-11-22 1 是 localhost:\d+\/transparency\/figures 共 \d+ 片叶子里的第 \d+ 片\n/,
    );
    expect(checked.stdout).to.include('1022').and.include('witness.example.cn/sichuan，20');
    expect((await check('event.tlog-proof')).stdout).to.match(/^正常：event \d+ 是 /);
    // The content of the proof is bound to the leaf: another figure in its place proves nothing.
    const extra = /^extra (\S+)$/m.exec(ofFigure.stdout)?.[1] ?? '';
    const forged = Buffer.from(Buffer.from(extra, 'base64').toString().replace('1022', '9022')).toString('base64');
    writeFileSync(file('forged.tlog-proof'), ofFigure.stdout.replace(extra, forged));
    const refused = await check('forged.tlog-proof');
    expect([refused.code, refused.stdout]).to.eql([1, '证明不成立：内容与日志里的不一样\n']);

    const watch = (...more: string[]) =>
      cloud(
        [
          'audit',
          'witness',
          '--url',
          at.origin,
          '--log-key',
          key,
          '--key',
          file('key'),
          '--state',
          file('state'),
          ...more,
        ],
        nowhere,
      );
    const nameless = await watch();
    expect([nameless.code, nameless.stderr.includes('--name')]).to.eql([1, true]);
    const first = await watch('--name', 'witness.example.cn/yunnan');
    expect([first.code, first.stderr]).to.eql([0, '']);
    expect(first.stdout)
      .to.match(/^见证 {2}witness\.example\.cn\/yunnan\+[\da-f]{8}\+/)
      .and.match(/figures：正常，\d+ 片叶子/);
    expect(statSync(file('key')).mode & 0o077).to.equal(0);
    expect(readdirSync(file('state')).toSorted()).to.deep.equal(['figures.leaves', 'figures.names', 'witness.json']);
    await asOwner(at, `update daily_totals set figures[1] = 5 where region = '33' and day = '2026-11-22'`);
    const second = await watch();
    expect(second.code).to.equal(1);
    expect(second.stdout).to.match(/figures：被改动 {2}第 \d+ 片叶子 {2}total 33 2026-11-22 1/);
    const wrong = await watch('--log-key', 'nonsense');
    expect([wrong.code, wrong.stderr]).to.eql([
      1,
      '“nonsense”不是日志的公钥，它的样子是 名称+8 位十六进制+base64，见 /transparency\n',
    ]);
  });

  it('show a witness that the audit was forged, though chain and log are consistent', async () => {
    await at.app.audit.stop(); // or a round that knows the old chain goes on with it
    await asOwner(
      at,
      `update audit_events set verb = 'account.nothing' where id = (select event_id from audit_seals where position = 2)`,
      `insert into audit_pending select event_id from audit_seals where position >= 2`,
      `delete from audit_seals where position >= 2`,
      `delete from transparency_tiles where log = 'events'`,
      `delete from transparency_heads where log = 'events'`,
    );
    at.app.audit.start();
    const { size } = await watch.look('events').then(({ before: seen }) => ({ size: seen }));
    const position = async () =>
      (await at.database.db.row<{ last: number }>(`select max(position)::int as last from audit_seals`))?.last ?? 0;
    await until(async () => (await position()) >= size, 'the chain is made anew');
    await at.app.transparency.grow();
    expect(await watch.look('events')).to.deep.include({ fault: 'forked', cosignature: undefined });
  });
});
