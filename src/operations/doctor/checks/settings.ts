import { stat } from 'node:fs/promises';
import { isIP } from 'node:net';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { type Complaint, type Config, inspectConfig } from '../../../config.ts';
import { describeGateways } from '../../../sms/gateways.ts';
import { area, checksOf } from '../check.ts';

type Seen = {
  config: Readonly<Config>;
  complaints: readonly Complaint[];
  isProduction: boolean;
  /** The file that SMS_URL names, where others can read it. */
  openFile: string | undefined;
  gateways: { hosts: readonly URL[] } | { why: string };
};

const check = checksOf<Seen>();
type Params<Code extends string> = Extract<Complaint['fact'], { code: Code }>['params'];

/** Settings that a start refuses, as facts of config.ts. */
const refusedFor = (code: Parameters<typeof check>[0]) =>
  check(
    code,
    'harm',
    ({ complaints }) =>
      complaints.flatMap(({ fact }): Params<string>[] => (fact.code === code ? [fact.params] : [])) as never,
  );

/** Checks of the environment, before anything is opened. */
export const ofSettings = area<Seen>({
  name: 'settings',
  async read({ env, config }) {
    return {
      config,
      complaints: inspectConfig(env).complaints,
      isProduction: config.NODE_ENV === 'production',
      openFile: await openFile(config.SMS_URL),
      gateways: gatewaysOf(config.SMS_URL),
    };
  },
  checks: [
    refusedFor('config.missing'),
    refusedFor('config.secret_file'),
    refusedFor('config.malformed'),
    refusedFor('config.not_in_production'),
    refusedFor('config.example_secret'),
    refusedFor('config.needs_https'),
    refusedFor('config.trusts_everybody'),
    refusedFor('config.demo_needs_one_process'),
    refusedFor('config.needs_database'),
    check('doctor.not_production', 'warning', ({ isProduction }) => (isProduction ? undefined : {})),
    check('doctor.no_proxy', 'warning', ({ config, isProduction }) =>
      isProduction && config.TRUSTED_PROXIES.length === 0 ? {} : undefined,
    ),
    check('doctor.sender_missing', 'warning', ({ config, isProduction }) =>
      isProduction && isLocal(senderOf(config)) ? {} : undefined,
    ),
    check('doctor.sender_foreign', 'warning', ({ config, complaints, isProduction }) => {
      const [domain, host] = [senderOf(config), config.PUBLIC_URL.hostname];
      const isUnknown = isNamed(complaints, 'PUBLIC_URL');
      const isOwn = isUnknown || isIP(host) !== 0 || ownDomain(domain) === ownDomain(host);
      return !isProduction || isLocal(domain) || isOwn ? undefined : { domain, host };
    }),
    check('doctor.contact_missing', 'warning', ({ config, isProduction }) =>
      isProduction && config.CONTACT_EMAIL === '' ? {} : undefined,
    ),
    check('doctor.metrics_closed', 'warning', ({ config, complaints, isProduction }) =>
      isProduction && config.METRICS_TOKEN === undefined && !isNamed(complaints, 'METRICS_TOKEN') ? {} : undefined,
    ),
    check('doctor.log_quiet', 'warning', ({ config: { LOG_LEVEL: level } }) =>
      level === 'error' || level === 'silent' ? { level } : undefined,
    ),
    check('doctor.log_loud', 'warning', ({ config: { LOG_LEVEL: level }, isProduction }) =>
      isProduction && (level === 'trace' || level === 'debug') ? { level } : undefined,
    ),
    check('doctor.no_drain', 'warning', ({ config, isProduction }) =>
      isProduction && config.DRAIN_SECONDS === 0 ? {} : undefined,
    ),
    check('doctor.too_many_processes', 'warning', ({ config: { WEB_CONCURRENCY: processes } }) => {
      const cores = availableParallelism();
      return processes > cores ? { processes, cores } : undefined;
    }),
    check('doctor.sms_file', 'harm', ({ gateways }) => ('why' in gateways ? { why: gateways.why } : undefined)),
    check('doctor.sms_file_open', 'warning', ({ openFile: path }) => (path === undefined ? undefined : { path })),
    check('doctor.sms_plain', 'warning', ({ gateways }) =>
      ('hosts' in gateways ? gateways.hosts : []).flatMap(({ protocol, hostname: host }) =>
        protocol === 'http:' && !isThisMachine(host) ? [{ host }] : [],
      ),
    ),
  ],
});

/** Consequences of an unreadable setting are not reported beside it. */
const isNamed = (complaints: readonly Complaint[], name: string) =>
  complaints.some(({ fact }) => fact.params.name === name);

/** Hosts on this machine, where traffic cannot be intercepted. */
export const isThisMachine = (host: string) => ['localhost', '127.0.0.1', '[::1]', '::1', ''].includes(host);

const senderOf = ({ MAIL_FROM }: Readonly<Config>) => /@([^\s>]+)/.exec(MAIL_FROM)?.[1]?.toLowerCase() ?? '';
const isLocal = (domain: string) => domain === '' || domain === 'localhost';

/** m.sso.example.gov.cn → example.gov.cn: the registered domain. */
function ownDomain(host: string): string {
  const parts = host.split('.');
  const isSecondLevel = /^(ac|com|edu|gov|mil|net|org|[a-z]{2})$/.test(parts.at(-2) ?? '') && parts.at(-1) === 'cn';
  return parts.slice(isSecondLevel ? -3 : -2).join('.');
}

function gatewaysOf(url: string | undefined): Seen['gateways'] {
  if (url === undefined) return { hosts: [] };
  try {
    return {
      hosts: describeGateways(url).flatMap((each) => [
        new URL(each.url),
        ...(each.voice?.url === undefined ? [] : [new URL(each.voice.url)]),
      ]),
    };
  } catch (error) {
    return { why: error instanceof Error ? (error.message.split('\n').at(-1)?.trim() ?? '') : String(error) };
  }
}

async function openFile(url: string | undefined): Promise<string | undefined> {
  if (url === undefined || !url.startsWith('file:') || process.platform === 'win32') return undefined;
  const path = fileURLToPath(url);
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && (found.mode & 0o027) !== 0 ? path : undefined;
}
