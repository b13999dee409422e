import { type Commands, flag, must, text } from '../command.ts';
import { createLog } from '../log.ts';
import { openDatabase } from './open.ts';
import { inShort, rollback } from './rollback.ts';

export const commands: Commands<object> = {
  'db migrate': {
    help: 'Brings the schema up to date, as every start does.',
    example: 'db migrate',
    options: {},
    positionals: [],
    work: async () => ({ document: { migrated: true }, text: 'the schema is up to date' }), // the ground was opened for it
  },
  'db rollback': {
    help: 'Takes migrations back, with the version that made them, before one that does not know them is started. Refuses where data would be lost.',
    example: 'db rollback --to 0043_accounts_children --dry-run',
    bare: true, // which brings no schema up to date first
    options: {
      to: text('the migration that stays as the last one, or its four digits'),
      'dry-run': flag('only names what would be taken back, and the data that would be lost'),
      'lose-data': flag('goes on although data is lost'),
    },
    positionals: [],
    work: async ({ config }, values) => {
      const wanted = {
        to: must(values, 'to'),
        dryRun: values['dry-run'] === true,
        losesData: values['lose-data'] === true,
      };
      const log = createLog('silent');
      const db = await openDatabase({ url: config.DATABASE_URL, dataDir: config.DATA_DIR, log });
      try {
        const result = await rollback(db, log, wanted, config.MIGRATE_DATABASE_URL);
        const lines = [
          ...result.migrations.map((name) => `${result.done ? 'taken back' : 'would be taken back'}: ${name}`),
          ...result.losses.map((loss) => `${result.done ? 'lost' : 'would be lost'}: ${inShort(loss)}`),
        ];
        return { document: result, text: lines.join('\n') || 'nothing to take back' };
      } finally {
        await db.close();
      }
    },
  },
};
