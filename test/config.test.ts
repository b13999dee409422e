import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { readConfig, settings } from '../src/config.ts';

const production = {
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://sso.example.cn',
  DATABASE_URL: 'postgres://cloud@db.example.cn/cloud',
  SMTP_URL: 'smtps://mail.example.cn',
  SMS_URL: 'https://sms.example.cn/send',
};

describe('configuration', () => {
  it('is shown in .env.example: every variable, same order, same words', () => {
    const shown = readFileSync(new URL('../.env.example', import.meta.url), 'utf8');
    const wanted = Object.entries(settings).map(
      ([name, { why, example, requiredInProduction, refusedInProductionUnless, secret }]) => {
        const mark = requiredInProduction
          ? ' (required in production)'
          : refusedInProductionUnless !== undefined
            ? ' (refused in production)'
            : '';
        const file = secret ? `, or ${name}_FILE, a file that holds it` : '';
        return `# ${why}${file}${mark}\n# ${name}=${example}\n`;
      },
    );
    expect(
      shown
        .split('\n\n')
        .slice(1)
        .map((part) => `${part.trimEnd()}\n`),
    ).to.deep.equal(wanted);
  });

  it('has defaults for a first start', () => {
    const config = readConfig({});
    expect(config.PORT).to.equal(3000);
    expect(config.PUBLIC_URL.href).to.equal('http://localhost:3000/');
    expect(config.DEMO).to.equal(true);
    expect(config.DEMO_PORT).to.equal(3001);
    expect(config.DATABASE_URL).to.equal(undefined);
    expect(config.HOST, 'nobody else of the network reaches a development server').to.equal('127.0.0.1');
  });

  it('brings no demo to a database that it is given, unless asked for in words', () => {
    const { DATABASE_URL } = production;
    expect(readConfig({ DATABASE_URL }).DEMO).to.equal(false);
    expect(readConfig({ DATABASE_URL, DEMO: 'on' }).DEMO).to.equal(true);
  });

  it('listens on all addresses in production, on this machine in development, and on HOST where it is set', () => {
    expect(readConfig(production).HOST).to.equal(undefined);
    expect(readConfig({ HOST: '0.0.0.0' }).HOST).to.equal('0.0.0.0');
    expect(readConfig({ ...production, HOST: '::1' }).HOST).to.equal('::1');
    expect(() => readConfig({ HOST: 'example.cn' })).to.throw(/HOST must be an IP address.*HOST=0\.0\.0\.0/);
  });

  it('follows PORT where PUBLIC_URL and DEMO_PORT are not given', () => {
    const config = readConfig({ PORT: '4100' });
    expect(config.PUBLIC_URL.href).to.equal('http://localhost:4100/');
    expect(config.DEMO_PORT).to.equal(4101);
  });

  it('accepts every example that it gives', () => {
    for (const [name, { example }] of Object.entries(settings))
      expect(
        () =>
          readConfig({
            DATABASE_URL: production.DATABASE_URL,
            [name]: name === 'NODE_ENV' ? 'development' : example,
          }),
        name,
      ).not.to.throw();
  });

  it('trusts no proxy with a range open to everyone, in production', () => {
    for (const everybody of ['0.0.0.0/0', '10.0.0.0/8,::/0'])
      expect(() => readConfig({ ...production, TRUSTED_PROXIES: everybody })).to.throw(/TRUSTED_PROXIES must name/);
    expect(readConfig({ ...production, TRUSTED_PROXIES: '10.0.0.0/8,fd00::/16' }).TRUSTED_PROXIES).to.have.length(2);
    expect(readConfig({ TRUSTED_PROXIES: '0.0.0.0/0' }).TRUSTED_PROXIES).to.have.length(1);
  });

  it('names every malformed variable at once, with an example', () => {
    expect(() =>
      readConfig({ PORT: 'eighty', PUBLIC_URL: 'sso.example.cn', DATABASE_URL: 'mysql://x', CLOCK_OFFSET: '1.5' }),
    ).to.throw(
      /PORT[\s\S]*PORT=3000[\s\S]*PUBLIC_URL[\s\S]*PUBLIC_URL=https:\/\/sso\.example\.cn[\s\S]*DATABASE_URL[\s\S]*CLOCK_OFFSET/,
    );
  });

  for (const [name, value, expected] of [
    ['NODE_ENV', 'prod', 'production or development'],
    ['PORT', '70000', 'a port number from 0 to 65535'],
    ['PORT', '0x50', 'a port number from 0 to 65535'],
    ['PUBLIC_URL', 'https:a.cn', 'an http(s) address'],
    ['PUBLIC_URL', 'https://a.cn/path', 'an address without a path'],
    ['WEB_CONCURRENCY', '65', 'a number of processes from 1 to 64'],
    ['DRAIN_SECONDS', '-1', 'a whole number of seconds from 0 to 60'],
    ['SMTP_URL', 'http://mail.example.cn', 'an address that begins with smtp:// or smtps://'],
    ['TRUSTED_PROXIES', '::1/128, nowhere', 'addresses or CIDR blocks (nowhere is neither)'],
    ['TRUSTED_PROXIES', '10.0.0.0/33', 'addresses or CIDR blocks (10.0.0.0/33 is neither)'],
    ['METRICS_TOKEN', 'short', 'at least 24 letters, digits or -._~+/='],
    ['THROTTLE', 'ON', 'on or off'],
  ] as const)
    it(`says of ${name}=${value} that it must be ${expected}`, () => {
      expect(() => readConfig({ [name]: value })).to.throw(
        `The configuration is not usable:\n  ${name} must be ${expected}, for example ${name}=${settings[name].example}`,
      );
    });

  it('refuses to start in production with missing settings, and names them', () => {
    expect(() => readConfig({ NODE_ENV: 'production' })).to.throw(
      /PUBLIC_URL is missing[\s\S]*DATABASE_URL is missing[\s\S]*SMTP_URL is missing[\s\S]*SMS_URL is missing/,
    );
    expect(() => readConfig({ ...production, PUBLIC_URL: 'http://sso.example.cn' })).to.throw(/https:\/\//);
    expect(readConfig(production).DEMO).to.equal(false);
  });

  it('refuses an owner of tables without the role that uses them', () => {
    const owner = 'postgres://cloud_owner@db.example.cn/cloud';
    expect(() => readConfig({ MIGRATE_DATABASE_URL: owner })).to.throw(/MIGRATE_DATABASE_URL needs DATABASE_URL/);
    expect(readConfig({ ...production, MIGRATE_DATABASE_URL: owner }).MIGRATE_DATABASE_URL).to.equal(owner);
  });

  it('refuses in production every secret of the example, by itself, within an address and from a file', () => {
    const secrets = Object.entries<{ example: string; secret?: true }>(settings).filter(([, { secret }]) => secret);
    expect(secrets).to.have.length.above(6);
    const named = { MIGRATE_DATABASE_URL: production.DATABASE_URL };
    for (const [name, { example }] of secrets) {
      if (!/password|…|random/.test(example)) continue; // nothing secret is shown
      expect(() => readConfig({ ...production, ...named, [name]: example }), name).to.throw(`${name} holds the secret`);
      expect(
        () => readConfig({ ...named, DATABASE_URL: production.DATABASE_URL, [name]: example }),
        name,
      ).not.to.throw();
    }
    const other = 'postgres://somebody:password@10.0.0.1:6432/other';
    expect(() => readConfig({ ...production, DATABASE_URL: other })).to.throw('DATABASE_URL holds the secret');
    expect(readConfig({ ...production, DATABASE_URL: other.replace('password', 'e5b1d6') }).DATABASE_URL).to.be.a(
      'string',
    );
    const file = join(mkdtempSync(join(tmpdir(), 'cloud-config-')), 'token');
    writeFileSync(file, `${settings.METRICS_TOKEN.example}\n`);
    expect(() => readConfig({ ...production, METRICS_TOKEN_FILE: file })).to.throw('METRICS_TOKEN holds the secret');
  });

  it('refuses demo data, lifted limits and a shifted clock in production', () => {
    expect(() => readConfig({ ...production, DEMO: 'on' })).to.throw(/DEMO is not allowed/);
    expect(() => readConfig({ ...production, THROTTLE: 'off' })).to.throw(/THROTTLE is not allowed/);
    expect(() => readConfig({ ...production, CLOCK_OFFSET: '60' })).to.throw(/CLOCK_OFFSET is not allowed/);
    expect(() => readConfig({ ...production, DEMO: 'off', THROTTLE: 'on', CLOCK_OFFSET: '0' })).not.to.throw();
  });
});

describe('secrets in files', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'ccc-secrets-'));
  });
  after(() => rmSync(folder, { recursive: true }));
  const file = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };

  it('take the place of every variable that holds one, without the newline at the end', () => {
    const secrets = Object.entries(settings).filter(([, setting]) => 'secret' in setting);
    expect(secrets.map(([name]) => name)).to.include.members([
      ...['DATABASE_URL', 'MIGRATE_DATABASE_URL', 'DATABASE_LISTEN_URL', 'METRICS_TOKEN', 'SMTP_URL', 'SMS_URL'],
    ]);
    const env = Object.fromEntries(
      secrets.map(([name, { example }]) => [`${name}_FILE`, file(name, `${example}${name.length % 2 ? '\r' : ''}\n`)]),
    );
    const config: Record<string, unknown> = readConfig(env);
    for (const [name, { example }] of secrets) expect(config[name], name).to.equal(example);
  });

  it('hold every variable whose example shows a password or a key', () => {
    for (const [name, setting] of Object.entries(settings))
      if (/password@|key=|random/.test(setting.example)) expect(setting, name).to.include({ secret: true });
  });

  it('are refused beside the variable, where they cannot be read and where nothing is in them, all at once', () => {
    const both = file('both', production.DATABASE_URL);
    expect(() =>
      readConfig({
        ...{ ...production, SMTP_URL: undefined, SMS_URL: undefined },
        ...{ DATABASE_URL_FILE: both, SMTP_URL_FILE: join(folder, 'none'), SMS_URL_FILE: file('empty', '\n') },
      }),
    ).to.throw(
      new RegExp(
        [
          '^The configuration is not usable:',
          'DATABASE_URL and DATABASE_URL_FILE are both set: keep one of them',
          'SMTP_URL_FILE names .*/none, which cannot be read \\(ENOENT\\)',
          'SMS_URL_FILE names .*/empty, which is empty$',
        ].join('\n  '),
      ),
    );
  });

  it('are judged like the variable, and their contents are not repeated', () => {
    const held = 'mysql://cloud:a-secret-password@db.example.cn/cloud';
    expect(() => readConfig({ DATABASE_URL_FILE: file('wrong', held) }))
      .to.throw(/DATABASE_URL must be an address that begins with postgres/)
      .and.property('message')
      .not.match(/a-secret-password/);
  });
});
