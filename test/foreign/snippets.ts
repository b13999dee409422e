import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { readable } from '../../src/site/docs/reference/reading.ts';
import { snippetsOf } from '../../src/site/docs/reference/snippets.ts';
import { etagOfDraft, type Known, partnerStory, type Step } from '../site/docs/story.ts';
import { bands } from '../support/pictures.ts';
import { startReceiver } from '../support/receiver.ts';
import { startProduct } from './product.ts';
import { command, type Program } from './program.ts';

type Language = 'Java' | 'Python';
type Run = (text: string, at: { cwd: string; env: Record<string, string> }) => Promise<string>;

/** As the page of a call says it: one file, one program. */
const runs: Readonly<
  Record<Language, { tools: readonly string[]; prepare: (cwd: string) => Promise<unknown>; run: Run }>
> = {
  Java: {
    tools: ['java'],
    prepare: async () => undefined,
    run(text, { cwd, env }) {
      writeFileSync(join(cwd, 'Call.java'), text);
      return command(['java', '-XX:TieredStopAtLevel=1', '-Dstdout.encoding=UTF-8', 'Call.java'], { cwd, env });
    },
  },
  Python: {
    tools: ['python3'],
    async prepare(cwd) {
      await command(['python3', '-m', 'venv', 'venv'], { cwd });
      await command(['venv/bin/pip', 'install', '-q', 'requests'], { cwd });
    },
    run(text, { cwd, env }) {
      writeFileSync(join(cwd, 'call.py'), text);
      return command(['venv/bin/python', 'call.py'], { cwd, env: { ...env, PYTHONIOENCODING: 'utf-8' } });
    },
  },
};

/** Every snippet of the reference for institutions, one call after the other, in a sandbox on the day of the examples. */
export const snippets: readonly Program[] = Object.entries(runs).map(([language, { tools, prepare, run }]) => ({
  name: `snippets-${language.toLowerCase()}`,
  tools,
  async run({ own }) {
    const receiver = await startReceiver();
    const product = await startProduct(join(own, 'product'), {
      now: '2026-11-24T02:30:00Z',
      env: { OUTGOING_HOSTS: receiver.host },
    });
    try {
      const cwd = join(own, 'calls');
      mkdirSync(cwd, { recursive: true });
      writeFileSync(join(cwd, 'cover.png'), await bands(1280, 720));
      await prepare(cwd);
      const { clientId, token, counter } = await product.sandbox();
      const env = { ORIGIN: product.origin, TOKEN: token };
      const document: unknown = await (await fetch(product.openapi)).json();
      const calls = readable(document).flatMap((tag) => tag.calls);
      const known: Known = { ak: clientId, counter, hooks: receiver.url, etag: etagOfDraft };
      for (const step of partnerStory) {
        await ready(step, known, product.sandboxState);
        product.pass(2); // a new budget of calls
        const call = calls.find(({ method, path }) => `${method} ${path.replace('/api/v1', '')}` === step.operation);
        if (call === undefined) throw new Error(`no call ${step.operation}`);
        const example = { request: step.send(known), answer: { status: 0 } };
        const text = snippetsOf({ ...call, example }).find(({ name }) => name === language)?.text ?? '';
        const said = await run(text, { cwd, env });
        const [, status = '', body = ''] = /^(\d{3}) ?(.*)$/s.exec(said) ?? [];
        if (Number(status) !== step.status) throw new Error(`${step.operation}: ${said}\n\n${text}`);
        const answer = /^\s*\{/.test(body) ? z.record(z.string(), z.unknown()).parse(JSON.parse(body)) : {};
        step.keep?.({ status: Number(status), headers: new Headers(), body: answer }, known);
      }
      return `${partnerStory.length} calls`;
    } finally {
      await product.close();
      await receiver.close();
    }
  },
}));

/** The condition that a step waits for: an import was read, a webhook was delivered. */
async function ready({ before }: Step, known: Known, stateOf: (id: string) => Promise<string | undefined>) {
  if (before === undefined) return;
  const [id = '', wanted] = before === 'import' ? [known.import, 'done'] : [known.delivery, 'delivered'];
  while ((await stateOf(id)) !== wanted) await sleep(50);
}
