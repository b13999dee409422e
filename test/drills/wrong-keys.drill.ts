import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { testDatabase } from '../support/database.ts';
import { freshFolder, tamper } from '../support/keys.ts';
import { cloud, startServer } from '../support/server.ts';
import type { Drill } from './run.ts';

const lasting = ['subject', 'rotation', 'form', 'dpop', 'index', 'audit'];
const secretsOf = (folder: string) => readFileSync(join(folder, 'secrets.json'), 'utf8');

export const drill: Drill = {
  about: 'a server is started with keys that are not its database’s, whole or one secret of them',
  async run(_options, say) {
    const database = await testDatabase();
    const [own, other] = [await freshFolder(), await freshFolder()];
    const env = (KEYS_DIR: string) => ({ DATABASE_URL: database.url, KEYS_DIR, DEMO: 'off' });
    const start = (keysDir: string) => startServer({ file: import.meta.filename, url: database.url, keysDir });
    const wrong: string[] = [];
    const refused = async (what: string, keysDir: string) => {
      const server = await start(keysDir).catch((error: Error) => error.message);
      if (typeof server === 'string' && server.includes('not those of this database')) say(`| ${what} | refused |`);
      else {
        wrong.push(what);
        say(`| ${what} | **${typeof server === 'string' ? 'failed otherwise' : 'started'}** |`);
        if (typeof server !== 'string') await server.kill();
      }
    };
    say('| keys | |');
    say('|---|---|');
    await (await start(own)).kill();
    say('| its own | started |');
    await cloud(['keys', 'create'], env(other));
    await refused('those of another deployment', other);
    for (const name of lasting) {
      const folder = await freshFolder();
      await cloud(['keys', 'create'], env(folder));
      await tamper(folder, 'secrets.json', (content) =>
        Object.assign(content, { ...JSON.parse(secretsOf(own)), [name]: content[name] }),
      );
      await refused(`its own but for \`${name}\``, folder);
    }
    await (await start(own)).kill();
    say('| its own again | started |');
    await database.drop();
    if (wrong.length > 0) throw new Error(`started or failed otherwise: ${wrong.join(', ')}`);
  },
};
