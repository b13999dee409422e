import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { systemClock } from '../src/clock.ts';
import { type TestDatabase, testDatabase } from './support/database.ts';
import { folderWithKeys } from './support/keys.ts';

describe('a process of which a room cannot be made', () => {
  let database: TestDatabase;
  let keysDir: string;
  before(async () => {
    [database, keysDir] = [await testDatabase(), await folderWithKeys(systemClock)];
  });
  after(() => database.drop());

  it('ends with its error before it listens, and not with half a house', async () => {
    const broken = `
      import { registerHooks } from 'node:module';
      const source = 'export function createDocsModule() { throw new Error("the room is locked"); }';
      registerHooks({
        load: (url, context, next) =>
          url.endsWith('/src/site/docs/index.ts') ? { format: 'module', source, shortCircuit: true } : next(url, context),
      });`;
    const child = fork('src/server.ts', {
      cwd: fileURLToPath(new URL('..', import.meta.url)),
      execArgv: [
        ...['--import', './require-node.mjs'],
        ...['--import', `data:text/javascript,${encodeURIComponent(broken)}`],
      ],
      env: {
        ...process.env,
        ...{ PORT: '0', PUBLIC_URL: 'http://localhost:9', DEMO: 'off' },
        ...{ DATABASE_URL: database.url, KEYS_DIR: keysDir },
      },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    let said = '';
    let logged = '';
    child.stderr?.on('data', (part) => {
      said += part;
    });
    child.stdout?.on('data', (part) => {
      logged += part;
    });
    expect((await once(child, 'exit'))[0]).to.equal(1);
    expect(said).to.include('the room is locked');
    expect(logged).not.to.include('listening');
  });
});
