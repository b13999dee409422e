import type { Clock } from '../../clock.ts';
import { actor, type Commands, fact as commandFact, one, type Say, text } from '../../command.ts';
import type { Config } from '../../config.ts';
import type { Keys } from '../../crypto/keys.ts';
import { migrate } from '../../database/migrate.ts';
import { type Database, openDatabase } from '../../database/open.ts';
import { Problem } from '../../errors.ts';
import type { Fact } from '../../fact.ts';
import type { Log } from '../../log.ts';
import type { Nodes } from '../nodes/service.ts';
import { fact } from './facts.ts';
import { createDistribution, type Moved } from './service.ts';

type On = {
  nodes: Pick<Nodes, 'living'>;
  db: Database;
  clock: Clock;
  log: Log;
  keys: Keys;
  config: Pick<Config, 'DATABASE_URL' | 'MIGRATE_DATABASE_URL' | 'DATA_DIR'>;
};

/** More than any number of servers needs, and few enough for a statement to all of them. */
const most = 256;

export const commands: Commands<On> = {
  'db distribute': {
    help: 'Spreads tokens, consents and logins over the servers of a Citus, while nothing else runs. Refuses what does not fit, and says how to mend it.',
    example: 'db distribute --shards 32',
    asOwner: true,
    options: { shards: text(`in how many parts: a multiple of the number of servers, at most ${most}; 32 without it`) },
    positionals: [],
    work: (on, values) => {
      const shards = Number(one(values, 'shards') ?? 32);
      if (!(Number.isInteger(shards) && shards >= 1 && shards <= most))
        throw new Problem('bad_request', commandFact('commands.count_form', { name: 'shards', most }));
      return withOwner(on, async (distribution) => answer(await distribution.distribute(actor, shards), spread));
    },
  },
  'db undistribute': {
    help: 'Brings spread tables together again on the server of DATABASE_URL, while nothing else runs.',
    example: 'db undistribute',
    asOwner: true,
    options: {},
    positionals: [],
    work: (on) => withOwner(on, async (distribution) => answer(await distribution.undistribute(actor), together)),
  },
};

const answer = (moved: readonly Moved[], inWords: (each: Moved) => Fact) => ({
  document: { moved },
  text: (say: Say) => moved.map((each) => say(inWords(each))).join('\n'),
});
const spread = (each: Moved) => fact('distribution.spread', each);
const together = (each: Moved) => fact('distribution.together', each);

async function withOwner<T>(
  { db, clock, log, keys, config, nodes }: On,
  work: (distribution: ReturnType<typeof createDistribution>) => Promise<T>,
): Promise<T> {
  const running = async () => (await nodes.living()).map(({ name }) => name);
  const { MIGRATE_DATABASE_URL: url } = config;
  if (url === undefined) return work(createDistribution({ db, clock, running }));
  const { auditKey, auditHash } = keys;
  const owner = await openDatabase({ url, dataDir: config.DATA_DIR, log, auditKey, auditHash });
  try {
    const done = await work(createDistribution({ db: owner, clock, running }));
    await migrate(db, log, Infinity, url); // a new table is granted to the application's role again
    return done;
  } finally {
    await owner.close();
  }
}
