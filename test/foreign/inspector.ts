import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Found } from '../support/assistant-client.ts';
import { createBrowser } from '../support/plain-browser.ts';
import type { Product } from './product.ts';
import { command } from './program.ts';

const version = '2.12.0';
const patience = 60_000;

/** The official inspector, by its command line: it registers, signs its person in with a browser, and uses every tool. */
export async function inspect(own: string, product: Product): Promise<string> {
  await command(
    ['npm', 'install', '--prefix', '.', '--silent', '--ignore-scripts', `@modelcontextprotocol/inspector@${version}`],
    { cwd: own },
  );
  const program = join(own, 'node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js');
  const asked = ['--cli', '--server-url', `${product.origin}/api/v1/mcp`, '--transport', 'http'];
  const env = { HOME: own, MCP_INSPECTOR_SECRET_STORE: 'file', MCP_AUTO_OPEN_ENABLED: 'true' };
  const tools = await signIn([program, ...asked, '--method', 'tools/list'], { ...process.env, ...env }, product);

  const used = new Set<string>();
  async function use(name: string, given: Found = {}): Promise<Found> {
    const values = Object.entries(given).map(([key, value]) => [
      key,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]);
    const said = await command(
      [
        ...['node', program, ...asked, '--stored-auth-only', '--method', 'tools/call', '--tool-name', name],
        ...values.flatMap(([key, value]) => ['--tool-arg', `${key}=${value}`]),
      ],
      { cwd: own, env },
    ).catch((error: unknown) => {
      // Notices before their turn: the tool was used, and refuses as it should.
      if (error instanceof Error && error.message.includes('\\"conflict\\"')) return '{}';
      throw error;
    });
    const [{ text = '{}' } = {}] = JSON.parse(said.slice(said.indexOf('{'))).content ?? [];
    const found: Found = JSON.parse(text);
    used.add(name);
    return found;
  }

  const { client_id } = await use('create_sandbox', { name: 'inspector', redirect_uris: ['http://localhost:3000/cb'] });
  const ours = { client_id };
  await use('list_sandboxes');
  await use('change_sandbox', { ...ours, redirect_uris: ['http://localhost:4000/cb'] });
  await use('renew_sandbox', ours);
  await use('read_calls', ours);
  await use('simulate_answer', { ...ours, answer: 'bad_signature' });
  const made = Object((await use('add_test_citizen')).made);
  const citizen = { username: String(made.username) };
  await use('withdraw_consent', { ...ours, ...citizen });
  await use('reset_test_citizen', citizen);
  await use('delete_test_citizen', citizen);
  await use('start_verification', { ...ours, login_url: 'http://localhost:4000/login', stack: 'node' });
  await use('read_verification', ours);
  await use('answer_verification', { ...ours, question: 'denied', answer: 'yes' });
  await use('send_notices', ours);
  await use('skip_round', ours);
  await use('finish_verification', ours);
  await use('delete_sandbox', ours);
  const unused = tools.filter((name) => !used.has(name));
  if (unused.length > 0) throw new Error(`not used: ${unused.join(', ')}`);
  return `registered, signed in by OAuth and used ${used.size} tools`;
}

/** Lists the tools for the first time, which begins a sign-in: the address that it prints is opened in a browser. */
function signIn(args: readonly string[], env: NodeJS.ProcessEnv, product: Product): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const child = spawn('node', args, { env, stdio: ['ignore', 'pipe', 'pipe'], timeout: patience });
    let [output, said, isOpened] = ['', '', false];
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const [address] = /http:\/\/\S+\/assistants\/auth\?\S+(?=\s)/.exec(said) ?? [];
      if (address === undefined || isOpened) return;
      isOpened = true;
      agree(new URL(address), product).catch((error: unknown) => {
        child.kill();
        reject(error);
      });
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code !== 0) reject(new Error(`${said}${output}`));
      else resolve(JSON.parse(output).tools.map(({ name }: { name: string }) => name));
    });
  });
}

/** Signs in at the back office, agrees, and goes back to the inspector. */
async function agree(address: URL, product: Product): Promise<void> {
  const browser = createBrowser(product.origin);
  const person = await product.developer();
  const login = await browser.walk(`${address.pathname}${address.search}`);
  const consent = await browser.submit(login, { ...person, agree: '1' });
  const { url } = await browser.submit(consent, { sandbox_read: '1', sandbox_write: '1' });
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
}
