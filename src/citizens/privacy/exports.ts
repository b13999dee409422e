import { Readable } from 'node:stream';
import { z } from 'zod';
import type { Account } from '../../accounts/account/account.ts';
import type { Accounts } from '../../accounts/service.ts';
import { record } from '../../audit/record.ts';
import { after, type Clock, dayOf } from '../../clock.ts';
import type { Seal } from '../../crypto/seal.ts';
import { isId, newId } from '../../crypto/secrets.ts';
import type { Connection, Database } from '../../database/open.ts';
import { conflict, notFound } from '../../errors.ts';
import type { Job } from '../../jobs/job.ts';
import type { Jobs } from '../../jobs/service.ts';
import type { Notices } from '../../notices/service.ts';
import type { PersonalRow, PersonalTable, PersonSought } from '../../personal.ts';
import * as store from './export-store.ts';
import { fact, letter } from './facts.ts';
import { rowsOf } from './kept-store.ts';
import { exportRetention } from './limits.ts';
import type { Section } from './package.ts';
import type { Wording } from './package-text.ts';

export type ExportNeeds = {
  db: Database;
  clock: Clock;
  seal: Seal;
  jobs: Pick<Jobs, 'enqueue'>;
  publicUrl: URL;
  accounts: Accounts;
  notices: Pick<Notices, 'send'>;
  tables: () => readonly PersonalTable[];
  wording: () => Wording;
};

export const sealedAs = (id: string, position: number | string) => `personal_export_parts ${id} ${position}`;

const queue = 'privacy.export';
const payload = z.object({ id: z.string() });
const partSize = 1_000_000;

/** Copies of all that is kept of a person: one a day, made in the background, kept for some days. `by`: the guardian, for a child. */
export interface Exports {
  /** The newest first. */
  list(accountId: string): Promise<store.PersonalExport[]>;
  /** Whether one was asked for today. */
  isDoneToday(accountId: string): Promise<boolean>;
  /** Throws `conflict` for a second one of a day. */
  ask(accountId: string, requestId?: string, by?: string): Promise<void>;
  /** The package of the own account. Throws `not_found` once it is over. */
  open(
    accountId: string,
    id: string,
    requestId?: string,
    by?: string,
  ): Promise<{ name: string; size: number; bytes: Readable }>;
  /** Makes them, and ends those that are over. */
  jobs: readonly Job[];
}

