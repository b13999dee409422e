/** Every setting of the environment, checked once at the start; .env.example says the same. */

import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { type Fact, factsOf, type None } from './fact.ts';
import {
  addressOf,
  blocks,
  diskSize,
  fewThousand,
  list,
  longToken,
  messagesInDay,
  oneOf,
  onOff,
  ownAddress,
  percent,
  port,
  processes,
  retentionDays,
  share,
  someSeconds,
  text,
  webAddress,
  wholeSeconds,
  witnessKeys,
} from './setting-types.ts';

export type { AddressBlock } from './setting-types.ts';

/** Earlier settings, on which the defaults of later ones may depend. */
type Earlier = {
  NODE_ENV: 'production' | 'development';
  PORT: number;
  WEB_CONCURRENCY: number;
  DATABASE_URL: string | undefined;
};

type Setting<T, Absent = T> = {
  why: string;
  example: string;
  type: z.ZodType<T, string>;
  /** The value without the variable. */
  fallback: (earlier: Earlier) => NoInfer<Absent>;
  requiredInProduction?: true;
  /** It is or holds a secret: the variable with _FILE at its end names a file that holds it instead. */
  secret?: true;
  /** The value that production refuses, unless it is named here. */
  refusedInProductionUnless?: string;
};
const setting = <T>(of: Setting<T>): Setting<T> => of;
type Optional<T> = Setting<T, T | undefined>;
/** One that may be absent. */
const optional = <T>(of: Omit<Optional<T>, 'fallback'> & Partial<Pick<Optional<T>, 'fallback'>>): Optional<T> => ({
  fallback: () => undefined,
  ...of,
});

