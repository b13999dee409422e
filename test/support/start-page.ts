import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createBrowser } from './plain-browser.ts';
import { createVisitor } from './visit.ts';

/** The steps of 起步 for one language, word by word: files to write and lines for a shell. */
export type Told = { files: { path: string; text: string }[]; run: string[] };

const signs: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#34;': '"', '&#39;': "'" };

/** As a browser's reader would copy it. */
const copied = (html: string): string =>
  html
    .replace(/<[^>]+>/g, '')
    .replace(/&(?:lt|gt|quot|#34|#39);/g, (sign) => signs[sign] ?? sign)
    .replaceAll('&amp;', '&');

/** Reads the page itself, and nothing beside it. */
export function toldBy(page: string, language: string): Told {
  const block = new RegExp(
    `<div id="code-${language}-\\d+"><pre[^>]* data-file="([^"]+)"[^>]*>([\\s\\S]*?)</pre>`,
    'g',
  );
  const files = [...page.matchAll(block)].map(([, path = '', code = '']) => ({ path, text: `${copied(code)}\n` }));
  const run = new RegExp(`data-run="${language}"><pre[^>]*>([\\s\\S]*?)</pre>`).exec(page)?.[1];
  if (files.length === 0 || run === undefined) throw new Error(`起步 says nothing for ${language}`);
  return { files, run: copied(run).split('\n') };
}

/** The values that 起步 shows beside the code. */
export function ownOf(page: string) {
  const shown = (label: string) => new RegExp(`<dt>${label}</dt><dd><code>([^<]+)</code>`).exec(page)?.[1] ?? '';
  return { ak: shown('AK'), sk: shown('SK'), username: shown('用户名'), password: copied(shown('密码')) };
}

/** A developer signs in at the back office, asks for a sandbox, and is back at 起步; answers that page. */
export async function beginSandbox(
  origin: string,
  { username, password }: { username: string; password: string },
  redirectUris: string,
): Promise<string> {
  const browser = createBrowser(origin);
  let page = await browser.walk(`/console/sandbox?return_to=${encodeURIComponent('/docs/start')}`);
  if (page.text.includes('name="password"')) page = await browser.submit(page, { username, password, agree: '1' });
  page = await browser.submit(page, { redirectUris });
  if (page.url.pathname !== '/docs/start')
    throw new Error(`not at 起步: ${page.url.pathname} ${page.text.slice(0, 500)}`);
  return page.text;
}

type Where = { folder: string; cloud: string; site: string; citizen: { username: string; password: string } };
type Walk = {
  told: Told;
  /** No server listens at the callback: the address is copied out of the browser. */
  byHand?: boolean;
  /** Steps to skip: tools that are installed already. */
  leaveOut?: readonly string[];
  patienceMs?: number;
};

/** Follows 起步: writes the files, runs the lines, signs the test citizen in and out. Returns the greeting, and the target of the logout. */
export async function followStart({ folder, cloud, site, citizen }: Where, walk: Walk) {
  const { told, byHand = false, leaveOut = [], patienceMs = 60_000 } = walk;
  for (const { path, text } of told.files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const lines = ['set -e', ...told.run.filter((line) => !leaveOut.includes(line))];
  const child = spawn('bash', ['-c', lines.join('\n')], {
    cwd: folder,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
  const visitor = createVisitor({ cloud, site, ...citizen });
  const until = async <T>(what: string, look: () => Promise<T | undefined> | T | undefined): Promise<T> => {
    for (const began = performance.now(); performance.now() - began < patienceMs; ) {
      const found = await look();
      if (found !== undefined) return found;
      if (child.exitCode !== null && child.exitCode !== 0) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`${what} did not come. The program said:\n${said.slice(-4000)}`);
  };
  try {
    if (byHand) {
      const address = await until('an address', () => /http\S+response_type=code\S+/.exec(said)?.[0]);
      child.stdin.write(`${await visitor.pass(address)}\n`);
      const greeting = await until('a greeting', () => /您好，.+/.exec(said)?.[0]);
      const leave = await until('an address to leave', () => /http\S+id_token_hint=\S+/.exec(said)?.[0]);
      return { greeting, end: (await visitor.leave(leave)).text };
    }
    await until('the site', () =>
      fetch(site, { redirect: 'manual' }).then(
        () => true,
        () => undefined,
      ),
    );
    const home = await visitor.signIn();
    const greeting = /您好，[^<\n]+/.exec(home.text)?.[0];
    if (greeting === undefined) throw new Error(`${home.url.href} greets nobody: ${home.text}\n${said.slice(-4000)}`);
    const end = await visitor.signOut(home);
    return { greeting, end: end.text };
  } finally {
    endGroup(child);
  }
}

/** The shell and whatever it started. */
function endGroup({ pid, exitCode }: ChildProcess): void {
  if (pid === undefined || exitCode !== null) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended in the meantime.
  }
}
