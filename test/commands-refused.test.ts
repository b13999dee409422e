import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { rooms } from '../src/services.ts';
import { startApp, type TestApp } from './support/app.ts';
import { remember } from './support/record.ts';
import { cloud, cloudJson, cloudProcess } from './support/server.ts';

const callback = 'https://m.qx.example.cn/callback';

describe('the command line, used wrongly,', function () {
  this.timeout(90_000);
  let at: TestApp;
  let env: Record<string, string>;
  let institution: string;

  before(async () => {
    at = await startApp(import.meta.filename);
    env = { DATABASE_URL: at.database.url, KEYS_DIR: at.keysDir, PUBLIC_URL: at.origin };
    institution = String((await cloudJson(['institution', 'create', '--name', '青溪县文化馆'], env)).id);
  });
  after(() => at.close());

  const json = (...args: string[]) => cloudJson(args, env);
  async function createApplication(...more: string[]) {
    const made = await json(
      'application',
      'create',
      '--institution',
      institution,
      '--name',
      '青溪文化云',
      '--redirect-uri',
      callback,
      ...more,
    );
    remember(typeof made.client_secret === 'string' ? made.client_secret : undefined);
    return made;
  }

  it('prints one line on stderr and ends with 2 when it is used wrongly', async () => {
    const wrong = [
      [],
      ['application'],
      ['application', 'destroy', 'x'],
      ['application', 'show'],
      ['application', 'show', 'a', 'b'],
      ['application', 'list', '--nonsense'],
      ['account', 'create', '--username'],
      ['account', 'create', '--username', 'x', '--password', 'among-the-arguments-1'],
      ['institution', 'create', '--json', '--name'],
    ];
    for (const [place, args] of wrong.entries()) {
      const { code, stdout, stderr } = await (place < 2 ? cloudProcess : cloud)(args, env);
      expect([code, stdout]).to.eql([2, '']);
      expect(stderr).to.match(/^[^\n]+\n$/);
    }
  });

  it('takes no secret among its arguments: where one is needed, an option names a file or the standard input', async () => {
    const options = Object.values(await rooms.commands()).flatMap((command) => Object.keys(command.options));
    const secrets = [...new Set(options)].filter((name) =>
      /(^|-)(password|passphrase|secret|sk|pin|token)\b(?!-alg)/.test(name),
    );
    expect(secrets).to.include('password-file');
    for (const name of secrets) expect(name).to.match(/-file$/);
  });

  it('prints {error, message} on stderr and ends with 1 when something is refused', async () => {
    const refused: [string[], string][] = [
      [['application', 'show', 'ncc_none'], 'not_found'],
      [['application', 'create', '--institution', 'x', '--name', 'y', '--redirect-uri', callback], 'not_found'],
      [
        ['application', 'create', '--institution', institution, '--name', 'y', '--redirect-uri', 'http://x.cn/#'],
        'validation_failed',
      ],
      [['institution', 'create'], 'bad_request'],
      [['account', 'create', '--username', 'x'], 'validation_failed'],
      [['account', 'create', '--username', 'x', '--password-file', '/nowhere/password'], 'bad_request'],
      [['account', 'create', '--username', 'x', '--password-file', '-'], 'bad_request'], // there the command prints nothing
      [['account', 'create', '--username', 'many', '--count', 'x'], 'validation_failed'],
      [['application', 'create', '--institution', institution, '--name', 'y', '--expires-at', 'soon'], 'bad_request'],
      [['application', 'create', '--institution', institution, '--name', 'y', '--jwks', '{'], 'bad_request'],
      [
        ['application', 'rotate', String((await createApplication()).client_id), '--overlap-days', 'x'],
        'validation_failed',
      ],
      [['application', 'list', '--institution', 'x'], 'not_found'],
    ];
    for (const [args, code] of refused) {
      const told = await cloud([...args, '--json'], env);
      const { stdout, stderr } = told;
      expect([told.code, stdout], args.join(' ')).to.eql([1, '']);
      expect(stderr.trim().split('\n'), stderr).to.have.lengthOf(1);
      expect(JSON.parse(stderr)).to.have.all.keys('error', 'message').and.include({ error: code });
    }
  });

  it('speaks in sentences without --json, and prints the document and nothing else with it', async () => {
    const [plain, refused, document] = await Promise.all([
      cloudProcess(['institution', 'create', '--name', '岚城美术馆'], env),
      cloudProcess(['application', 'show', 'ncc_none'], env),
      cloudProcess(['institution', 'create', '--name', '岚城美术馆', '--json'], { ...env, LOG_LEVEL: 'trace' }),
    ]);
    expect([plain.code, plain.stderr]).to.eql([0, '']);
    expect(plain.stdout).to.contain('岚城美术馆');
    expect([refused.code, refused.stdout, refused.stderr]).to.eql([1, '', '没有 AK 为 ncc_none 的应用\n']);
    expect([document.code, document.stderr]).to.eql([0, '']);
    expect(document.stdout).to.match(/^\{[^\n]*\}\n$/);
  });

  it('says in one line which settings are not usable, and changes nothing', async () => {
    const { code, stdout, stderr } = await cloud(['db', 'migrate'], { ...env, PORT: 'x' });
    expect([code, stdout]).to.eql([1, '']);
    expect(stderr).to.match(/^设置不能用：\n {2}PORT 的写法不对，平台不能启动。改成这样的写法：PORT=3000\n$/);
    const inEnglish = await cloud(['db', 'migrate', '--en'], { ...env, PORT: 'x' });
    expect(inEnglish.stderr).to.contain('PORT must be a port number');
  });
});