/** Everything that a deployment can set, each once. Adding a setting is one entry here; `.env.example` shows the same list in the same order (test/config.test.ts compares them). */
export const settings = {
  NODE_ENV: setting({
    why: 'production refuses to start on missing secrets and on the settings marked so below',
    example: 'production',
    type: oneOf('production', 'development'),
    fallback: () => 'development' as const,
  }),
  PORT: setting({ why: 'where this node listens', example: '3000', type: port, fallback: () => 3000 }),
  HOST: optional({
    why: 'the address on which this node listens, 0.0.0.0 for all of the machine; without it production listens on all, development on 127.0.0.1 alone',
    example: '0.0.0.0',
    type: ownAddress,
    fallback: ({ NODE_ENV }) => (NODE_ENV === 'production' ? undefined : '127.0.0.1'),
  }),
  PUBLIC_URL: setting({
    why: 'the address that people and partners use, the same on every node; it is also the OpenID issuer and can never change',
    example: 'https://sso.example.cn',
    type: webAddress,
    fallback: ({ PORT }) => new URL(`http://localhost:${PORT}`),
    requiredInProduction: true,
  }),
  WEB_CONCURRENCY: setting({
    why: 'how many processes answer on this port, one for each core; SIGUSR2 replaces them one after the other',
    example: '2',
    type: processes,
    fallback: () => 1,
  }),
  LONGEST_WAIT: setting({
    why: 'how many seconds somebody may have to wait in a sudden crowd; whoever would wait longer is answered 503 with Retry-After at once',
    example: '2',
    type: someSeconds,
    fallback: () => 2,
  }),
  DRAIN_SECONDS: setting({
    why: 'how many seconds a node that is told to leave (SIGTERM) goes on answering while /readyz says 503: longer than the load balancer takes to notice',
    example: '5',
    type: someSeconds,
    fallback: ({ NODE_ENV }) => (NODE_ENV === 'production' ? 5 : 0),
  }),
  DATABASE_URL: optional({
    why: 'a PostgreSQL server, version 15 or later; without it the project runs its own under DATA_DIR',
    example: 'postgres://cloud:password@db.example.cn:5432/cloud',
    type: addressOf('postgres:', 'postgresql:'),
    requiredInProduction: true,
    secret: true,
  }),
  MIGRATE_DATABASE_URL: optional({
    why: 'the same database as the role that owns its tables: migrations run as it, and the role of DATABASE_URL can then neither change nor remove an audit event',
    example: 'postgres://cloud_owner:password@db.example.cn:5432/cloud',
    type: addressOf('postgres:', 'postgresql:'),
    secret: true,
  }),
  DATABASE_LISTEN_URL: optional({
    why: 'the same database past a PgBouncer in transaction mode, where DATABASE_URL leads to one: a single connection of each process, on which it hears of changes',
    example: 'postgres://cloud:password@db.example.cn:5432/cloud',
    type: addressOf('postgres:', 'postgresql:'),
    secret: true,
  }),
  READ_DATABASE_URL: optional({
    why: 'a streaming standby of the same database, one and no balancer over several: public pages and dashboards are read from it while it is at most two seconds behind, and from DATABASE_URL otherwise',
    example: 'postgres://cloud:password@standby.example.cn:5432/cloud',
    type: addressOf('postgres:', 'postgresql:'),
    secret: true,
  }),
  DATABASE_DISK: optional({
    why: 'how large the disk is on which PostgreSQL keeps its data, the smallest one of its servers; what fills it is watched then, and without it nothing is said of it',
    example: '500GB',
    type: diskSize,
  }),
  DATABASE_LOG_DISK: optional({
    why: 'how large the disk of its log (pg_wal) is, where that has one of its own',
    example: '50GB',
    type: diskSize,
  }),
  DATA_DIR: setting({
    why: 'where the embedded database and uploads rest',
    example: './data',
    type: text,
    fallback: () => './data',
  }),
  KEYS_DIR: setting({
    why: 'signing keys and secrets, shared by all nodes (a volume or a secret); back it up, its loss changes every citizen’s sub',
    example: './keys',
    type: text,
    fallback: () => './keys',
  }),
  NATIONAL_CRYPTOGRAPHY: setting({
    why: 'on: data at rest is sealed by SM4 and HMAC-SM3 from now on, the audit is chained by SM3, and exports are signed by SM2 (docs/operating.md); what was sealed before stays readable, both ways',
    example: 'on',
    type: onOff,
    fallback: () => false,
  }),
  TRUSTED_PROXIES: setting({
    why: 'addresses or CIDR blocks of the reverse proxies whose X-Forwarded-For, or else Forwarded, is believed, separated by commas',
    example: '10.0.0.0/8',
    type: blocks,
    fallback: () => [],
  }),
  WITNESSES: setting({
    why: 'keys of those who co-sign the transparency logs, as cloud audit witness prints them, separated by commas; their cosignatures are shown. Behind a key and a space stands the address of a witness of another make (C2SP tlog-witness), to which each new head is handed',
    example: 'witness.zhejiang.example.cn+5d3a1c2e+BBL0ImbRk5dJ1rqQ6pPdGv4H0zUa9sVPnJbF7Xf6kRvE',
    type: witnessKeys,
    fallback: () => [],
  }),
  METRICS_TOKEN: optional({
    why: 'what Prometheus sends as a bearer token to /metrics; without it there is no /metrics',
    example: 'a-long-random-text-from-openssl-rand-hex-32',
    type: longToken,
    secret: true,
  }),
  OTLP_URL: optional({
    why: 'a collector of OpenTelemetry that takes traces by OTLP over HTTP; without it nothing is traced',
    example: 'http://127.0.0.1:4318',
    type: webAddress,
  }),
  TRACE_SHARE: setting({
    why: 'which share of the requests is traced, from 0 to 1',
    example: '0.1',
    type: share,
    fallback: () => 0.1,
  }),
  CONTACT_PHONE: setting({
    why: 'the telephone number on error pages and in the footer',
    example: '400-0596-087',
    type: text,
    fallback: () => '400-0596-087',
  }),
  CONTACT_EMAIL: setting({
    why: 'the mail address on error pages and in the footer',
    example: 'support@example.cn',
    type: text,
    fallback: () => '',
  }),
  APP_URL: optional({
    why: 'where a phone gets the App of the Cloud; its download page and the QR code that partners place lead there, and to the H5 home page without it',
    example: 'https://app.example.cn/download',
    type: addressOf('https:', 'http:'),
  }),
  SMTP_URL: optional({
    why: 'the mail server; without it mails are kept on the development page /dev/outbox',
    example: 'smtps://user:password@mail.example.cn',
    type: addressOf('smtp:', 'smtps:'),
    requiredInProduction: true,
    secret: true,
  }),
  MAIL_FROM: setting({
    why: 'the sender of our mails',
    example: '国家公共文化云 <no-reply@example.cn>',
    type: text,
    fallback: () => '国家公共文化云 <no-reply@localhost>',
  }),
  SMS_URL: optional({
    why: 'an HTTP gateway that takes {phone, text} as a JSON POST, with an Idempotency-Key, or file:///… that describes one or two gateways (docs/operating.md); without it messages are kept on /dev/outbox',
    example: 'https://sms.example.cn/send?key=…',
    type: addressOf('http:', 'https:', 'file:'),
    requiredInProduction: true,
    secret: true,
  }),
  SMS_PER_DAY: setting({
    why: 'how many codes by SMS or by a call may leave in a day (北京时间) at most, whoever asks: what a day may cost',
    example: '100000',
    type: messagesInDay,
    fallback: () => 100_000,
  }),
  OUTGOING_HOSTS: setting({
    why: 'private hosts that this server may call for partners (logout notices, key sets), separated by commas; all other private addresses are refused',
    example: 'partner.gov.internal:8443',
    type: list,
    fallback: () => [],
  }),
  ADVISORIES_URL: optional({
    why: 'where a newer list of known holes is asked for once a day, with its signature beside it (.minisig); without it none is, and one may be put into DATA_DIR by hand',
    example: 'https://git.example.cn/culture-cloud-connect/raw/main/advisories.json',
    type: addressOf('https:', 'http:'),
  }),
  HOLES_ACCEPTED: setting({
    why: 'known holes and floors that somebody here answers for, separated by commas: they are shown as accepted and raise no alarm, for example where a distribution mended a version without changing its number',
    example: 'CVE-2026-6479,floor:postgresql',
    type: list,
    fallback: () => [],
  }),
  LOG_LEVEL: setting({
    why: 'how much is logged: trace, debug, info, warn, error or silent',
    example: 'info',
    type: oneOf('trace', 'debug', 'info', 'warn', 'error', 'silent'),
    fallback: ({ NODE_ENV }) => (NODE_ENV === 'production' ? 'info' : 'warn'),
  }),
  AUDIT_SYSLOG_URL: optional({
    why: 'a syslog server that gets every sealed event of the audit (RFC 5424, octet counting), tls:// or tcp:// in a network of its own; ?ca=/path names its authority where the system does not know it',
    example: 'tls://siem.example.cn:6514?ca=/etc/cloud/siem-ca.pem',
    type: addressOf('tls:', 'tcp:'),
  }),
  LOGS_KEPT_DAYS: setting({
    why: 'for how many days the login history and refused calls of the integration log are kept at least; they go by whole months (北京时间); above 180 the privacy policy has to say so first: publish a version of it with the longer time',
    example: '180',
    type: retentionDays,
    fallback: () => 180,
  }),
  LOGS_EXPORTED_FIRST: setting({
    why: 'on lets no month of them go before cloud logs export has written it out',
    example: 'off',
    type: onOff,
    fallback: () => false,
  }),
  SOURCES_TRUSTED_AFTER: setting({
    why: 'after how many submissions in a row that were approved as they came a source of a hall (接入来源) is reviewed by sample; 0 has all of them reviewed',
    example: '0',
    type: fewThousand,
    fallback: () => 0,
  }),
  SOURCES_SAMPLE_PERCENT: setting({
    why: 'how many in a hundred submissions of such a source are reviewed all the same',
    example: '10',
    type: percent,
    fallback: () => 10,
  }),
  INCIDENT_REPORTER: setting({
    why: 'who runs this, by which an incident has to be reported in time (国家网络安全事件报告管理办法, 第四条): critical infrastructure within 1 hour, central and state organs and units directly under them within 2, others within 4',
    example: 'central',
    type: oneOf('critical', 'central', 'other'),
    fallback: () => 'central' as const,
  }),
  DEMO: setting({
    why: 'invented institutions, accounts and a partner site to try the product with; with a DATABASE_URL only where it says on, and production never starts on that database afterwards',
    example: 'on',
    type: onOff,
    // A server that was started without NODE_ENV on the database of production must not put people with known passwords there.
    fallback: ({ NODE_ENV, WEB_CONCURRENCY, DATABASE_URL }) =>
      NODE_ENV !== 'production' && WEB_CONCURRENCY === 1 && DATABASE_URL === undefined,
    refusedInProductionUnless: 'off',
  }),
  DEMO_PORT: setting({
    why: 'where the demo partner site listens',
    example: '3001',
    type: port,
    fallback: ({ PORT }) => PORT + 1,
  }),
  THROTTLE: setting({
    why: 'off lifts the limits per address and per AK, for load and conformance runs (never those per account)',
    example: 'on',
    type: onOff,
    fallback: () => true,
    refusedInProductionUnless: 'on',
  }),
  CLOCK_OFFSET: setting({
    why: 'seconds by which this process lives in the future, for trying out expiry',
    example: '0',
    type: wholeSeconds,
    fallback: () => 0,
    refusedInProductionUnless: '0',
  }),
};

