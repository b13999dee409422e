import type { Clock } from '../../clock.ts';
import { newToken } from '../../crypto/secrets.ts';
import { keyOf, type Packing } from './packing.ts';
import type { Rows } from './rows.ts';
import type { SelfContained } from './self-contained.ts';

type ApiToken = Readonly<Record<'iat' | 'exp', number> & Record<'clientId' | 'aud' | 'scope', string>>;

type Needs = {
  selfContained: Pick<SelfContained, 'isGiven' | 'write'>;
  rows: Pick<Rows, 'saveNew'>;
  packing: Pick<Packing, 'artefact'>;
  clock: Clock;
};

/** Gives tokens of the partner API; each is its value, at once where it needs no row. */
export function createApiTokens({ selfContained, rows, packing, clock }: Needs) {
  async function save(payload: ApiToken): Promise<string> {
    const value = newToken();
    const key = keyOf(value);
    if (key === undefined) throw new TypeError('a new value has an unexpected form');
    const life = payload.exp - payload.iat;
    await rows.saveNew(
      'ClientCredentials',
      key,
      packing.artefact('ClientCredentials', value, payload, clock.now(), life),
    );
    return value;
  }
  return {
    give: (payload: ApiToken): string | Promise<string> =>
      selfContained.isGiven ? selfContained.write('ClientCredentials', payload, clock.now()) : save(payload),
  };
}

export type ApiTokens = ReturnType<typeof createApiTokens>;
