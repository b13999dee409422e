import type { Passkey } from './passkey.ts';

export type ShownPasskey = Pick<
  Passkey,
  'id' | 'name' | 'madeOn' | 'createdAt' | 'lastUsedAt' | 'lastUsedOn' | 'backedUp'
>;

declare module '../../http/views.ts' {
  interface Views {
    'passkeys/list': {
      keys: readonly ShownPasskey[];
      max: number;
      device: string;
      onPhone: boolean;
    };
    'passkeys/one': {
      key: ShownPasskey;
      values: Readonly<Record<string, string>>;
    };
  }
  interface Partials {
    /** Options for a script that makes a passkey: revealed if the device can. */
    'partials/passkeys/add': { action: string; button: string };
    'partials/passkeys/use': { action: string; button: string; main?: boolean; fill?: boolean };
  }
}