export type Config = { readonly [Name in keyof typeof settings]: ReturnType<(typeof settings)[Name]['fallback']> };

export type ConfigFacts = {
  'config.missing': { name: string; example: string };
  'config.secret_file': { name: string; why: string };
  'config.malformed': { name: string; example: string };
  'config.not_in_production': { name: string };
  'config.example_secret': { name: string };
  'config.needs_https': None;
  'config.trusts_everybody': { block: string };
  'config.demo_needs_one_process': None;
  'config.needs_database': { name: string };
};
const fact = factsOf<ConfigFacts>();

/** A fault of the environment, as a fact and as text for the message of a refused start. */
export type Complaint = { fact: Fact; text: string };

/** A wider range is no network of one's own: any host on the way could claim a client's address. */
export const widestTrust = { ipv4: 8, ipv6: 16 };

/** The contents of files named by variables such as DATABASE_URL_FILE, and the reasons why others were not read. */
function readSecretFiles(env: Record<string, string | undefined>) {
  const read = new Map<string, string>();
  const unread = new Map<string, Complaint>();
  const cannot = (name: string, why: string, text: string) =>
    unread.set(name, { fact: fact('config.secret_file', { name, why }), text });
  for (const [name, { secret }] of Object.entries<{ secret?: true }>(settings)) {
    const path = env[`${name}_FILE`]?.trim();
    if (!secret || !path) continue;
    if (env[name]?.trim()) {
      cannot(name, 'both', `${name} and ${name}_FILE are both set: keep one of them`);
      continue;
    }
    try {
      const held = readFileSync(path, 'utf8').trim();
      if (held === '') cannot(name, 'empty', `${name}_FILE names ${path}, which is empty`);
      else read.set(name, held);
    } catch (error) {
      const why = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
      cannot(name, why, `${name}_FILE names ${path}, which cannot be read (${why})`);
    }
  }
  return { read, unread };
}

