import { describe } from 'mocha';
import { testDatabase } from '../../support/database.ts';
import { describeStore, tokenStores } from './token-stores.ts';

describe('tokens', () => {
  for (const [name, store] of tokenStores) describeStore(name, store, testDatabase);
});
