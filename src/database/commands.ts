import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Actor } from '../actor.ts';
import { actor, type Commands, fact, flag, must, one, text } from '../command.ts';
import { readKeyFiles } from '../crypto/key-files.ts';
import { auditHashOf, suiteOf } from '../crypto/suite.ts';
import { createLog } from '../log.ts';
import type { Lost } from './fork.ts';
import { migrations } from './migrate.ts';
import { type Connection, openDatabase } from './open.ts';
import { inShort, lossInWords, type Rollback, rollback } from './rollback.ts';

/** Records in the audit, which is on a floor above. */
type Tell = (trx: Connection, at: Date, actor: Actor, to: string, details: object) => Promise<void>;

export const databaseCommands = (recordRollback: Tell): Commands<object> => ({
  'db migrate': {
    help: 'Brings the schema up to date, as every start does.',
    example: 'db migrate',
    asOwner: true,
    options: {},
    positionals: [],
    // The ground was opened for it.
    work: async () => {
      const last = migrations().at(-1) ?? '';
      return { document: { migrated: true, last }, text: (say) => say(fact('commands.migrated', { last })) };
    },
  },
  'db rollback': {
    help: 'Takes migrations back, with the version that made them, before one that does not know them is started. Refuses where data would be lost.',
    example: 'db rollback --to 0025_demo --dry-run',
    asOwner: true,
    bare: true, // which brings no schema up to date first
    options: {
      to: text('the migration that stays as the last one, or its four digits'),
      'dry-run': flag('only names what would be taken back, and the data that would be lost'),
      'lose-data': flag('goes on although data is lost'),
    },
    positionals: [],
    work: async ({ config, clock }, values) => {
      const wanted = {
        to: must(values, 'to'),
        dryRun: values['dry-run'] === true,
        losesData: values['lose-data'] === true,
      };
      const log = createLog('silent');
      const read = await readKeyFiles(config.KEYS_DIR);
      const auditKey = 'files' in read ? Buffer.from(read.files.secrets.audit, 'base64url') : undefined;
      const db = await openDatabase({
        ...{ url: config.DATABASE_URL, dataDir: config.DATA_DIR, log },
        ...(auditKey !== undefined && { auditKey, auditHash: auditHashOf(suiteOf(config)) }),
      });
      /** Undefined where there is nothing to record, or no audit left; unsigned it would be taken for a forgery. */
      const tell = async ({ migrations, losses, done }: Rollback): Promise<boolean | undefined> => {
        if (!done || migrations.length === 0) return undefined;
        const there = await db.row<{ so: boolean }>(`select to_regclass('audit_events') is not null as so`);
        if (!there?.so) return undefined;
        if (auditKey === undefined) return false;
        const details = { migrations, losses: losses.map(inShort) };
        await db.transaction((trx) => recordRollback(trx, clock.now(), actor, wanted.to, details));
        return true;
      };
      try {
        const result = await rollback(db, log, wanted, config.MIGRATE_DATABASE_URL);
        const recorded = await tell(result);
        const { migrations, losses, done: isDone } = result;
        const lines = [
          ...migrations.map((name) => fact('commands.rolled_back', { name, isDone })),
          ...(recorded === false ? [fact('commands.rollback_unrecorded')] : []),
          ...losses.map((loss) => fact('commands.rollback_lost', { loss: lossInWords(loss), isDone })),
        ];
        if (lines.length === 0) lines.push(fact('commands.rollback_nothing'));
        return {
          document: { ...result, ...(recorded !== undefined && { recorded }) },
          text: (say) => lines.map(say).join('\n'),
        };
      } finally {
        await db.close();
      }
    },
  },
  'db lost': {
    help: 'Names what a former primary alone has, by table and key, before pg_rewind takes it away. Called by deploy/cities/pg_rewind.',
    example:
      'db lost --programs /usr/lib/postgresql/15/bin --data /var/lib/postgresql/patroni --source "host=10.77.0.4 user=postgres" --folder lost',
    bare: 'environment',
    options: {
      programs: text('the folder of pg_ctl, pg_rewind and pg_waldump'),
      data: text('the data of the former primary, which is stopped'),
      source: text('the new primary, as pg_rewind is told of it'),
      database: text('its database; cloud without it'),
      folder: text('a file for each fork is written there, and never again'),
    },
    positionals: [],
    work: async (_on, values) => {
      const where = {
        ...{ bin: must(values, 'programs'), data: must(values, 'data'), source: must(values, 'source') },
        database: one(values, 'database') ?? 'cloud',
      };
      const folder = must(values, 'folder');
      const { forkOf, lostOf } = await import('./fork.ts');
      const fork = await forkOf(where);
      if (fork === undefined) return { document: { lost: 0 }, text: (say) => say(fact('commands.no_fork')) };
      const file = join(folder, `${fork.timeline}-${fork.at.replace('/', '-')}.json`);
      const before = await readFile(file, 'utf8').catch(() => undefined);
      const lost: Lost = before === undefined ? await lostOf(where, fork) : JSON.parse(before);
      if (before === undefined) await writeFile(file, JSON.stringify(lost, null, 1), { mode: 0o600 });
      const sorts = Map.groupBy(lost.rows, ({ table, kind, change }) => JSON.stringify([table, kind, change]));
      const lines = [...sorts.values()].flatMap((rows) => {
        const [{ table, kind, change } = { table: '', kind: null, change: 'new' as const }] = rows;
        return fact('commands.lost_rows', { table, kind: kind ?? '', change, count: rows.length });
      });
      const all = fact('commands.lost_all', { count: lost.rows.length + lost.unnamed, file });
      return { document: lost, text: (say) => [...lines, all].map(say).join('\n') };
    },
  },
});
