import { openDatabase } from '../../../database/open.ts';
import { isDelivered, type Refusal, standbyAt, whereLeads } from '../../../database/probe.ts';
import { ServerTooOld } from '../../../database/server.ts';
import { tooOld } from '../../../database/staleness.ts';
import { createLog } from '../../../log.ts';
import { area, checksOf } from '../check.ts';
import * as store from '../server-store.ts';

type Seen = {
  /** Of a server that is older than this code was made for: nothing more is asked of it. */
  tooOld: string | undefined;
  refused: Refusal | undefined;
  /** The other two addresses, where they are set: whether they lead to the same database. */
  listen: { isSame: boolean; isDelivered: boolean } | Refusal | undefined;
  owner: { isSame: boolean } | Refusal | undefined;
  /** The standby that is read, where there is one. */
  standby: { isSame: boolean; isStandby: boolean; isClose: boolean } | Refusal | undefined;
  /** Without an address of its own for LISTEN: whether it works by the ordinary one. */
  isDelivered: boolean;
};
const check = checksOf<Seen>();
const log = createLog('silent');
const milliseconds = 1_000;
/** A standby may be read that is at most so far behind. */
const closeWithin = tooOld;
const wrongLogin = /^28/;
const noDatabase = '3D000';

/** Whether the database can be reached, by every address that is set. */
export const ofConnection = area<Seen>({
  name: 'connection',
  async read(on) {
    const { DATABASE_URL: url, DATABASE_LISTEN_URL: listenUrl, MIGRATE_DATABASE_URL: ownerUrl, DATA_DIR } = on.config;
    const { READ_DATABASE_URL: readUrl } = on.config;
    const nothing = {
      tooOld: undefined,
      refused: undefined,
      listen: undefined,
      owner: undefined,
      standby: undefined,
      isDelivered: true,
    };
    // Reported among the settings; the project's own server is not for production.
    if (url === undefined && on.config.NODE_ENV === 'production') return nothing;
    try {
      on.db = await openDatabase({ url, listenUrl, dataDir: DATA_DIR, log, connectTimeout: 0 });
    } catch (error) {
      if (error instanceof ServerTooOld) return { ...nothing, tooOld: error.version };
      const cause = error instanceof Error ? (error.cause ?? error) : error;
      const why = cause instanceof Error ? cause.message : String(cause);
      const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
      return { ...nothing, refused: { code, why: why || code } };
    }
    const version = await store.version(on.db);
    if (Number.parseInt(version, 10) < on.bounds.oldestServer) {
      await on.db.close();
      on.db = undefined;
      return { ...nothing, tooOld: version };
    }
    const address = on.db.url();
    const here = await whereLeads(address);
    const other = async (given: string) => {
      const found = await whereLeads(given);
      return 'why' in found ? found : { isSame: 'identity' in here && here.identity === found.identity };
    };
    const standby = readUrl === undefined ? undefined : await standbyAt(readUrl, address, closeWithin);
    const listen = listenUrl === undefined ? undefined : await other(listenUrl);
    return {
      ...{ tooOld: undefined, refused: undefined },
      listen:
        listen === undefined || 'why' in listen
          ? listen
          : { ...listen, isDelivered: await isDelivered(listenUrl ?? address, address, milliseconds) },
      owner: ownerUrl === undefined ? undefined : await other(ownerUrl),
      standby:
        standby === undefined || 'why' in standby
          ? standby
          : { ...standby, isSame: 'identity' in here && here.identity === standby.identity },
      isDelivered: listenUrl !== undefined || (await isDelivered(address, address, milliseconds)),
    };
  },
  checks: [
    check('doctor.database_unreachable', 'harm', ({ refused }) =>
      refused !== undefined && !wrongLogin.test(refused.code) && refused.code !== noDatabase
        ? { why: refused.why }
        : undefined,
    ),
    check('doctor.database_login', 'harm', ({ refused }) =>
      refused !== undefined && wrongLogin.test(refused.code) ? { why: refused.why } : undefined,
    ),
    check('doctor.database_missing', 'harm', ({ refused }) =>
      refused?.code === noDatabase ? { why: refused.why } : undefined,
    ),
    check('doctor.database_old', 'harm', ({ tooOld: version }, { oldestServer: oldest }) =>
      version === undefined ? undefined : { version, oldest },
    ),
    check('doctor.listen_unreachable', 'warning', ({ listen }) =>
      listen !== undefined && 'why' in listen ? { why: listen.why } : undefined,
    ),
    check('doctor.listen_elsewhere', 'harm', ({ listen }) =>
      listen !== undefined && 'isSame' in listen && !listen.isSame ? {} : undefined,
    ),
    check('doctor.owner_unreachable', 'warning', ({ owner }) =>
      owner !== undefined && 'why' in owner ? { why: owner.why } : undefined,
    ),
    check('doctor.owner_elsewhere', 'harm', ({ owner }) =>
      owner !== undefined && 'isSame' in owner && !owner.isSame ? {} : undefined,
    ),
    check('doctor.standby_unreachable', 'warning', ({ standby }) =>
      standby !== undefined && 'why' in standby ? { why: standby.why } : undefined,
    ),
    check('doctor.standby_elsewhere', 'warning', ({ standby }) =>
      standby !== undefined && 'isSame' in standby && !standby.isSame ? {} : undefined,
    ),
    check('doctor.standby_is_primary', 'warning', ({ standby }) =>
      standby !== undefined && 'isSame' in standby && standby.isSame && !standby.isStandby ? {} : undefined,
    ),
    check('doctor.standby_behind', 'warning', ({ standby }) =>
      standby !== undefined && 'isSame' in standby && standby.isSame && standby.isStandby && !standby.isClose
        ? {}
        : undefined,
    ),
    check('doctor.bouncer_swallows_listen', 'warning', ({ isDelivered, listen }) => {
      const isLost = listen !== undefined && 'isSame' in listen && listen.isSame && !listen.isDelivered;
      return !isDelivered || isLost ? {} : undefined;
    }),
  ],
});
