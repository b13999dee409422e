import { parseArgs } from 'node:util';
import { fill } from './fill.ts';
import { load, openTarget } from './load.ts';
import { openPlace } from './place.ts';
import { startOurs } from './servers.ts';
import { keepSteady, wrongIn } from './steady.ts';

// npm run soak -- [--minutes 120] [--every 60] [--logins 40] [--refreshes 300] [--tokens 50] [--reads 100] [--passwords 2] [--accounts 0]
// [--sessions 0] The product as it ships, on a database with so many more accounts and sessions, at so many requests a second for so long:
// logins with a session, refreshes (a hundred of each login, then it signs out and in again), tokens of applications, userinfo, logins by
// password (and out again). Every minute the waits and the growth; fails at a refusal, or at growth without an end. Rows of every login that are
// kept for months, its history and its audit, grow as they must: by table at the end.
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '120' },
    every: { type: 'string', default: '60' },
    logins: { type: 'string', default: '40' },
    refreshes: { type: 'string', default: '300' },
    tokens: { type: 'string', default: '50' },
    reads: { type: 'string', default: '100' },
    passwords: { type: 'string', default: '2' },
    accounts: { type: 'string', default: '0' },
    sessions: { type: 'string', default: '0' },
    connections: { type: 'string', default: '16' },
  },
});
const rates = [
  ['W3', Number(values.logins)],
  ['W6', Number(values.refreshes)],
  ['W1', Number(values.tokens)],
  ['W2', Number(values.reads)],
  ['W4', Number(values.passwords)],
] as const;
const every = Math.min(Number(values.every), 600) * 1000;
const rounds = Math.max(1, Math.round((Math.min(Number(values.minutes), 600) * 60_000) / every));
const say = (line: string) => process.stdout.write(`${line}\n`);

const { place, close } = await openPlace({ max_wal_size: '4GB' });
const urls: string[] = [];
const kept = {
  ...place,
  async database(name: string) {
    const url = await place.database(name);
    urls.push(url);
    return url;
  },
};
const { target, stop } = await startOurs(kept, 'soak', 4301, 'ES256');
const [url = ''] = urls;

const opened = await Promise.all(
  rates
    .filter(([, rate]) => rate > 0)
    .map(async ([work, rate]) => ({
      work,
      rate,
      open: await openTarget({ ...target, refreshesOfLogin: 100, signsOut: true }, Number(values.connections)),
    })),
);
for (const { work, open } of opened) {
  if (work === 'W2' || work === 'W3') await open.prepare();
  await load(open, work, 500);
}
const [accounts, sessions] = [Number(values.accounts), Number(values.sessions)];
if (accounts > 0 || sessions > 0) {
  await fill(url, { applications: 1000, accounts: Math.max(accounts, sessions, 1000), sessions });
  for (const { open } of opened) await open.prepare();
}

const found = await keepSteady({ url, server: target.pids.server, rates: opened, every, rounds }, say);
for (const { open } of opened) await open.close();
await stop();
await close();

const wrong = wrongIn(found, { rounds, minutes: (rounds * every) / 60_000 });
if (wrong.length > 0) {
  process.stderr.write(`${wrong.join('\n')}\n`);
  process.exitCode = 1;
}
