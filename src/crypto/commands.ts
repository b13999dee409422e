import { type Commands, flag } from '../command.ts';
import { createKeys, describeKeys, rotateKeys } from './keys.ts';
import { rotateLogKeys } from './log-keys.ts';

/** Keys come before everything else: these commands need neither a whole folder nor a database. */
export const commands: Commands<object> = {
  'keys create': {
    help: 'Makes the keys of a new installation in KEYS_DIR. Back them up: nothing can be read without them.',
    example: 'keys create',
    bare: true,
    options: {},
    positionals: [],
    work: async ({ config, clock }) => {
      await createKeys(config.KEYS_DIR, clock);
      return { document: { keys_dir: config.KEYS_DIR }, text: `keys in ${config.KEYS_DIR}: back them up` };
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
      return { document: result, text: JSON.stringify(result, null, 2) };
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
      return { document: result, text: JSON.stringify(result, null, 2) };
    },
  },
};
