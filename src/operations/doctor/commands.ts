import { actor, type Commands, flag, one, text } from '../../command.ts';
import { queueCommands } from './queues/commands.ts';
import type { Queues } from './queues/service.ts';
import type { Doctor } from './service.ts';

/** Loaded by the command line alone, and so are the checks. */
export const commands: Commands<{ doctor: Doctor; queues: Queues }> = {
  doctor: {
    help: 'Looks for what is wrong with settings, keys, machine, database and service, and names the cure. Exit code 0: nothing, 1: warnings, 2: harm.',
    example: 'doctor --json',
    bare: 'environment',
    options: { quick: flag('without what asks other machines or writes to the disk') },
    positionals: [],
    work: async ({ env, clock, speech }, values) => {
      const [{ examine, exitCodeOf }, { documentOf, inWords }] = await Promise.all([
        import('./examine.ts'),
        import('./report.ts'),
      ]);
      const found = await examine({ env, clock, quick: values.quick === true });
      return {
        document: documentOf(found, speech()),
        text: inWords(found, speech()),
        exitCode: exitCodeOf(found),
      };
    },
  },
  'backup noted': {
    help: 'Notes that a backup was made: the last line of what makes them. `cloud doctor` tells when none came for a day.',
    example: 'backup noted --note "pgbackrest full"',
    options: { note: text('what was made') },
    positionals: [],
    work: async ({ doctor }, values) => {
      const noted = await doctor.noteBackup(actor, one(values, 'note') ?? '');
      return { document: noted, text: `noted at ${noted.at.toISOString()}` };
    },
  },
  ...queueCommands,
};
