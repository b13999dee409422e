import { describe } from 'mocha';
import { distributedStore } from '../../../src/oidc/distributed/index.ts';
import { plainStore } from '../../../src/oidc/tokens/plain-store.ts';
import { testDatabase } from '../../support/database.ts';
import { describeStore } from './token-stores.ts';

describe('stores of tokens on one PostgreSQL', () => {
  describeStore('the plain one', plainStore, testDatabase);
  describeStore('that of spread tables', distributedStore, testDatabase);
});
