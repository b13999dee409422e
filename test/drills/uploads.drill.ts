import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { tokenOf } from '../../bench/calls.ts';
import { openPlace } from '../../bench/place.ts';
import { type Running, startOurs } from '../../bench/servers.ts';
import type { Actor } from '../../src/actor.ts';
import { systemClock } from '../../src/clock.ts';
import { readConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { createServices } from '../../src/services.ts';
import { freePort } from '../support/ports.ts';
import { words } from '../support/words.ts';
import { gather } from './crowd.ts';
import type { Drill } from './run.ts';
import { sheet, startUploaders } from './uploaders.ts';

const operator: Actor = { kind: 'operator', name: 'drill' };

/** Milliseconds. */
const settling = 3_000;

/** A program of an institution of its own: the uploads of one in a day are limited. */
async function createPrograms({ env, target }: Running, count: number): Promise<string[]> {
  const services = await createServices({
    config: readConfig(env),
    clock: systemClock,
    log: createLog('silent'),
    words,
  });
  const tokens: string[] = [];
  const scope = 'openid resource:read resource:write file:write';
  for (let index = 0; index < count; index += 1) {
    const { id: institutionId } = await services.institutions.create(operator, {
      name: `机构 ${index}`,
      certified: true,
    });
    const asked = { name: '上传', redirectUris: ['http://127.0.0.1:9/cb'], scope, allowLoopback: true };
    const { application, secret } = await services.applications.create(operator, asked, { institutionId });
    const client = { id: application.clientId, secret: secret ?? '' };
    tokens.push(
      await tokenOf({ ...target, apiScope: 'resource:read resource:write file:write' }, client.id, client.secret),
    );
  }
  await services.close();
  return tokens;
}

/**
 * `--seconds 15 --people 8 --pause 200 --beside picture,drawing,import,export`: how long logins are measured, alone and beside which work, and by
 * how many who sign in one after the other, with so many milliseconds in between (eight take less than half of two cores).
 */
export const drill: Drill = {
  about: 'what a login waits while pictures, hostile drawings, imports and exports are at work',
  async run(options, say) {
    const { values } = parseArgs({
      args: [...options],
      options: {
        seconds: { type: 'string', default: '15' },
        people: { type: 'string', default: '8' },
        pause: { type: 'string', default: '200' },
        beside: { type: 'string', default: 'picture,drawing,import,export' },
      },
    });
    const forMs = Math.min(Number(values.seconds), 120) * 1000;
    const { place, close } = await openPlace();
    const ours = await startOurs(place, 'ours', await freePort(), 'ES256');
    const { target } = ours;
    const tokens = await createPrograms(ours, 10);
    const people = Number(values.people);
    const logins = async () => {
      const crowd = gather({ target, people, forMs, what: 'login', isPolite: true, pause: Number(values.pause) });
      return crowd.over;
    };
    await logins(); // caches of pages and queries are filled
    const alone = await logins();
    const begun = await fetch(`${target.origin}/api/v1/imports?channel=news`, {
      method: 'POST',
      headers: { authorization: `Bearer ${tokens[0]}`, 'content-type': 'text/csv' },
      body: sheet(),
    });
    const { id: importId } = JSON.parse(await begun.text());
    const kinds = values.beside.split(',');
    const uploaders = await startUploaders({ origin: target.origin, tokens, importId, kinds });
    await sleep(settling); // threads and processes begin: the cost of their work is measured
    const busy = await logins();
    const told = await uploaders.end();
    say('| logins | a second | p50 ms | p99 ms | refused |');
    say('|---|---|---|---|---|');
    for (const [name, seen] of [
      ['alone', alone],
      ['beside uploads', busy],
    ] as const) {
      const cells = [
        name,
        (seen.done / (forMs / 1000)).toFixed(1),
        seen.p50.toFixed(0),
        seen.p99.toFixed(0),
        seen.refused,
      ];
      say(`| ${cells.join(' | ')} |`);
    }
    say(
      `p99 ÷ alone ${(busy.p99 / alone.p99).toFixed(2)} (goal 2); beside: ${Object.entries(told)
        .map(([what, n]) => `${what} × ${n}`)
        .join(', ')}`,
    );
    await ours.stop();
    await close();
    const wrong = [...alone.wrong, ...busy.wrong, ...Object.keys(told).filter((each) => / 5(?!03)\d\d$/.test(each))];
    if (wrong.length > 0) throw new Error(wrong.slice(0, 10).join('\n'));
  },
};
