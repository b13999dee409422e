import { describe } from 'mocha';
import { distributedStore } from '../../src/oidc/distributed/index.ts';
import { describeStore } from '../oidc/tokens/token-stores.ts';
import { citusBin, createDatabases, startCitus, why } from './citus.ts';

const bin = citusBin();
const there = bin === undefined ? describe.skip : describe;

there(`the store of spread tokens on a Citus${bin === undefined ? `: not tried, ${why}` : ''}`, function () {
  this.timeout(120_000);
  describeStore('of three servers', distributedStore, async () => {
    const citus = await startCitus(bin ?? '');
    const database = await createDatabases([citus.coordinator, ...citus.workers].map(({ url }) => url))();
    return {
      ...database,
      async drop() {
        await database.drop();
        await citus.remove();
      },
    };
  });
});
