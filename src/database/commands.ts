import type { Actor } from '../actor.ts';
import { actor, type Commands, flag, must, text } from '../command.ts';
import { readKeyFiles } from '../crypto/key-files.ts';
import { auditHashOf, suiteOf } from '../crypto/suite.ts';
import { createLog } from '../log.ts';
import { type Connection, openDatabase } from './open.ts';
import { inShort, type Rollback, rollback } from './rollback.ts';

/** Records in the audit, which is on a floor above. */
type Tell = (trx: Connection, at: Date, actor: Actor, to: string, details: object) => Promise<void>;

export const databaseCommands = (recordRollback: Tell): Commands<object> => ({
  'db migrate': {
    help: 'Brings the schema up to date, as every start does.',
    example: 'db migrate',
    asOwner: true,
    options: {},
    positionals: [],
    work: async () => ({ document: { migrated: true }, text: 'the schema is up to date' }), // the ground was opened for it
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
        const lines = [
          ...result.migrations.map((name) => `${result.done ? 'taken back' : 'would be taken back'}: ${name}`),
          ...(recorded === false ? ['not recorded in the audit: KEYS_DIR has no key to sign it with'] : []),
          ...result.losses.map((loss) => `${result.done ? 'lost' : 'would be lost'}: ${inShort(loss)}`),
        ];
        return {
          document: { ...result, ...(recorded !== undefined && { recorded }) },
          text: lines.join('\n') || 'nothing to take back',
        };
      } finally {
        await db.close();
      }
    },
  },
});
