import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { after, dayOf, days, hours } from '../../../src/clock.ts';
import type { Side, State } from '../../../src/links/watch/side.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { testClock } from '../../support/clock.ts';
import { createMember } from '../../support/console.ts';
import { homePage, startPartnerPages } from '../../support/partner-pages.ts';
import { bands } from '../../support/pictures.ts';
import { until } from '../../support/until.ts';

/** How a partner's page is on each day: `+` as it should be, `m` without our link, `d` not there. It goes round. */
export type Course = { name: string; days: string };

/** The days on which an alarm, and its end, are due: three bad in a row, two good in a row. */
export function expected({ days: course }: Course, total: number): string[] {
  const told: string[] = [];
  let [bad, good, isAlarmed] = [0, 0, false];
  for (let day = 0; day < total; day += 1) {
    const isBad = course[day % course.length] !== '+';
    [bad, good] = isBad ? [bad + 1, 0] : [0, good + 1];
    if (isBad && bad >= 3 && !isAlarmed) {
      isAlarmed = true;
      told.push(`broken ${day}`);
    } else if (!isBad && good >= 2 && isAlarmed) {
      isAlarmed = false;
      told.push(`mended ${day}`);
    }
  }
  return told;
}

/** Lives so many days with three nodes on one database and partners whose pages come and go. */
export async function liveDays(file: string, courses: readonly Course[], total: number) {
  const clock = testClock('2026-03-01T21:30:00Z'); // 05:30 on 2 March in Shanghai
  const at = await startApp(file, { clock, env: { THROTTLE: 'off' } });
  const site = await startPartnerPages();
  const { app, database } = at;
  const friends = `<a href="${at.origin}/"><img src="/mark.png" alt="国家公共文化云"></a>`;
  site.set('/mark.png', { type: 'image/png', body: await bands(180, 50) });

  const links: { id: string; institutionId: string; course: Course; path: string }[] = [];
  for (const [place, course] of courses.entries()) {
    const owner = await createMember(at);
    const { institutionId } = owner;
    const actor = { kind: 'member', accountId: owner.accountId, institutionId, role: 'owner' } as const;
    const kept = await app.files.keep(actor, {
      ...{ institutionId, name: 'a.png', bytes: await bands(460, 120), accept: { types: ['image/png'] } },
    });
    if ('problem' in kept) throw new Error(kept.problem.code);
    const path = `/partner-${place}`;
    const values = { name: course.name, pcUrl: `${site.origin}${path}`, h5Url: undefined };
    const id = await database.db.transaction((trx) =>
      app.links.open(trx, {
        institutionId,
        actor,
        values: { ...values, poster: kept.id, crop: undefined, appQr: undefined },
      }),
    );
    links.push({ id, institutionId, course, path });
  }

  const nodes = await Promise.all([1, 2, 3].map((n) => startNode(at, `node ${n}`, clock.now(), site.host)));
  const passes = (inSeconds: number) => {
    clock.advance(inSeconds);
    return Promise.all(nodes.map((node) => node.know(clock.now())));
  };

  const visitsOf: number[] = [];
  try {
    for (let day = 0; day < total; day += 1) {
      for (const { course, path } of links) {
        const sign = course.days[day % course.days.length];
        site.set(path, sign === 'd' ? { status: 503 } : { body: homePage(sign === '+' ? friends : '') });
      }
      site.visits.length = 0;
      await passes(hours(1));
      const slot = after(new Date('2026-03-01T22:00:00Z'), day * days(1));
      await until(
        async () => {
          const row = await database.db.row<{ is: boolean }>(
            `select finished_at is not null as is from job_runs where name = 'links.watch' and slot = $1`,
            [slot],
          );
          return row?.is === true;
        },
        `the run of ${dayOf(slot)} is over`,
      );
      visitsOf.push(site.visits.filter((path) => path.startsWith('/partner-')).length);
      await passes(days(1) - hours(1));
    }
    return { links, visitsOf, ...(await found(at, total)) };
  } finally {
    await Promise.all(nodes.map((node) => node.end()));
    await site.close();
    await at.close();
  }
}

const program = fileURLToPath(new URL('node-program.ts', import.meta.url));

/** A process that watches, once it is there. */
async function startNode({ database, keysDir, origin }: TestApp, name: string, now: Date, host: string) {
  const settings = { DATABASE_URL: database.url, KEYS_DIR: keysDir, PUBLIC_URL: origin, DEMO: 'off', THROTTLE: 'off' };
  const child = spawn(process.execPath, [program, JSON.stringify(settings), now.toISOString(), name, host], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const hears = async (word: string) => {
    const { value } = await lines.next();
    if (value !== word) throw new Error(`${name} has ended`);
  };
  await hears('ready');
  return {
    async know(time: Date): Promise<void> {
      child.stdin.write(`${time.toISOString()}\n`);
      await hears('known');
    },
    async end(): Promise<void> {
      child.stdin.end();
      await ended;
    },
  };
}

/** The result afterwards: each check, the letters, and the node of each run. */
async function found({ database: { db } }: Awaited<ReturnType<typeof startApp>>, total: number) {
  const checks = await db.rows<{ link_id: string; side: Side; slot: Date; state: State; picture: boolean }>(
    `select link_id, side, slot, state, picture_hash is not null as picture from link_checks order by slot, link_id, side`,
  );
  const messages = await db.rows<{ event: string; key: string }>(
    `select event, key from notices where event in ('link.broken', 'link.mended') order by created_at, key`,
  );
  const runs = await db.rows<{ node: string; count: number }>(
    `select node, count(*)::int as count from job_runs where name = 'links.watch' group by node`,
  );
  const first = new Date('2026-03-01T22:00:00Z').getTime();
  const dayOfSlot = (slot: Date) => Math.round((slot.getTime() - first) / 86_400_000);
  const told = messages.map(({ event, key }) => {
    const [, id = '', iso = ''] = /^link\.\w+:([^:]+):(.+Z)/.exec(key) ?? [];
    return { id, said: `${event.replace('link.', '')} ${dayOfSlot(new Date(iso))}` };
  });
  return { checks: checks.map((each) => ({ ...each, day: dayOfSlot(each.slot) })), told, runs, total };
}
