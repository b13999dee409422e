import { request } from 'node:https';
import { connect, isIP } from 'node:net';
import { connect as connectTls, type PeerCertificate } from 'node:tls';
import { z } from 'zod';
import { dayOf, days, epoch } from '../../../clock.ts';
import { describeGateways } from '../../../sms/gateways.ts';
import { area, checksOf, type On } from '../check.ts';
import { isThisMachine } from './settings.ts';

type Certificate = { host: string; validTo: Date; untrusted: string | undefined };
type Seen = {
  mail: { host: string; isPlain: boolean; login?: true; why?: string } | undefined;
  sms: readonly { host: string; why: string }[];
  certificate: Certificate | undefined;
  /** The server under PUBLIC_URL, and its own issuer. */
  front: { url: string; why: string } | { url: string; issuer: string } | undefined;
};
const check = checksOf<Seen>();

/** Answers of other machines: the mail server, the gateways of SMS, and the front of PUBLIC_URL. */
export const ofNetwork = area<Seen>({
  name: 'network',
  isSlow: true,
  async read(on) {
    const [mail, sms, certificate, front] = await Promise.all([askMail(on), askSms(on), askTls(on), askFront(on)]);
    return { mail, sms, certificate, front };
  },
  checks: [
    check('doctor.mail_unreachable', 'warning', ({ mail }) =>
      mail?.why !== undefined && mail.login === undefined ? { host: mail.host, why: mail.why } : undefined,
    ),
    check('doctor.mail_login', 'warning', ({ mail }) => (mail?.login ? { host: mail.host } : undefined)),
    check('doctor.mail_plain', 'warning', ({ mail }) => (mail?.isPlain ? { host: mail.host } : undefined)),
    check('doctor.sms_unreachable', 'warning', ({ sms }) => sms),
    check('doctor.public_unreachable', 'warning', ({ front }) =>
      front !== undefined && 'why' in front ? front : undefined,
    ),
    check('doctor.public_other', 'harm', ({ front }) =>
      front !== undefined && 'issuer' in front && front.issuer !== front.url
        ? { url: front.url, found: front.issuer }
        : undefined,
    ),
    check('doctor.certificate_over', 'harm', ({ certificate }, _bounds, now) =>
      certificate !== undefined && certificate.validTo <= now
        ? { host: certificate.host, at: dayOf(certificate.validTo) }
        : undefined,
    ),
    check('doctor.certificate_ending', 'warning', ({ certificate }, { certificateEndsWithin }, now) => {
      if (certificate === undefined) return undefined;
      const left = epoch(certificate.validTo) - epoch(now);
      if (left <= 0 || left > certificateEndsWithin) return undefined;
      return { host: certificate.host, at: dayOf(certificate.validTo), days: Math.floor(left / days(1)) };
    }),
    check('doctor.certificate_untrusted', 'harm', ({ certificate }, _bounds, now) =>
      certificate?.untrusted !== undefined && certificate.validTo > now
        ? { host: certificate.host, why: certificate.untrusted }
        : undefined,
    ),
  ],
});

const answer = z.object({ code: z.string().optional() });
const codeOf = (error: unknown) =>
  answer.safeParse(error).data?.code ?? (error instanceof Error ? error.message.slice(0, 100) : String(error));

async function askMail({ config: { SMTP_URL: url }, bounds, ca }: On): Promise<Seen['mail']> {
  const { hostname: host = '', protocol } = URL.parse(url ?? '') ?? {};
  if (url === undefined) return undefined;
  const { createTransport } = await import('nodemailer');
  const timeout = bounds.networkTimeout;
  const verify = (requireTLS: boolean) =>
    createTransport({
      ...{ url, requireTLS, connectionTimeout: timeout, greetingTimeout: timeout, socketTimeout: timeout },
      ...(ca !== undefined && { tls: { ca } }),
    }).verify();
  try {
    await verify(false);
  } catch (error) {
    const code = codeOf(error);
    return code === 'EAUTH' ? { host, isPlain: false, login: true } : { host, isPlain: false, why: code };
  }
  if (protocol === 'smtps:' || isThisMachine(host)) return { host, isPlain: false };
  const isSafe = await verify(true).catch(() => false);
  return { host, isPlain: !isSafe };
}

async function askSms({ config: { SMS_URL: url }, bounds }: On): Promise<Seen['sms']> {
  const urls = url === undefined ? [] : gatewaysOf(url);
  const asked = await Promise.all(
    urls.map(async ({ hostname, port, protocol }) => {
      const to = Number(port || (protocol === 'https:' ? 443 : 80));
      const why = await reach(hostname.replaceAll(/[[\]]/g, ''), to, bounds.networkTimeout);
      return why === undefined ? [] : [{ host: `${hostname}:${to}`, why }];
    }),
  );
  return asked.flat();
}

const gatewaysOf = (url: string): URL[] => {
  try {
    return describeGateways(url).map((each) => new URL(each.url));
  } catch {
    return []; // reported as doctor.sms_file
  }
};

/** Why there is no connection; undefined where there is one. */
const reach = (host: string, port: number, timeout: number): Promise<string | undefined> =>
  new Promise((resolve) => {
    const socket = connect({ host, port, timeout });
    const end = (why: string | undefined) => {
      socket.destroy();
      resolve(why);
    };
    socket.once('connect', () => end(undefined));
    socket.once('timeout', () => end('ETIMEDOUT'));
    socket.once('error', (error) => end(codeOf(error)));
  });

function askTls({ config: { PUBLIC_URL: url }, bounds, ca }: On): Promise<Certificate | undefined> {
  if (url.protocol !== 'https:') return Promise.resolve(undefined);
  const host = url.hostname;
  return new Promise((resolve) => {
    const options = { host, port: Number(url.port || 443), timeout: bounds.networkTimeout };
    const socket = connectTls(
      {
        ...options,
        ...(isIP(host) === 0 && { servername: host }),
        rejectUnauthorized: false,
        ...(ca !== undefined && { ca }),
      },
      () => {
        const found: PeerCertificate = socket.getPeerCertificate();
        const { authorizationError: error } = socket;
        const untrusted = socket.authorized
          ? undefined
          : codeOf(error instanceof Error ? error : { code: String(error) });
        socket.destroy();
        resolve(found.valid_to === undefined ? undefined : { host, validTo: new Date(found.valid_to), untrusted });
      },
    );
    const end = () => {
      socket.destroy();
      resolve(undefined);
    };
    socket.once('timeout', end).once('error', end);
  });
}

const discovery = z.object({ issuer: z.string() });

/** The public address must lead to this product, under its own name. */
function askFront({ config, bounds }: On): Promise<Seen['front']> {
  const { PUBLIC_URL: own } = config;
  const url = own.origin;
  if (own.protocol !== 'https:') return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const asking = request(
      new URL('/.well-known/openid-configuration', own),
      { rejectUnauthorized: false, timeout: bounds.networkTimeout }, // the certificate has checks of its own
      async (response) => {
        try {
          const text = Buffer.concat(await response.toArray())
            .toString('utf8')
            .slice(0, 100_000);
          if (response.statusCode !== 200) return resolve({ url, issuer: `HTTP ${response.statusCode}` });
          resolve({ url, issuer: discovery.safeParse(JSON.parse(text)).data?.issuer ?? 'JSON' });
        } catch (error) {
          resolve({ url, why: codeOf(error) });
        }
      },
    );
    asking.once('timeout', () => asking.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })));
    asking.once('error', (error) => resolve({ url, why: codeOf(error) }));
    asking.end();
  });
}