/** Whether a secret is that of the public example: the whole of it, or its address's password or key. */
function isExample(given: string, example: string): boolean {
  const [own, shown] = [URL.parse(given), URL.parse(example)];
  if (own === null || shown === null) return given === example;
  const isKey = [...shown.searchParams].some(([name, value]) => own.searchParams.get(name) === value);
  return isKey || (own.password !== '' && own.password === shown.password);
}

/**
 * Reads the environment and names every missing or malformed variable; a missing one has its default. A start refuses complaints, `cloud doctor`
 * lists them.
 */
export function inspectConfig(env: Record<string, string | undefined>): { config: Config; complaints: Complaint[] } {
  const values: Record<string, unknown> = {};
  const config = values as Config; // complete when the loop has ended; a fallback reads only earlier settings
  const files = readSecretFiles(env);
  const complaints: Complaint[] = [...files.unread.values()];
  const isProduction = env.NODE_ENV === 'production';

  for (const [name, setting] of Object.entries(settings)) {
    const { example, type, fallback, requiredInProduction, refusedInProductionUnless: harmless, secret } = setting;
    const instance = `for example ${name}=${example}`;
    if (files.unread.has(name)) {
      values[name] = fallback(config);
      continue;
    }
    const given = files.read.get(name) ?? (env[name]?.trim() || undefined);
    if (given === undefined) {
      if (isProduction && requiredInProduction)
        complaints.push({ fact: fact('config.missing', { name, example }), text: `${name} is missing, ${instance}` });
      values[name] = fallback(config);
      continue;
    }
    if (isProduction && harmless !== undefined && given !== harmless)
      complaints.push({
        fact: fact('config.not_in_production', { name }),
        text: `${name} is not allowed in production: remove it`,
      });
    if (isProduction && secret && isExample(given, example))
      complaints.push({
        fact: fact('config.example_secret', { name }),
        text: `${name} holds the secret of the example, which everybody knows: put one of your own in its place (openssl rand -hex 32)`,
      });
    const read = type.safeParse(given);
    if (!read.success)
      complaints.push({
        fact: fact('config.malformed', { name, example }),
        text: `${name} must be ${read.error.issues[0]?.message}, ${instance}`,
      });
    values[name] = read.success ? read.data : fallback(config);
  }

  const isMalformed = (name: string) => complaints.some(({ fact }) => fact.params.name === name);
  if (
    isProduction &&
    config.PUBLIC_URL.protocol !== 'https:' &&
    (env.PUBLIC_URL ?? '').trim() !== '' &&
    !isMalformed('PUBLIC_URL')
  )
    complaints.push({
      fact: fact('config.needs_https'),
      text: 'PUBLIC_URL must begin with https:// in production, for example PUBLIC_URL=https://sso.example.cn',
    });
  const everybody = config.TRUSTED_PROXIES.find(({ family, prefix }) => prefix < widestTrust[family]);
  if (isProduction && everybody !== undefined) {
    const block = `${everybody.address}/${everybody.prefix}`;
    complaints.push({
      fact: fact('config.trusts_everybody', { block }),
      text: `TRUSTED_PROXIES must name the proxies in front, and ${block} is half of the world: anybody could choose the address that he seems to come from, for example TRUSTED_PROXIES=10.0.0.0/8`,
    });
  }
  if (config.WEB_CONCURRENCY > 1 && config.DEMO)
    complaints.push({
      fact: fact('config.demo_needs_one_process'),
      text: 'WEB_CONCURRENCY above 1 needs DEMO=off: the demo partner remembers its visitors in one process',
    });
  for (const name of ['MIGRATE_DATABASE_URL', 'DATABASE_LISTEN_URL', 'READ_DATABASE_URL'] as const)
    if (config[name] !== undefined && config.DATABASE_URL === undefined)
      complaints.push({
        fact: fact('config.needs_database', { name }),
        text: `${name} needs DATABASE_URL beside it: the same database, as it is used all day`,
      });
  return { config, complaints };
}

/** One error for all faults; its message is for a log. */
export class UnusableSettings extends Error {
  readonly complaints: readonly Complaint[];
  constructor(complaints: readonly Complaint[]) {
    super(`The configuration is not usable:\n  ${complaints.map(({ text }) => text).join('\n  ')}`);
    this.complaints = complaints;
  }
}

/** Reads the environment once. Throws one error that names every missing or malformed variable and gives an example of each. */
export function readConfig(env: Record<string, string | undefined>): Config {
  const { config, complaints } = inspectConfig(env);
  if (complaints.length > 0) throw new UnusableSettings(complaints);
  return Object.freeze(config);
}
