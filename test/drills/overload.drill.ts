import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { connect } from '../../bench/http.ts';
import { load, loadAtRate, openTarget } from '../../bench/load.ts';
import { openPlace } from '../../bench/place.ts';
import { startOurs } from '../../bench/servers.ts';
import { usageOf } from '../../bench/usage.ts';
import { freePort } from '../support/ports.ts';
import { until } from '../support/until.ts';
import { arrive, waysToBegin } from './arrivals.ts';
import { type Crowd, gather } from './crowd.ts';
import type { Drill } from './run.ts';
import { p99 } from './steady.ts';

const crowds: { name: string; normal: Pick<Crowd, 'people' | 'what'>; people: number; isPolite: boolean }[] = [
  { name: 'logins begun', normal: { people: 10, what: 'begin' }, people: 100, isPolite: true },
  { name: 'logins begun, asking again at once', normal: { people: 10, what: 'begin' }, people: 100, isPolite: false },
  { name: 'logins by password', normal: { people: 16, what: 'login' }, people: 120, isPolite: true },
];

/** `--seconds 8`: how long each crowd stays. */
export const drill: Drill = {
  about:
    'more people than can be served: who is let in, who is refused and how soon, and what tokens and /readyz wait meanwhile',
  async run(options, say) {
    const { values } = parseArgs({ args: [...options], options: { seconds: { type: 'string', default: '8' } } });
    const forMs = Math.min(Number(values.seconds), 60) * 1000;
    const { place, close } = await openPlace();
    const { target, stop } = await startOurs(place, 'ours', await freePort(), 'ES256');
    const tokens = await openTarget(target, 8);
    const { perSecond } = await load(tokens, 'W1', 2_000);
    const rate = perSecond / 20;

    /** Beside a crowd or alone: tokens at a steady rate, and `/readyz` again and again. */
    async function watch() {
      const wire = connect(target.origin);
      const waited: number[] = [];
      let isOver = false;
      const health = (async () => {
        for (; !isOver; await sleep(10)) {
          const began = performance.now();
          const { status } = await wire.get('/readyz');
          if (status !== 200) throw new Error(`readyz ${status}`);
          waited.push(performance.now() - began);
        }
      })();
      const { p99: ofTokens, errors } = await loadAtRate(tokens, 'W1', rate, forMs - 2_000);
      isOver = true;
      await health;
      await wire.close();
      return { tokens: ofTokens, errors, ready: p99(waited) };
    }

    const ms = (value: number) => value.toFixed(1);
    const alone = await watch();
    say(`tokens at ${rate.toFixed(0)} a second, alone: p99 ${ms(alone.tokens)} ms; readyz p99 ${ms(alone.ready)} ms`);
    say(
      '| crowd | people | done a second | p50 ms | p99 ms | ÷ normal | refused | let in after it | told after, p99 ms | tokens p99 ms | ÷ normal | ÷ alone | readyz p99 ms |',
    );
    say('|---|---|---|---|---|---|---|---|---|---|---|---|---|');
    const wrong: string[] = [];
    for (const { name, normal, people, isPolite } of crowds) {
      let usual = { people: 0, tokens: 0 };
      for (const size of [normal.people, people]) {
        const crowd = gather({ target, ...normal, people: size, forMs, isPolite });
        await crowd.begun;
        await sleep(1_000);
        const beside = await watch();
        const seen = await crowd.over;
        if (size === normal.people) usual = { people: seen.p99, tokens: beside.tokens };
        wrong.push(...seen.wrong);
        if (beside.errors > 0) wrong.push(`${beside.errors} tokens failed`);
        const cells = [
          ...[
            name,
            size,
            (seen.done / (forMs / 1000)).toFixed(0),
            ms(seen.p50),
            ms(seen.p99),
            (seen.p99 / usual.people).toFixed(1),
          ],
          ...[
            seen.refused,
            seen.waited,
            ms(seen.refusedP99),
            ms(beside.tokens),
            (beside.tokens / usual.tokens).toFixed(1),
            (beside.tokens / alone.tokens).toFixed(1),
            ms(beside.ready),
          ],
        ];
        say(`| ${cells.join(' | ')} |`);
        await sleep(2_000);
      }
    }
    say('| while a hundred people wait, four hundred more ask | served | told to come again | refused |');
    say('|---|---|---|---|');
    const query = `?${new URLSearchParams({
      ...{ client_id: target.client.id, response_type: 'code', redirect_uri: 'http://127.0.0.1:9/cb', scope: 'openid' },
      ...{ state: 'a', nonce: 'b', code_challenge: 'a'.repeat(43), code_challenge_method: 'S256' },
    })}`;
    const host = `Host: ${target.host ?? new URL(target.origin).host}`;
    const ways = Object.entries(waysToBegin(query)).map(
      ([way, request]) => [way, request.replace('\r\n', `\r\n${host}\r\n`)] as const,
    );
    const [[, asBrowser] = ['', '']] = ways;
    for (const [way, request] of ways) {
      await sleep(4_000); // the waiting room is closed again
      const waiting = arrive(target.origin, asBrowser, 100);
      const crowd = arrive(target.origin, request, 400);
      await until(() => crowd.count(/HTTP\/1\.1 \d/g) === 400, `an answer to each, ${way}`);
      const [served, later, refused] = [/HTTP\/1\.1 303 /g, /HTTP\/1\.1 503 /g, /HTTP\/1\.1 400 /g].map(crowd.count);
      say(`| ${way} | ${served} | ${later} | ${refused} |`);
      if ((served ?? 400) > 200) wrong.push(`${way}: ${served} of 400 passed those who wait`);
      crowd.close();
      waiting.close();
    }
    const wire = connect(target.origin);
    await sleep(4_000);
    const before = usageOf(target.pids.server).cpuMs;
    const flood = arrive(target.origin, asBrowser.repeat(30), 300);
    let longest = 0;
    for (const began = performance.now(); performance.now() - began < 3_000; ) {
      const asked = performance.now();
      await wire.get('/healthz');
      longest = Math.max(longest, performance.now() - asked);
    }
    const told = flood.count(/HTTP\/1\.1 503 /g);
    const cost = usageOf(target.pids.server).cpuMs - before; // on a busy machine, a wait says little
    say(
      `300 connections with 30 requests each: ${told} refusals for ${cost} ms of CPU; healthz waited ${ms(longest)} ms at most`,
    );
    if (told > 330 || cost > 2_000) wrong.push(`9000 requests at once: ${told} refusals, ${cost} ms of CPU`);
    flood.close();
    await wire.close();
    await tokens.close();
    await stop();
    await close();
    if (wrong.length > 0)
      throw new Error(`neither served nor refused as told:\n${[...new Set(wrong)].slice(0, 10).join('\n')}`);
  },
};
