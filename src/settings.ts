import {
  type AddressBlock,
  addressOf,
  blocks,
  list,
  longToken,
  oneOf,
  onOff,
  ownAddress,
  port,
  processes,
  someSeconds,
  text,
  webAddress,
  wholeSeconds,
} from './setting-types.ts';

/** Everything that a deployment can set. `.env.example` shows the same list in the same order (test/config.test.ts compares them). */
export type Setting<T> = {
  why: string;
  example: string;
  /** Text to value; throws a sentence that says what is expected. */
  read: (text: string) => T;
  /** Value when the variable is absent; `required` where production must say it. */
  fallback: (so: Partial<Config>) => T;
  requiredInProduction?: true;
  refusedInProduction?: true;
};

export interface Config {
  NODE_ENV: 'production' | 'development';
  PORT: number;
  HOST: string | undefined;
  PUBLIC_URL: URL;
  WEB_CONCURRENCY: number;
  LONGEST_WAIT: number;
  DRAIN_SECONDS: number;
  DATABASE_URL: string | undefined;
  MIGRATE_DATABASE_URL: string | undefined;
  DATABASE_LISTEN_URL: string | undefined;
  DATA_DIR: string;
  KEYS_DIR: string;
  TRUSTED_PROXIES: readonly AddressBlock[];
  METRICS_TOKEN: string | undefined;
  CONTACT_PHONE: string;
  CONTACT_EMAIL: string;
  SMTP_URL: string | undefined;
  MAIL_FROM: string;
  SMS_URL: string | undefined;
  OUTGOING_HOSTS: readonly string[];
  LOG_LEVEL: string;
  DEMO: boolean;
  DEMO_PORT: number;
  THROTTLE: boolean;
  CLOCK_OFFSET: number;
}

