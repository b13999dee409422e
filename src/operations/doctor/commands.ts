import { readFile } from 'node:fs/promises';
import { text as textOf } from 'node:stream/consumers';
import type { Audit } from '../../audit/service.ts';
import { actor, type Commands, flag, must, one, text } from '../../command.ts';
import { Problem } from '../../errors.ts';
import { fact } from './facts.ts';
import { queueCommands } from './queues/commands.ts';
import type { Queues } from './queues/service.ts';
import type { Doctor } from './service.ts';

/** `-` is the standard input: the role of the service may not read every folder. */
async function contentOf(path: string): Promise<string> {
  try {
    return await (path === '-' ? textOf(process.stdin) : readFile(path, 'utf8'));
  } catch (cause) {
    const why = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    throw new Problem('bad_request', fact('doctor.trial_no_file', { path, why }), { cause });
  }
}

/** Loaded by the command line alone, and so are the checks. */
export const commands: Commands<{ doctor: Doctor; queues: Queues; audit: Pick<Audit, 'verify'> }> = {
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
      return { document: noted, text: (say) => say(fact('doctor.noted', { at: noted.at.toISOString() })) };
    },
  },
  'backup trial': {
    help: 'On a restored server, after people signed in there by password, code and passkey: what it can do, for `cloud backup tried` on the server that was backed up.',
    example: 'backup trial --json > trial.json',
    options: {},
    positionals: [],
    work: async ({ doctor, audit }) => {
      const document = await doctor.trial(actor, audit);
      return { document, text: JSON.stringify(document) };
    },
  },
  'backup tried': {
    help: 'Notes that a backup was restored on another server and tried there. `cloud doctor` tells when none was for 14 days.',
    example: 'backup tried --file - < trial.json',
    options: {
      file: text('what `cloud backup trial --json` printed on the restored server; - for the standard input'),
    },
    positionals: [],
    work: async ({ doctor }, values) => {
      const noted = await doctor.noteTrial(actor, await contentOf(must(values, 'file')));
      return { document: noted, text: (say) => say(fact('doctor.noted', { at: noted.at.toISOString() })) };
    },
  },
  ...queueCommands,
};
