import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { dayStart, epoch, hours, after as later, minutes, systemClock } from '../../src/clock.ts';
import { createClient, startApp } from '../support/app.ts';
import { createMember } from '../support/console.ts';
import { openMailServer, openSmsGateway } from '../support/post-office.ts';
import { type ServerProcess, startServer } from '../support/server.ts';

const stages = [7, 3, 1, 0, -1] as const;
type Stage = (typeof stages)[number];

const words: Record<Stage, { subject: string; event: string; sms: boolean }> = {
  7: { subject: '还有 7 天到期', event: 'application.expires_in_7_days', sms: false },
  3: { subject: '还有 3 天到期', event: 'application.expires_in_3_days', sms: false },
  1: { subject: '明天到期', event: 'application.expires_tomorrow', sms: true },
  0: { subject: '今天到期', event: 'application.expires_today', sms: true },
  [-1]: { subject: '昨天已到期', event: 'application.expired', sms: false },
};

/** Of one stage: how many there should be, and how often each way was used for how many of them. */
export type Told = { stage: Stage; expected: number; site: Ways; mail: Ways; sms: Ways };
/** `once` counts the AKs with exactly one notice by this route, `more` those with several. */
export type Ways = { once: number; more: number };

/** A common setting: an institution with an owner, and so many AKs that end on each day. */
export async function openTravel(file: string, { perDay, lastDays }: { perDay: number; lastDays: readonly number[] }) {
  const keysDir = mkdtempSync(join(tmpdir(), 'ccc-keys-'));
  const [mails, gateway] = await Promise.all([openMailServer(), openSmsGateway()]);
  const at = await startApp(file, { keysDir });
  const { db } = at.database;
  const { accountId, institutionId } = await createMember(at);
  const today = systemClock.now();
  const nameOf = (lastDay: number, number: number) =>
    `e${String(lastDay).padStart(3, '0')}-${String(number).padStart(3, '0')}`;
  const sent = new Map<string, { day: number; what: string; times: number }>();
  const visited: number[] = [];
  let killed = 0;

  for (const lastDay of lastDays)
    for (let number = 0; number < perDay; number += 1) {
      const clientId = nameOf(lastDay, number);
      await createClient(
        at,
        { name: clientId, contactName: '王芳', contactPhone: '13800008001', contactEmail: 'wang@example.cn' },
        { institutionId, clientId },
      );
      // Renewed as late as its end asks for: none lasts longer than 30 days (R28), and the calendar goes on after that.
      const end = later(dayStart(today, lastDay + 1), -1);
      await db.run(
        `update applications set expires_at = $2, updated_at = $2::timestamptz - interval '30 days' where client_id = $1`,
        [clientId, end],
      );
    }

  /** Three nodes that live on that day, so many seconds from nine. */
  const start = (day: number, fromNine: number) =>
    Promise.all(
      ['node-1', 'node-2', 'node-3'].map(async (name) => {
        const url = new URL(at.database.url);
        url.searchParams.set('application_name', name);
        const offset = epoch(dayStart(today, day)) + hours(9) + fromNine - epoch(systemClock.now());
        const env = { CLOCK_OFFSET: String(offset), LOG_LEVEL: 'info', SMTP_URL: mails.url, SMS_URL: gateway.url };
        return [name, await startServer({ file, url: url.href, keysDir, patienceMs: 300_000, env })] as const;
      }),
    ).then((nodes) => new Map(nodes));
  const end = (nodes: ReadonlyMap<string, ServerProcess>) =>
    Promise.all([...nodes.values()].map((node) => node.kill()));

  /** A node that dies right after a delivery repeats it; the receiver recognizes it by its id. */
  function arrived(day: number, id: string, what: string): void {
    const known = sent.get(id);
    if (known === undefined) sent.set(id, { day, what, times: 1 });
    else known.times += 1;
  }

  /** The first AK of the second half of that morning's writes: a transaction waiting for its lock is in the middle of the job. */
  function middleOf(day: number): string | undefined {
    const due = stages.flatMap((stage) =>
      lastDays.includes(day + stage) ? Array.from({ length: perDay }, (_, number) => nameOf(day + stage, number)) : [],
    );
    return due[Math.floor(due.length / 2)];
  }

  async function waitingFor(clientId: string): Promise<string> {
    for (const began = performance.now(); performance.now() - began < 300_000; await sleep(10)) {
      const row = await db.row<{ name: string }>(
        `select application_name as name from pg_stat_activity
         where datname = current_database() and application_name like 'node-_' and wait_event_type = 'Lock' limit 1`,
      );
      if (row !== undefined) return row.name;
    }
    throw new Error(`no node has come to ${clientId}`);
  }

  const isOver = async (day: number) =>
    (await db.row(
      `select 1 from job_runs where name = 'applications.reminders' and slot = $1 and finished_at is not null
         and not exists (select 1 from jobs where queue in ('mails', 'sms_messages') and done_at is null)`,
      [later(dayStart(today, day), hours(9))],
    )) !== undefined;

  return {
    /** A morning with three nodes. The one that writes the reminders is killed half-way; the three come again a minute later. */
    async spend(day: number): Promise<void> {
      let nodes = await start(day, -8);
      const middle = middleOf(day);
      if (middle !== undefined) {
        await db.transaction(async (trx) => {
          await trx.run(`select 1 from applications where client_id = $1 for update`, [middle]);
          const victim = await waitingFor(middle);
          await nodes.get(victim)?.kill('SIGKILL');
          nodes.delete(victim);
          killed += 1;
        });
        await end(nodes);
        nodes = await start(day, minutes(1));
      }
      const began = performance.now();
      while (!(await isOver(day))) {
        if (performance.now() - began > 300_000) throw new Error(`the morning of day ${day} does not end`);
        await sleep(20);
      }
      await end(nodes);
      visited.push(day);
      for (const { id, subject } of mails.letters.splice(0)) arrived(day, id, `mail ${subject}`);
      for (const { id, text } of gateway.messages.splice(0)) arrived(day, id, `sms ${text}`);
    },

    killed: () => killed,

    async told(): Promise<Told[]> {
      const letters = [...sent.values()];
      const inbox = await db.rows<{ event: string; href: string }>(
        `select event, href from inbox where account_id = $1`,
        [accountId],
      );
      return stages.map((stage) => {
        const { subject, event, sms } = words[stage];
        const due = lastDays
          .filter((lastDay) => visited.includes(lastDay - stage))
          .flatMap((lastDay) =>
            Array.from({ length: perDay }, (_, number) => ({ ak: nameOf(lastDay, number), day: lastDay - stage })),
          );
        const count = (timesOf: (one: { ak: string; day: number }) => number): Ways => {
          const times = due.map(timesOf);
          return { once: times.filter((each) => each === 1).length, more: times.filter((each) => each > 1).length };
        };
        return {
          stage,
          expected: due.length,
          site: count(({ ak }) => inbox.filter((each) => each.event === event && each.href.includes(`/${ak}/`)).length),
          mail: count(
            ({ ak }) => letters.filter(({ what }) => what === `mail 【国家公共文化云】“${ak}”的 AK ${subject}`).length,
          ),
          sms: sms
            ? count(
                ({ ak, day }) =>
                  letters.filter(
                    (each) => each.day === day && each.what.startsWith(`sms 【国家公共文化云】应用“${ak}”`),
                  ).length,
              )
            : { once: 0, more: 0 },
        };
      });
    },

    /** Everything that was sent, the letters that belong to no stage included. */
    sent: () => sent.size,
    /** Deliveries that had arrived already. */
    repeated: () => [...sent.values()].filter(({ times }) => times > 1).length,
    notices: async () =>
      (
        await db.row<{ count: number }>(
          `select count(*)::int as count from notices where event like 'application.expire%'`,
        )
      )?.count,

    async close(): Promise<void> {
      await at.close();
      await Promise.all([mails.close(), gateway.close()]);
      rmSync(keysDir, { recursive: true, force: true });
    },
  };
}
