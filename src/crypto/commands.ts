import { type Commands, fact as commandFact, flag } from '../command.ts';
import { inspectConfig, UnusableSettings } from '../config.ts';
import { Problem } from '../errors.ts';
import { fact } from './facts.ts';
import { createKeys, describeKeys, rotateKeys } from './keys.ts';
import { rotateLogKeys } from './log-keys.ts';
import { createSm2Key, renewSm2Key, signFile } from './sm2.ts';

/** Keys come before everything else: these commands need neither a whole folder nor a database. */
export const commands: Commands<object> = {
  'keys create': {
    help: 'Makes the keys of a new installation in KEYS_DIR. Back them up: nothing can be read without them.',
    example: 'keys create',
    // The first command of an installation: whatever else is not set yet does not concern it.
    bare: 'environment',
    options: {},
    positionals: [],
    work: async ({ env, clock }) => {
      const { config, complaints } = inspectConfig(env);
      const wrong = complaints.filter((each) => each.fact.params.name === 'NATIONAL_CRYPTOGRAPHY');
      if (wrong.length > 0) throw new UnusableSettings(wrong);
      await createKeys(config.KEYS_DIR, clock);
      if (config.NATIONAL_CRYPTOGRAPHY) await createSm2Key(config.KEYS_DIR, clock.now());
      return {
        document: { keys_dir: config.KEYS_DIR },
        text: (say) => say(fact('crypto.keys_made', { dir: config.KEYS_DIR })),
      };
    },
  },
  'keys list': {
    help: 'Shows which keys there are, without the keys themselves.',
    example: 'keys list --json',
    bare: true,
    options: {},
    positionals: [],
    work: async ({ config }) => {
      const keys = await describeKeys(config.KEYS_DIR);
      return { document: keys, text: JSON.stringify(keys, null, 2) };
    },
  },
  'keys rotate': {
    help: 'Does the step of a rotation that is due: publish, promote or retire. Send the servers SIGHUP afterwards.',
    example: 'keys rotate',
    bare: true,
    options: { force: flag('the next step although it is not due yet') },
    positionals: [],
    work: async ({ config, clock }, values) => {
      const result = await rotateKeys({ dir: config.KEYS_DIR, clock, force: values.force === true });
      const { did, next } = result;
      return { document: result, text: (say) => say(rotated(did, next.phase, next.due)) };
    },
  },
  'keys renew-sm2': {
    help: 'Makes a new key for signing exports by SM2; restart the servers afterwards. What the former one signed stays provable.',
    example: 'keys renew-sm2',
    bare: true,
    options: {},
    positionals: [],
    work: async ({ config, clock }) => {
      await renewSm2Key(config.KEYS_DIR, clock.now());
      return {
        document: { keys_dir: config.KEYS_DIR },
        text: (say) => say(fact('crypto.sm2_renewed', { dir: config.KEYS_DIR })),
      };
    },
  },
  'keys sign': {
    help: 'Signs a file by SM2, with the key of the exports: FILE.sm2 beside it. The public key stands at /api/v1/open/signing-key.pem.',
    example: 'keys sign audit-2026-11.csv',
    asOwner: true,
    bare: true,
    options: {},
    positionals: ['file'],
    work: async ({ config }, _values, [file = '']) => {
      const { signature, publicKeys } = await signFile(config.KEYS_DIR, file).catch((cause: NodeJS.ErrnoException) => {
        if (cause.code === undefined) throw cause;
        throw new Problem('bad_request', commandFact('commands.file_unreadable', { path: file, why: cause.code }), {
          cause,
        });
      });
      return { document: { signature, public_keys: publicKeys }, text: `${signature}\n${publicKeys}` };
    },
  },
  'keys rotate-log': {
    help: 'Gives the transparency logs a new key, beside which the former one signs for 30 days; called again after them, takes that away.',
    example: 'keys rotate-log',
    bare: true,
    options: { force: flag('the next step although it is not due yet') },
    positionals: [],
    work: async ({ config, clock }, values) => {
      const result = await rotateLogKeys({ dir: config.KEYS_DIR, clock, force: values.force === true });
      const { did, next, due } = result;
      return { document: result, text: (say) => say(rotated(did, next, due)) };
    },
  },
};

type Step = Parameters<typeof fact<'crypto.rotated'>>[1]['next'];

const rotated = (did: Step | undefined, next: Step, due: Date | undefined) =>
  fact('crypto.rotated', { did, next, due: due?.toISOString() });
