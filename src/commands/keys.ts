import { createKeys, describeKeys, rotateKeys } from '../crypto/keys.ts';
import { type Command, flag } from './command.ts';

/** Keys come before everything else: these commands need neither a whole folder nor a database. */
export const keyCommands: Record<string, Command> = {
  'keys create': {
    bare: true,
    options: {},
    positionals: [],
    work: async ({ config, clock }) => {
      await createKeys(config.KEYS_DIR, clock);
      return { document: { keys_dir: config.KEYS_DIR }, text: `keys in ${config.KEYS_DIR}: back them up` };
    },
  },
  'keys list': {
    bare: true,
    options: {},
    positionals: [],
    work: async ({ config }) => {
      const keys = await describeKeys(config.KEYS_DIR);
      return { document: keys, text: JSON.stringify(keys, null, 2) };
    },
  },
  'keys rotate': {
    bare: true,
    options: { force: flag },
    positionals: [],
    work: async ({ config, clock }, values) => {
      const result = await rotateKeys({ dir: config.KEYS_DIR, clock, force: values.force === true });
      return { document: result, text: JSON.stringify(result, null, 2) };
    },
  },
};
