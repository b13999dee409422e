import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openCheckpoint } from '../../src/oversight/transparency/checkpoint.ts';
import { isSignedBy, readVerifier, verifierText } from '../../src/oversight/transparency/note.ts';
import { freePort } from '../support/ports.ts';
import { startProduct } from './product.ts';
import { command, type Program } from './program.ts';

/** The newest that the Go of a long-term distribution builds. */
const version = 'v0.6.1';
const name = 'witness.example.cn/litewitness';

const firstKeyIn = (text: string) =>
  /\S+\+[\da-f]{8}\+[A-Za-z\d+/=]{44}/.exec(text.replaceAll('&#43;', '+'))?.[0] ?? '';

/** The answer of that address, as soon as there is one. */
async function answering(url: string): Promise<string> {
  for (let left = 100; ; left -= 1) {
    try {
      return await (await fetch(url)).text();
    } catch (error) {
      if (left === 0) throw error;
      await sleep(100);
    }
  }
}

/** litewitness of Filippo Valsorda's torchwood, unmodified: a witness of another make, with a key that an ssh-agent holds (C2SP tlog-witness). */
export const witness: Program = {
  name: 'witness',
  tools: ['go', 'ssh-agent', 'ssh-add', 'ssh-keygen'],
  async run({ own, folder }) {
    const bin = join(own, 'bin');
    const from = 'filippo.io/torchwood/cmd';
    await command(['go', 'install', `${from}/litewitness@${version}`, `${from}/witnessctl@${version}`], {
      cwd: own,
      env: { GOBIN: bin, GOFLAGS: '' },
    });
    const socket = join(folder, 'agent'); // the path of a socket is short
    const started: ChildProcess[] = [spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' })];
    try {
      await command(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', 'key'], { cwd: own });
      await command(['ssh-add', '-q', 'key'], { cwd: own, env: { SSH_AUTH_SOCK: socket } });
      const print = await command(['ssh-keygen', '-l', '-E', 'sha256', '-f', 'key.pub'], { cwd: own });
      const port = await freePort();
      const options = { name, 'ssh-agent': socket, key: print.split(' ')[1] ?? '', listen: `localhost:${port}` };
      const args = Object.entries(options).map(([option, value]) => `-${option}=${value}`);
      started.push(spawn(join(bin, 'litewitness'), args, { cwd: own, stdio: 'ignore' }));
      const address = `http://localhost:${port}`;
      const key = firstKeyIn(await answering(address));
      const verifier = readVerifier(key);
      if (verifier === undefined) throw new Error(`no key of ours reads as ${key}`);
      return await cosigned(join(own, 'product'), { key, address, verifier, control: join(bin, 'witnessctl'), own });
    } finally {
      for (const child of started) child.kill();
    }
  },
};

type Witness = {
  key: string;
  address: string;
  verifier: NonNullable<ReturnType<typeof readVerifier>>;
  control: string;
  own: string;
};

/** Our log hands its heads over: the first, one that grew, and one of a tree that was made again with the right key. */
async function cosigned(folder: string, { key, address, verifier, control, own }: Witness): Promise<string> {
  const product = await startProduct(folder, { env: { WITNESSES: `${key} ${address}` } });
  try {
    const { origin, keys } = await product.logs.grow();
    const trusted = keys.flatMap((text) => readVerifier(text) ?? []);
    await command([control, 'add-log', '-origin', origin], { cwd: own });
    for (const one of trusted)
      await command([control, 'add-key', '-origin', origin, '-key', verifierText(one)], { cwd: own });

    /** The size of the newest head, and whether that witness signed it: by our verification, of the public document. */
    async function shown(): Promise<{ size: number; isCosigned: boolean | undefined }> {
      const text = await (await fetch(`${product.origin}/transparency/events/checkpoint`)).text();
      const opened = openCheckpoint(text, origin, trusted);
      if (typeof opened === 'string') throw new Error(`our own checkpoint: ${opened}`);
      return { size: opened.checkpoint.size, isCosigned: isSignedBy(opened.note, verifier) };
    }

    const sizes: number[] = [];
    for (const step of ['first', 'grown']) {
      if (step === 'grown') await product.developer();
      await product.logs.grow();
      const { size, isCosigned } = await shown();
      if (isCosigned !== true) throw new Error(`the ${step} head of ${size} leaves has no valid cosignature`);
      sizes.push(size);
    }
    const [first = 0, grown = 0] = sizes;
    if (grown <= first) throw new Error(`the log did not grow behind ${first} leaves`);

    await product.logs.alterFirstEvent();
    await product.logs.grow();
    const changed = await shown();
    if (changed.isCosigned !== undefined) throw new Error('a tree that was made anew was co-signed');
    const answers = readFileSync(join(folder, 'server.log'), 'utf8').matchAll(/it answered (\d+: [^"\\]+)/g);
    const said = [...answers].at(-1)?.[1];
    if (said === undefined) throw new Error('the refusal was not logged');
    return `litewitness ${version} co-signed ${first} and ${grown} leaves, and refused a changed tree of ${changed.size} (${said})`;
  } finally {
    await product.close();
  }
}
