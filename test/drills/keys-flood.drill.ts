import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { connect } from '../../bench/http.ts';
import { openPlace } from '../../bench/place.ts';
import { startOurs } from '../../bench/servers.ts';
import { usageOf } from '../../bench/usage.ts';
import { kitBounds } from '../../src/applications/kits/bounds.ts';
import { openDatabase } from '../../src/database/open.ts';
import { createLog } from '../../src/log.ts';
import { freePort } from '../support/ports.ts';
import { gather } from './crowd.ts';
import type { Drill } from './run.ts';

const mostAddresses = 10_000;
const wires = 32;
/** The memory of the server may grow by so much: refusals that it remembers, and buffers of so many connections. */
const mostGrownMb = 150;
const tables = ['applications', 'institutions', 'accounts', 'sandbox_kits', 'throttle', 'audit_events'];

/** Each in a network of its own. */
const addressOf = (number: number) => `${20 + (number >> 16)}.${(number >> 8) & 255}.${number & 255}.9`;

/** `--calls 50000 --rate 500 --seconds 30`: calls in all and a second, and how long logins are measured alone before. */
export const drill: Drill = {
  about:
    'a flood of calls for keys without an account, from 10,000 addresses: rows, memory, and what logins wait meanwhile: --calls, --rate, --seconds',
  async run(options, say) {
    const { values } = parseArgs({
      args: [...options],
      options: {
        calls: { type: 'string', default: '50000' },
        rate: { type: 'string', default: '500' },
        seconds: { type: 'string', default: '30' },
      },
    });
    const [calls, rate, seconds] = [Number(values.calls), Number(values.rate), Number(values.seconds)];
    const { place, close } = await openPlace();
    const port = await freePort();
    const { target, stop, env } = await startOurs(place, 'ours', port, 'ES256', {
      TRUSTED_PROXIES: '127.0.0.1,::1',
    });
    const db = await openDatabase({ url: env.DATABASE_URL ?? '', dataDir: '', log: createLog('silent') });
    const counted = async () => {
      const found = await Promise.all(
        tables.map(async (table) => {
          const row = await db.row<{ n: number }>(`select count(*)::int as n from ${table}`, []);
          return [table, row?.n ?? 0] as const;
        }),
      );
      return new Map<string, number>(found);
    };
    const logins = async (forMs: number) => {
      const crowd = gather({ target, people: 2, forMs, what: 'login', isPolite: true, pause: 400 });
      await crowd.begun;
      return crowd.over;
    };

    await logins(5_000); // warm
    const alone = await logins(seconds * 1000);
    say(`logins alone: ${alone.done}, p50 ${alone.p50.toFixed(0)} ms, p99 ${alone.p99.toFixed(0)} ms`);

    const [before, memory] = [await counted(), usageOf(target.pids.server).rssMb];
    const statuses = new Map<number, number>();
    const reasons = new Map<string, number>();
    const wrong: string[] = [];
    let sent = 0;
    const began = performance.now();
    async function ask(): Promise<void> {
      const wire = connect(target.origin, target.host);
      while (sent < calls) {
        const number = sent;
        sent += 1;
        const early = began + (number / rate) * 1000 - performance.now();
        if (early > 1) await sleep(early);
        const headers = { 'x-forwarded-for': addressOf(number % mostAddresses) };
        const { status, headers: answered, text } = await wire.post('/sandbox', {}, headers);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        const reason = /"title": "([^"]+)/.exec(text)?.[1];
        if (reason !== undefined) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
        const isRefusal = status === 429 || status === 503;
        if (status !== 201 && !(isRefusal && Number(answered['retry-after']) >= 1))
          wrong.push(`${status} ${text.slice(0, 80)}`);
      }
      await wire.close();
    }
    /** Its memory in each tenth of the calls, at most. */
    const peaks = Array.from({ length: 10 }, () => 0);
    const looking = setInterval(() => {
      const tenth = Math.min(9, Math.floor((10 * sent) / calls));
      peaks[tenth] = Math.max(peaks[tenth] ?? 0, usageOf(target.pids.server).rssMb);
    }, 1_000);
    const flood = Promise.all(Array.from({ length: wires }, ask)).then(() => performance.now() - began);
    const meanwhile = await logins((calls / rate) * 1000);
    const tookMs = await flood;
    clearInterval(looking);
    const [after, grown] = [await counted(), Math.max(...peaks) - memory];
    await db.close();
    await stop();
    await close();

    const given = statuses.get(201) ?? 0;
    const more = (table: string) => (after.get(table) ?? 0) - (before.get(table) ?? 0);
    say(
      `${sent} calls from ${Math.min(calls, mostAddresses)} addresses, ${Math.round(sent / (tookMs / 1000))} a second: ${[...statuses].map(([status, n]) => `${status} ${n}`).join(', ')}`,
    );
    say(
      `logins meanwhile: ${meanwhile.done}, p50 ${meanwhile.p50.toFixed(0)} ms, p99 ${meanwhile.p99.toFixed(0)} ms, ÷ alone ${(meanwhile.p99 / alone.p99).toFixed(2)}`,
    );
    say(
      `rows more: ${tables.map((table) => `${table} ${more(table)}`).join(', ')}; memory ${Math.round(grown)} MB more at most`,
    );
    say(`memory ${Math.round(memory)} MB before, and in each tenth at most ${peaks.map(Math.round).join(', ')}`);

    say(`refused: ${[...reasons].map(([reason, n]) => `${reason} ${n}`).join(', ')}`);

    const problems = [
      wrong.length > 0 && `answers that are none of these: ${wrong.slice(0, 3).join('; ')}`,
      given > kitBounds.hour.free + wires && `${given} kits without work`,
      ['applications', 'institutions', 'sandbox_kits'].some((table) => more(table) !== given) &&
        'rows of refused callers',
      more('accounts') !== given * 2 && 'citizens of refused callers',
      more('throttle') > given * 2 + 20 + meanwhile.done && 'counters of refused callers',
      grown > mostGrownMb && `memory grew by ${Math.round(grown)} MB`,
      meanwhile.wrong.length > 0 && `logins: ${meanwhile.wrong[0]}`,
      meanwhile.p99 > 2 * alone.p99 && 'logins waited more than twice as long',
    ].filter(Boolean);
    if (problems.length > 0) throw new Error(problems.join('\n'));
  },
};