export const settings: { [Name in keyof Config]: Setting<Config[Name]> } = {
  NODE_ENV: {
    why: 'production refuses to start on missing secrets and on the settings marked so below',
    example: 'production',
    read: oneOf('production', 'development'),
    fallback: () => 'development',
  },
  PORT: { why: 'where this node listens', example: '3000', read: port, fallback: () => 3000 },
  HOST: {
    why: 'the address on which this node listens, 0.0.0.0 for all of the machine; without it production listens on all, development on 127.0.0.1 alone',
    example: '0.0.0.0',
    read: ownAddress,
    fallback: ({ NODE_ENV }) => (NODE_ENV === 'production' ? undefined : '127.0.0.1'),
  },
  PUBLIC_URL: {
    why: 'the address that people and partners use, the same on every node; it is also the OpenID issuer and can never change',
    example: 'https://sso.example.cn',
    read: webAddress,
    fallback: ({ PORT }) => new URL(`http://localhost:${PORT}`),
    requiredInProduction: true,
  },
  WEB_CONCURRENCY: {
    why: 'how many processes answer on this port, one for each core; SIGUSR2 replaces them one after the other',
    example: '2',
    read: processes,
    fallback: () => 1,
  },
  LONGEST_WAIT: {
    why: 'how many seconds somebody may have to wait in a sudden crowd; whoever would wait longer is answered 503 with Retry-After at once',
    example: '2',
    read: someSeconds,
    fallback: () => 2,
  },
  DRAIN_SECONDS: {
    why: 'how many seconds a node that is told to leave (SIGTERM) goes on answering while /readyz says 503: longer than the load balancer takes to notice',
    example: '5',
    read: someSeconds,
    fallback: ({ NODE_ENV }) => (NODE_ENV === 'production' ? 5 : 0),
  },
  DATABASE_URL: {
    why: 'a PostgreSQL server, version 15 or later; without it the project runs its own under DATA_DIR',
    example: 'postgres://cloud:password@db.example.cn:5432/cloud',
    read: addressOf('postgres:', 'postgresql:'),
    fallback: () => undefined,
    requiredInProduction: true,
  },
  MIGRATE_DATABASE_URL: {
    why: 'the same database as the role that owns its tables: migrations run as it, and the role of DATABASE_URL can then neither change nor remove an audit event',
    example: 'postgres://cloud_owner:password@db.example.cn:5432/cloud',
    read: addressOf('postgres:', 'postgresql:'),
    fallback: () => undefined,
  },
  DATABASE_LISTEN_URL: {
    why: 'the same database past a PgBouncer in transaction mode, where DATABASE_URL leads to one: a single connection of each process, on which it hears of changes',
    example: 'postgres://cloud:password@db.example.cn:5432/cloud',
    read: addressOf('postgres:', 'postgresql:'),
    fallback: () => undefined,
  },
  DATA_DIR: {
    why: 'where the embedded database and uploads rest',
    example: './data',
    read: text,
    fallback: () => './data',
  },
  KEYS_DIR: {
    why: 'signing keys and secrets, shared by all nodes (a volume or a secret); back it up, its loss changes every citizen’s sub',
    example: './keys',
    read: text,
    fallback: () => './keys',
  },
  TRUSTED_PROXIES: {
    why: 'addresses or CIDR blocks of the reverse proxies whose X-Forwarded-For, or else Forwarded, is believed, separated by commas',
    example: '10.0.0.0/8',
    read: blocks,
    fallback: () => [],
  },
  METRICS_TOKEN: {
    why: 'what Prometheus sends as a bearer token to /metrics; without it there is no /metrics',
    example: 'a-long-random-text-from-openssl-rand-hex-32',
    read: longToken,
    fallback: () => undefined,
  },
  CONTACT_PHONE: {
    why: 'the telephone number on error pages and in the footer',
    example: '400-0596-087',
    read: text,
    fallback: () => '400-0596-087',
  },
  CONTACT_EMAIL: {
    why: 'the mail address on error pages and in the footer',
    example: 'support@example.cn',
    read: text,
    fallback: () => '',
  },
  SMTP_URL: {
    why: 'the mail server; without it mails are kept on the development page /dev/outbox',
    example: 'smtps://user:password@mail.example.cn',
    read: addressOf('smtp:', 'smtps:'),
    fallback: () => undefined,
    requiredInProduction: true,
  },
  MAIL_FROM: {
    why: 'the sender of our mails',
    example: '国家公共文化云 <no-reply@example.cn>',
    read: text,
    fallback: () => '国家公共文化云 <no-reply@localhost>',
  },
  SMS_URL: {
    why: 'an HTTP gateway that takes {phone, text} as a JSON POST, with an Idempotency-Key; without it messages are kept on /dev/outbox',
    example: 'https://sms.example.cn/send?key=…',
    read: addressOf('http:', 'https:'),
    fallback: () => undefined,
    requiredInProduction: true,
  },
  OUTGOING_HOSTS: {
    why: 'private hosts that this server may call for partners (logout notices, key sets), separated by commas; all other private addresses are refused',
    example: 'partner.gov.internal:8443',
    read: list,
    fallback: () => [],
  },
  LOG_LEVEL: {
    why: 'how much is logged: trace, debug, info, warn, error or silent',
    example: 'info',
    read: oneOf('trace', 'debug', 'info', 'warn', 'error', 'silent'),
    fallback: ({ NODE_ENV }) => (NODE_ENV === 'production' ? 'info' : 'warn'),
  },
  DEMO: {
    why: 'invented institutions, accounts and a partner site to try the product with; with a DATABASE_URL only where it says on, and production never starts on that database afterwards',
    example: 'on',
    read: onOff,
    // A server that was started without NODE_ENV on the database of production must not put people with known passwords there.
    fallback: ({ NODE_ENV, WEB_CONCURRENCY, DATABASE_URL }) =>
      NODE_ENV !== 'production' && WEB_CONCURRENCY === 1 && DATABASE_URL === undefined,
    refusedInProduction: true,
  },
  DEMO_PORT: {
    why: 'where the demo partner site listens',
    example: '3001',
    read: port,
    fallback: ({ PORT = 3000 }) => PORT + 1,
  },
  THROTTLE: {
    why: 'off lifts the limits per address and per AK, for load and conformance runs (never those per account)',
    example: 'on',
    read: onOff,
    fallback: () => true,
    refusedInProduction: true,
  },
  CLOCK_OFFSET: {
    why: 'seconds by which this process lives in the future, for trying out expiry',
    example: '0',
    read: wholeSeconds,
    fallback: () => 0,
    refusedInProduction: true,
  },
};
