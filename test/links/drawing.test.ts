import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import sharp from 'sharp';
import type { Member } from '../../src/actor.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { createMember, createStaff } from '../support/console.ts';
import { until } from '../support/until.ts';

/** The processes of this one that draw. */
const drawing = (): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const parent = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[1];
        return (
          parent === String(process.pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('picture-program')
        );
      } catch {
        return false; // it has just ended
      }
    })
    .map(Number);

describe('the pictures of a link', () => {
  let at: TestApp;
  let owner: Member;
  let reviewer: { kind: 'staff'; accountId: string; roles: readonly ['reviewer'] };

  before(async () => {
    at = await startApp(import.meta.filename);
    const { accountId, institutionId } = await createMember(at);
    owner = { kind: 'member', accountId, institutionId, role: 'owner' };
    reviewer = { kind: 'staff', accountId: (await createStaff(at, ['reviewer'])).accountId, roles: ['reviewer'] };
  });
  after(() => at.close());

  /** Transactions that wait for something else than the database. */
  const waiting = async (): Promise<number> => {
    const found = await at.database.db.row<{ n: number }>(
      `select count(*)::int as n from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'`,
    );
    return found?.n ?? 0;
  };

  it('are drawn while no transaction waits for them, and once for sending and approving', async function () {
    if (process.platform !== 'linux') return this.skip();
    const { institutionId } = owner;
    // A picture of its own: earlier drawings are cached.
    const raw = { width: 920, height: 240, channels: 3 } as const;
    const bytes = await sharp(randomBytes(raw.width * raw.height * raw.channels), { raw })
      .png()
      .toBuffer();
    const poster = await at.app.files.keep(owner, {
      ...{ institutionId, name: '海报.png', bytes, accept: { types: ['image/png'] } },
    });
    if ('problem' in poster) throw new Error(poster.problem.code);
    const { id } = await at.app.review.begin(owner, 'link', {
      institutionId,
      data: { linkName: '青溪文化云', linkPcUrl: 'https://www.qx.example.cn/', linkPoster: poster.id },
    });
    for (const pid of drawing()) process.kill(pid, 'SIGKILL'); // one that was there before would be as quick as it likes
    await until(() => drawing().length === 0, 'no process that draws');
    const sending = at.app.review.submit(owner, id);
    await until(() => drawing().length > 0, 'a process that draws');
    const stopped = drawing();
    for (const pid of stopped) process.kill(pid, 'SIGSTOP');
    try {
      expect(await waiting()).to.equal(0);
      for (const pid of stopped) process.kill(pid, 'SIGCONT');
      await sending;
      for (const pid of stopped) process.kill(pid, 'SIGSTOP'); // nothing is left to draw
      expect((await at.app.review.approve(reviewer, id)).state).to.equal('approved');
    } finally {
      for (const pid of stopped) process.kill(pid, 'SIGCONT');
    }
    expect(await at.app.links.list(institutionId)).to.have.length(1);
  });
});
