import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../support/ports.ts';
import { cargoTarget, sampleIds, toolOf } from '../support/sample-programs.ts';
import { beginSandbox, followStart, ownOf, toldBy } from '../support/start-page.ts';
import { command, type Program } from './program.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The languages of 起步, and their requirements on this machine. */
const languages: readonly { id: string; tools: readonly string[]; byHand?: boolean }[] = [
  { id: 'node', tools: ['node', 'npm'] },
  { id: 'java', tools: ['java', 'mvn'] },
  { id: 'python', tools: ['python3'] },
  { id: 'php', tools: ['php'] },
  { id: 'csharp', tools: ['dotnet'] },
  { id: 'curl', tools: ['bash', 'curl', 'jq', 'openssl'], byHand: true },
  { id: 'go', tools: ['go'] },
  { id: 'rust', tools: ['cargo'] },
];

/** Follows 起步 to the letter: a new developer signs in, gets a sandbox, copies the page's code, and a test citizen signs in. */
export const starts: readonly Program[] = languages.map(({ id, tools, byHand = false }) => ({
  name: `start-${id}`,
  tools,
  async run({ product, own }) {
    const site = `http://localhost:${await freePort()}`;
    const page = await beginSandbox(product.origin, await product.developer(), `${site}/callback`);
    const folder = join(own, 'project');
    mkdirSync(folder, { recursive: true });
    const where = { folder, cloud: product.origin, site, citizen: ownOf(page) };
    process.env.CARGO_TARGET_DIR = cargoTarget;
    const { greeting, end } = await followStart(where, { told: toldBy(page, id), byHand, patienceMs: 10 * 60_000 });
    if (!/使用国家公共文化云登录|已退出/.test(end)) throw new Error(`not signed out: ${end.slice(0, 500)}`);
    return greeting;
  },
}));

/** Each program of 起步 and each finished project through all of 在线验证. `npm test` does the same with those that need no compiler. */
export const verified: readonly Program[] = sampleIds.map((id) => ({
  name: `verified-${id}`,
  tools: [toolOf(id)],
  async run() {
    const file = 'test/site/docs/start/sample-verification.test.ts';
    const said = await command(['npm', 'test', '--', file, '--grep', `the ${id} sample`], {
      cwd: root,
      env: { FOREIGN: 'yes' },
    });
    if (!said.includes('1 passing')) throw new Error(said);
    return 'passes all of 在线验证';
  },
}));
