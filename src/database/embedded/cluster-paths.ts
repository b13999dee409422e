import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';

/** The files of one embedded cluster, which follow from its DATA_DIR. */
export interface ClusterPaths {
  folder: string;
  /** PostgreSQL's own data. */
  data: string;
  log: string;
  /** Where the server's socket is: short, as the path of a socket may have 107 bytes and that of DATA_DIR may have more. */
  sockets: string;
  /** The keeper's lock and lease: an abstract socket on Linux (nothing stale can stay behind), a file elsewhere. */
  lease: string;
}

const user = () => process.getuid?.() ?? 0;

/** The paths of a DATA_DIR, which is made when it is missing. Two spellings of one folder give the same paths. */
export function clusterPathsOf(dataDir: string): ClusterPaths {
  mkdirSync(dataDir, { recursive: true });
  const folder = realpathSync(dataDir);
  const hash = createHash('sha256').update(folder).digest('hex').slice(0, 16);
  const sockets = `/tmp/ccc-${user()}-${hash}`;
  return {
    folder,
    data: join(folder, 'postgres'),
    log: join(folder, 'postgres.log'),
    sockets,
    lease: process.platform === 'linux' ? `\0ccc-keeper-${user()}-${hash}` : join(sockets, 'keeper'),
  };
}

/** Makes the socket folder, or verifies that an existing one is ours alone: /tmp is writable by all. */
export function openSocketFolder({ sockets }: ClusterPaths): void {
  mkdirSync(sockets, { recursive: true, mode: 0o700 });
  const found = lstatSync(sockets);
  if (!found.isDirectory() || found.uid !== user() || (found.mode & 0o077) !== 0) {
    throw new Error(
      `${sockets} must be a folder of the user who starts the server, with mode 0700: remove what is there`,
    );
  }
}

export const socketUrl = ({ sockets }: ClusterPaths) => `postgres://cloud@${encodeURIComponent(sockets)}/postgres`;
