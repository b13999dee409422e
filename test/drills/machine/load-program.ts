import { existsSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

// Partners who ask for tokens without a pause, on a machine of a drill: `load-program.ts FILE ADDRESS AK SK`, until there is FILE.end or an hour
// is over. Each token that is answered is a row that was committed; a minute and a half later, and before it ends by itself, it is checked
// again. The result is written to FILE.

export type Load = {
  acknowledged: number;
  refused: number;
  /** Tokens that were given, and are not there. */
  lost: number;
  /** Times without a served request, from half a second on: begin and end, in milliseconds of the clock. */
  gaps: { from: number; to: number }[];
};

const [file = '', address = '', ak = '', sk = ''] = process.argv.slice(2);
const basic = `Basic ${Buffer.from(`${ak}:${sk}`).toString('base64')}`;
const post = (path: string, body: Record<string, string>) =>
  fetch(`${address}${path}`, {
    method: 'POST',
    headers: { authorization: basic },
    body: new URLSearchParams(body),
    signal: AbortSignal.timeout(10_000),
  });

const ends = Date.now() + 3_600_000;
const tokens: { token: string; at: number }[] = [];
const served: number[] = [Date.now()];
let refused = 0;
async function partner(): Promise<void> {
  while (Date.now() < ends && !existsSync(`${file}.end`)) {
    try {
      const answer = await post('/oidc/token', { grant_type: 'client_credentials' });
      const body: { access_token?: string } = JSON.parse(await answer.text());
      if (answer.status !== 200) throw new Error(String(answer.status));
      tokens.push({ token: String(body.access_token), at: Date.now() });
      served.push(Date.now());
      writeFileSync(`${file}.count`, String(tokens.length));
    } catch {
      refused += 1;
      await sleep(100);
    }
    await sleep(20);
  }
}
/** Asked until there is an answer: a refusal says nothing of a token. */
async function isThere(token: string): Promise<boolean> {
  for (let tries = 0; tries < 500; tries += 1) {
    try {
      const answer = await post('/oidc/introspection', { token });
      if (answer.status === 200) return JSON.parse(await answer.text()).active === true;
      if (answer.status === 404) throw new TypeError('no such address');
    } catch (error) {
      if (error instanceof TypeError && error.message === 'no such address') throw error;
    }
    await sleep(200);
  }
  throw new Error('nobody says whether a token is there');
}
let lost = 0;
let looked = 0;
let isOver = false;
/** When a token is checked, the primary of its time has been replaced, or has stayed. */
async function auditor(): Promise<void> {
  while (!isOver || looked < tokens.length) {
    const next = tokens[looked];
    if (next === undefined || (!isOver && Date.now() - next.at < 90_000)) await sleep(100);
    else {
      if (!(await isThere(next.token))) lost += 1;
      looked += 1;
    }
  }
}
const audited = auditor();
await Promise.all([1, 2, 3, 4].map(partner));
isOver = true;
await audited;
const gaps = served
  .slice(1)
  .map((to, place) => ({ from: served[place] ?? to, to }))
  .filter(({ from, to }) => to - from >= 500);
const load: Load = { acknowledged: tokens.length, refused, lost, gaps };
writeFileSync(file, JSON.stringify(load));
