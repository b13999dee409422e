import { setTimeout as sleep } from 'node:timers/promises';
import { openPlace } from '../../bench/place.ts';
import { startOurs } from '../../bench/servers.ts';
import type { Actor, Member } from '../../src/actor.ts';
import { after, dayOf, days, systemClock } from '../../src/clock.ts';
import { readConfig } from '../../src/config.ts';
import { newId } from '../../src/crypto/secrets.ts';
import { openDatabase } from '../../src/database/open.ts';
import { createLog } from '../../src/log.ts';
import { createServices } from '../../src/services.ts';
import { bands } from '../support/pictures.ts';
import { freePort } from '../support/ports.ts';
import { calendarOf, startSite } from '../support/site.ts';
import { words } from '../support/words.ts';
import { gather } from './crowd.ts';

/** Milliseconds. */
const round = 20_000;
const patience = 600_000;
const operator: Actor = { kind: 'operator', name: 'drill' };

/** How long the product, as it ships, takes to read a source of so many items and to propose all of them, and logins meanwhile. */
export async function readMany(count: number, say: (line: string) => void): Promise<void> {
  const site = await startSite();
  const { place, close } = await openPlace();
  const ours = await startOurs(place, 'ours', await freePort(), 'ES256', { OUTGOING_HOSTS: site.host });
  const services = await createServices({
    ...{ config: readConfig(ours.env), clock: systemClock, log: createLog('silent'), words },
  });
  const { id: institutionId } = await services.institutions.create(operator, { name: '青溪县文化馆', certified: true });
  const db = await openDatabase({ url: ours.env.DATABASE_URL ?? '', dataDir: '', log: createLog('silent') });
  await db.run(`update institutions set region_code = '330106' where id = $1`, [institutionId]);
  await db.close();
  const actor: Member = { kind: 'member', accountId: newId(), institutionId, role: 'owner' };
  const accept = { types: ['image/png'] };
  const cover = await services.files.keep(operator, {
    ...{ institutionId, name: '封面.png', bytes: await bands(1280, 720), accept },
  });
  if ('problem' in cover) throw new Error(cover.problem.code);
  const day = (n: number) => dayOf(after(systemClock.now(), days(7 + (n % 300)))).replaceAll('-', '');
  const body = calendarOf(
    Array.from({ length: count }, (_each, n) => ({
      ...{ uid: `k${n}`, title: `第 ${n} 场 ${'甲乙丙丁戊己庚辛壬癸'[n % 10]}${n * 7919}`, place: '小剧场' },
      ...{ start: `${day(n)}T190000`, end: `${day(n)}T203000` },
      more: ['DESCRIPTION:面向全体市民，免费，名额 30 人，12 岁以上，电话 0571-55500101 报名。'],
    })),
  );
  site.contents.set('/a.ics', { body, type: 'text/calendar' });
  const logins = (forMs: number) =>
    gather({ target: ours.target, people: 4, forMs, what: 'login', isPolite: true, pause: 200 }).over;
  await logins(5_000); // caches of pages and queries are filled
  const alone = await logins(round);

  const began = performance.now();
  const id = await services.sources.begin(actor, institutionId, {
    ...{ address: `${site.url}/a.ics`, form: 'calendar', title: '日历' },
    settings: {
      ...{ categories: {}, otherwise: 'activity', places: {} },
      fixed: { address: '文一西路 1 号', cover: cover.id, fee_type: 'free', booking: 'none' },
    },
  });
  let seconds = 0;
  const read = (async () => {
    while (performance.now() - began < patience) {
      const { source, runs } = await services.sources.view(actor, id);
      if (source.readAt !== undefined || source.fault !== undefined) {
        seconds = (performance.now() - began) / 1000;
        const [run] = runs;
        return `${run?.read} read, ${run?.created} new, ${run?.refused} refused`;
      }
      await sleep(500);
    }
    throw new Error('it is not read');
  })();
  const busy = await logins(round);
  const found = await read;
  say(`${count} items: ${found}, ${seconds.toFixed(1)} s (goal 60)`);
  for (const [name, seen] of [
    ['alone', alone],
    ['meanwhile', busy],
  ] as const)
    say(
      `logins ${name}: ${seen.done} done, p50 ${seen.p50.toFixed(0)} ms, p99 ${seen.p99.toFixed(0)} ms, ${seen.refused} refused`,
    );
  say(`p99 ÷ alone ${(busy.p99 / alone.p99).toFixed(2)} (goal 2)`);
  await services.close();
  await ours.stop();
  await close();
  await site.close();
}
