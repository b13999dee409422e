import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { tokenOf } from '../../bench/calls.ts';
import { openPlace } from '../../bench/place.ts';
import { type Running, startOurs } from '../../bench/servers.ts';
import type { Actor } from '../../src/actor.ts';
import { systemClock } from '../../src/clock.ts';
import { readConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { createServices } from '../../src/services.ts';
import { csvOf, rowOf, sheetRows } from '../support/imports.ts';
import { nestedDrawing } from '../support/pictures.ts';
import { freePort } from '../support/ports.ts';
import { gather } from './crowd.ts';
import type { Drill } from './run.ts';

const operator: Actor = { kind: 'operator', name: 'drill' };
const rows = 2_000;

/** A program of an institution of its own: what one may upload in a day has an end. */
async function createPrograms({ env, target }: Running, count: number): Promise<string[]> {
  const services = await createServices({ config: readConfig(env), clock: systemClock, log: createLog('silent') });
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

/** `--seconds 15 --people 4`: how long logins are measured, alone and beside uploads, and by how many who sign in one after the other. */
export const drill: Drill = {
  about: 'what a login waits while pictures, hostile drawings, imports and exports are at work',
  async run(options, say) {
    const { values } = parseArgs({
      args: [...options],
      options: { seconds: { type: 'string', default: '15' }, people: { type: 'string', default: '4' } },
    });
    const forMs = Math.min(Number(values.seconds), 120) * 1000;
    const { place, close } = await openPlace();
    const ours = await startOurs(place, 'ours', await freePort(), 'ES256');
    const { target } = ours;
    const tokens = await createPrograms(ours, 10);
    const raw = { width: 1600, height: 1600, channels: 3 } as const;
    const photo = await sharp(randomBytes(raw.width * raw.height * raw.channels), { raw })
      .jpeg({ quality: 90 })
      .toBuffer();
    const sheet = csvOf(
      sheetRows(
        'news',
        Array.from({ length: rows }, (_, n) => rowOf('news', { external_id: `n${n}`, title: '' })),
      ),
    );

    const told = new Map<string, number>();
    const count = (what: string) => told.set(what, (told.get(what) ?? 0) + 1);
    let isOver = false;
    const again = async (name: string, work: (serial: number) => Promise<Response>) => {
      for (let serial = 0; !isOver; serial += 1) {
        const answer = await work(serial);
        await answer.arrayBuffer();
        count(`${name} ${answer.status}`);
        const seconds = Number(answer.headers.get('retry-after') ?? 0);
        if (answer.status >= 429) await sleep(Math.min(seconds, 2) * 1000);
      }
    };
    const upload = (token: string, bytes: Buffer) => {
      const body = new FormData();
      body.set('file', new Blob([new Uint8Array(bytes)]), 'a');
      return fetch(`${target.origin}/api/v1/files`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
        body,
      });
    };
    const begin = (token: string) =>
      fetch(`${target.origin}/api/v1/imports?channel=news`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'text/csv' },
        body: sheet,
      });

    const people = Number(values.people);
    const logins = async () => {
      const crowd = gather({ target, people, forMs, what: 'login', isPolite: true });
      return crowd.over;
    };
    await logins(); // what pages and queries need is there
    const alone = await logins();
    const first = await begin(tokens[0] ?? '');
    const { id } = JSON.parse(await first.text());
    const different = (bytes: Buffer) => Buffer.concat([bytes, randomBytes(16)]);
    const beside = [
      ...[0, 1, 2, 3].map((n) => again('picture', () => upload(tokens[n] ?? '', different(photo)))),
      ...[4, 5].map((n) => again('hostile drawing', () => upload(tokens[n] ?? '', different(nestedDrawing())))),
      ...[6, 7].map((n) => again('import', () => begin(tokens[n] ?? ''))),
      ...[8, 9].map(() =>
        again('export', () =>
          fetch(`${target.origin}/api/v1/imports/${id}/errors.csv`, {
            headers: { authorization: `Bearer ${tokens[0]}` },
          }),
        ),
      ),
    ];
    const busy = await logins();
    isOver = true;
    await Promise.all(beside);
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
      `p99 ÷ alone ${(busy.p99 / alone.p99).toFixed(2)} (goal 2); beside: ${[...told].map(([what, n]) => `${what} × ${n}`).join(', ')}`,
    );
    await ours.stop();
    await close();
    const wrong = [...alone.wrong, ...busy.wrong, ...[...told.keys()].filter((each) => / 5(?!03)\d\d$/.test(each))];
    if (wrong.length > 0) throw new Error(wrong.slice(0, 10).join('\n'));
  },
};