/** C11: everything that is kept of a person, in one package: made in the background, sealed, for 7 days, once a day. */
export function createExports({
  db,
  clock,
  seal,
  jobs,
  publicUrl,
  accounts,
  notices,
  tables,
  wording,
}: ExportNeeds): Exports {
  function sectionsOf(all: readonly PersonalTable[], person: PersonSought): Section[] {
    const exported = all.filter((table) => Object.keys(table.exported).length > 0);
    return exported.map((table, index) => {
      let count = 0;
      const isSecond = exported.slice(0, index).some((other) => other.table === table.table);
      return {
        name: isSecond ? `${table.table}_${index}` : table.table,
        ...{ heading: table.heading, kept: table.kept, parts: table.parts },
        labels: table.exported,
        count: () => count,
        rows: () => batches(table, person, (rows) => (count = rows)),
      };
    });
  }

  /** A table's rows in a transaction of their own, which lasts as long as they are read. */
  async function* batches(
    table: PersonalTable,
    person: PersonSought,
    counted: (rows: number) => void,
  ): AsyncGenerator<PersonalRow[]> {
    let count = 0;
    const found: PersonalRow[][] = [];
    await db.transaction(async (trx) => {
      for await (const rows of rowsOf(trx, table, person)) found.push(rows);
    });
    for (const rows of found) {
      count += rows.length;
      yield table.present === undefined
        ? rows
        : rows.map((row) => table.present?.(row, seal, person.accountId, person.phone) ?? row);
    }
    counted(count);
  }

  /** Bears being done again: the parts of one that died are written over. */
  async function make(id: string): Promise<void> {
    const asked = await store.find(db, id);
    if (asked?.state !== 'making') return;
    const { accountId } = asked;
    const account = await accounts.person(db, accountId);
    if (account === undefined || !accounts.isLive(account)) return;
    const sections = sectionsOf(tables(), { accountId, phone: account.phone, email: account.email, seal });
    await store.clearParts(db, id);
    let done = 0;
    const to = { nickname: account.nickname, child: account.guardianId !== undefined };
    const { zipOf } = await import('./package.ts');
    const zip = await zipOf(sections, clock.now(), { to, wording: wording() }, async () => {
      done += 1;
      await store.progress(db, id, done, sections.length);
    });
    let [position, size] = [0, 0];
    const put = async (bytes: Buffer) => {
      await store.addPart(db, id, position, seal.sealBytes(bytes, sealedAs(id, position)));
      position += 1;
      size += bytes.length;
    };
    let waiting: Buffer[] = [];
    for await (const chunk of zip) {
      waiting.push(chunk);
      if (waiting.reduce((sum, each) => sum + each.length, 0) < partSize) continue;
      await put(Buffer.concat(waiting));
      waiting = [];
    }
    await put(Buffer.concat(waiting));
    await db.transaction((trx) => finish(trx, id, account, size));
  }

  async function finish(trx: Connection, id: string, account: Account, size: number): Promise<void> {
    const at = clock.now();
    const until = after(at, exportRetention);
    if ((await store.ready(trx, id, size, at, until)) === 0) return;
    const { guardianId } = account;
    const told = guardianId === undefined ? account : await accounts.person(trx, guardianId);
    if (told === undefined) return;
    await notices.send(trx, {
      event: 'account.export_ready',
      key: `account.export_ready ${id}`,
      recipient: { kind: 'contact', id, email: told.email, phone: told.phone },
      letter: letter('privacy.export_letter', { until: until.toISOString() }),
      to: told.nickname,
      because: fact('privacy.because_own'),
      href: `${publicUrl.origin}${guardianId === undefined ? '/account/privacy' : `/account/family/${account.id}`}`,
    });
  }

  const work: Job[] = [
    { queue, handle: (raw) => make(payload.parse(raw).id) },
    {
      name: 'privacy.purge_exports',
      schedule: '10 * * * *',
      async run() {
        while ((await store.purge(db, clock.now(), 100)) === 100);
      },
    },
  ];

  return {
    jobs: work,
    list: (accountId) => store.newest(db, accountId),
    isDoneToday: (accountId) => store.hasOfDay(db, accountId, dayOf(clock.now())),

    async ask(accountId, requestId, by = accountId) {
      await db.transaction(async (trx) => {
        const at = clock.now();
        const id = newId();
        if ((await store.begin(trx, id, accountId, dayOf(at), at)) === 0) throw conflict(fact('privacy.export_today'));
        await record(
          trx,
          at,
          { kind: 'citizen', accountId: by },
          'account.export',
          subjectOf(accountId),
          {},
          requestId,
        );
        await jobs.enqueue(trx, queue, { id });
      });
    },

    async open(accountId, id, requestId, by = accountId) {
      const found = isId(id) ? await store.find(db, id) : undefined;
      const isThere = found?.state === 'ready' && found.expiresAt !== null && found.expiresAt > clock.now();
      if (found === undefined || !isThere || found.accountId !== accountId) throw notFound(fact('privacy.no_export'));
      const at = clock.now();
      const actor = { kind: 'citizen', accountId: by } as const;
      await db.transaction((trx) =>
        record(trx, at, actor, 'account.download_export', subjectOf(accountId), { export: id }, requestId),
      );
      async function* parts() {
        for (let position = 0; ; position += 1) {
          const part = await store.part(db, id, position);
          if (part === undefined) return;
          yield seal.unsealBytes(part.bytes, sealedAs(id, position));
        }
      }
      const name = `personal-data-${dayOf(found.askedAt)}.zip`;
      return { name, size: found.size, bytes: Readable.from(parts(), { objectMode: false }) };
    },
  };
}

const subjectOf = (accountId: string) => ({ kind: 'account', id: accountId });
