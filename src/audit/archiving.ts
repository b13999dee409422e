import { createHash } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import type { Actor } from '../actor.ts';
import { after, type Clock, days } from '../clock.ts';
import { timed } from '../database/deadline.ts';
import { type Database, openDatabase } from '../database/open.ts';
import { Problem } from '../errors.ts';
import type { Log } from '../log.ts';
import { firstLine, lastLine, lineOf } from './archive.ts';
import { digestLike, follows, type Head } from './chain.ts';
import { fact } from './facts.ts';
import * as heads from './head-store.ts';
import { personState } from './person.ts';
import { record } from './record.ts';
import * as store from './seal-store.ts';
import { receiverOf } from './syslog.ts';
import { received } from './syslog-store.ts';

type Needs = {
  db: Database;
  clock: Clock;
  log: Log;
  key: Buffer;
  ownerUrl: string | undefined;
  syslogUrl?: string | undefined;
};

/** 网络安全法 requires six months of accessible records; archived ones are in a file, but on no page. */
const atHand = 180;
const batch = 1_000;

export type Archived = { from: Head; to: Head; events: number; sha256: string; until: Date };

/**
 * Everything up to the end of a month goes into a file and out of the database; the head of the chain there is kept, and a verification
 * goes on from it. Each event is held against its seal on the way, so nothing is put away that is not as it was.
 */
export async function archiveMonth(needs: Needs, actor: Actor, month: string, path: string): Promise<Archived> {
  const { db, clock, key, log, ownerUrl } = needs;
  const until = endOf(month);
  if (until > after(clock.now(), -days(atHand)))
    throw new Problem('bad_request', fact('audit.month_young', { month, days: atHand }));
  const owner = ownerUrl === undefined ? db : await openDatabase({ url: ownerUrl, dataDir: '', log, auditKey: key });
  try {
    const { role, owns } = await heads.roleOf(owner);
    if (!owns) throw new Problem('forbidden', fact('audit.owner_needed', { role }));
    const { heads: kept, forged } = await heads.archivedHeads(db, key);
    if (forged !== undefined)
      throw new Problem('conflict', fact('audit.not_sound', { position: forged.position, isHead: true }));
    const from = await heads.baseOf(db, key);
    const written = await writtenTo(path, needs, from, { month, until });
    const { to, events, sha256 } = written;
    const head: heads.ArchivedHead = {
      ...{ ...to, until, fileSha256: sha256, putAwayAt: clock.now() },
      firstPosition: (kept.at(-1)?.position ?? 0) + 1,
    };
    const details = { month, events, count: to.position, head: to.hash.toString('hex'), sha256 };
    // After any later error the file stays: a commit whose answer was lost may have removed the events from the database.
    await timed('maintenance', () =>
      owner.transaction(async (trx) => {
        await heads.archiveHead(trx, key, head);
        await record(trx, head.putAwayAt, actor, 'audit.put_away', { kind: 'audit', id: month }, details);
      }),
    );
    return { from, to, events, sha256, until };
  } finally {
    if (owner !== db) await owner.close();
  }
}

/** The file, on the disk and sent to its receiver; none if it would be empty, or the chain is broken. */
async function writtenTo(path: string, needs: Needs, from: Head, { month, until }: { month: string; until: Date }) {
  const file = await created(path);
  try {
    const written = await write(needs, file, from, until);
    await mustBeSent(needs, written.to);
    if (written.events === 0) throw new Problem('bad_request', fact('audit.month_empty', { month }));
    return written;
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}

/** The first moment in Beijing that does not belong to the month any more. */
function endOf(month: string): Date {
  const [, year, number] = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(month) ?? [];
  if (year === undefined) throw new Problem('bad_request', fact('audit.month_form', { name: 'month' }));
  return after(new Date(Date.UTC(Number(year), Number(number), 1)), -8 * 3_600);
}

/** Where the audit goes to a syslog server, it has to be there before it leaves the database. */
async function mustBeSent({ db, syslogUrl }: Needs, to: Head): Promise<void> {
  if (syslogUrl === undefined) return;
  const receiver = receiverOf(syslogUrl);
  const sent = (await received(db, receiver)) ?? 0;
  if (sent < to.position) throw new Problem('conflict', fact('audit.not_sent', { receiver, sent }));
}

async function created(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'wx', 0o600);
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new Problem(
      'bad_request',
      why === 'EEXIST' ? fact('audit.file_exists', { path }) : fact('audit.file_unreadable', { path, why }),
    );
  }
}

async function write({ db, clock, key }: Needs, file: FileHandle, from: Head, until: Date) {
  const hash = createHash('sha256');
  const put = async (text: string) => {
    hash.update(text);
    await file.write(text);
  };
  let to = from;
  await put(firstLine(from));
  for (let isOver = false; !isOver; ) {
    const links = await store.linksFrom(db, to.position + 1, batch);
    const lines: string[] = [];
    for (const link of links) {
      const { seal, event } = sound({ key, clock }, to, link);
      isOver = Number(event.at) * 1000 >= until.getTime();
      if (isOver) break;
      lines.push(lineOf({ seal, event }));
      to = seal;
    }
    await put(lines.join(''));
    isOver ||= links.length < batch;
  }
  await put(lastLine(to));
  await file.sync();
  return {
    to: { position: to.position, hash: to.hash },
    events: to.position - from.position,
    sha256: hash.digest('hex'),
  };
}

/** The next link, which is as it was sealed; everything else is for `verify` to name. */
function sound({ key, clock }: Pick<Needs, 'key' | 'clock'>, before: Head, { seal, event }: store.Link) {
  const isSound =
    event !== undefined &&
    seal.position === before.position + 1 &&
    follows(key, before, seal) &&
    digestLike(key, seal.digest, event).equals(seal.digest) &&
    personState(event, new Date(Number(event.at) * 1000), clock.now()) !== 'changed';
  if (!isSound)
    throw new Problem('conflict', fact('audit.not_sound', { position: before.position + 1, isHead: false }));
  return { seal, event };
}
