/** The first version of PostgreSQL that this code was made for. */
export const oldest = 15;

/** One of an earlier version: nothing is asked of it. */
export class ServerTooOld extends Error {
  readonly version: string;
  constructor(version: string) {
    super(`PostgreSQL ${oldest} or later is needed, and this server is ${version}`);
    this.version = version;
  }
}

/** Where PostgreSQL is. */
export interface Server {
  url(): string;
  /** Resolves while the server can be expected to answer. */
  ready(): Promise<void>;
  /** Milliseconds for which a new connection waits for a server that is being healed. */
  readonly reconnectTimeout: number;
  close(): Promise<void>;
}

/** A server run by others: it cannot be healed here, so callers get an outage at once. */
export const remoteServer = (url: string): Server => ({
  url: () => url,
  ready: async () => undefined,
  reconnectTimeout: 0,
  close: async () => undefined,
});
