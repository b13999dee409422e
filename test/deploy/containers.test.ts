import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { before, describe, it } from 'mocha';
import { parse } from 'yaml';
import { z } from 'zod';
import { settings as known } from '../../src/config.ts';
import { rooms } from '../../src/services.ts';
import { lines, settings } from '../drills/machine/follow.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');

/** A stand-in for programs that are not installed here: it logs its arguments, and fails where a file that it is given does not exist. */
const standIn = `#!/bin/sh
printf '%s %s\\n' "$(basename "$0")" "$*" >> "$TOLD"
for word in "$@"; do
  case "$word" in
  --from-file=* | --cert=* | --key=*) test -e "\${word#*=}" || { echo "there is no \${word#*=}" >&2; exit 1; } ;;
  */keys:/keys) echo '{}' > "\${word%%:*}/secrets.json" ;;
  esac
done`;

/** Runs a block of the manual as it stands, in a folder of its own. */
function run(block: string) {
  const folder = mkdtempSync(join(tmpdir(), 'ccc-containers-'));
  const programs = join(folder, 'programs');
  mkdirSync(programs);
  for (const name of ['docker', 'kubectl', 'helm', 'chown'])
    writeFileSync(join(programs, name), standIn, { mode: 0o755 });
  const told = join(folder, 'told');
  const { status, stderr } = spawnSync('bash', ['-euo', 'pipefail'], {
    ...{ cwd: folder, input: lines(block), encoding: 'utf8' },
    env: { ...settings, PATH: `${programs}:${process.env.PATH}`, TOLD: told },
  });
  expect(status, stderr).to.equal(0);
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return { folder, told: readFileSync(told, 'utf8').trim().split('\n') };
}

const service = z.looseObject({
  image: z.string().optional(),
  environment: z.record(z.string(), z.string()).default({}),
  secrets: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  depends_on: z.union([z.array(z.string()), z.record(z.string(), z.unknown())]).default([]),
});
const file = z.looseObject({
  services: z.record(z.string(), service),
  secrets: z.record(z.string(), z.object({ file: z.string() })),
  volumes: z.record(z.string(), z.unknown()),
});

describe('compose.yaml and the block of the manual before it', () => {
  const { services, secrets, volumes } = file.parse(parse(read('compose.yaml'), { merge: true }));
  const all = Object.entries(services);
  let made: ReturnType<typeof run>;
  before(() => {
    made = run('compose');
  });
  const inFolder = (path: string) => join(made.folder, path);

  it('name no file that neither a line makes nor the checkout has', () => {
    for (const { file: path } of Object.values(secrets)) expect(statSync(inFolder(path)).size, path).to.be.above(0);
    const mounted = all.flatMap(([, each]) => each.volumes.map((volume) => volume.split(':')[0] ?? ''));
    for (const path of mounted.filter((each) => each.startsWith('.')))
      expect(existsSync(inFolder(path)) || existsSync(join(root, path)), path).to.equal(true);
    for (const name of mounted.filter((each) => !each.startsWith('.'))) expect(volumes).to.include.keys(name);
  });

  it('give each service what it reads and nothing that there is not', () => {
    for (const [name, { environment, secrets: own, depends_on }] of all) {
      for (const each of own) expect(secrets, name).to.include.keys(each);
      for (const [setting, value] of Object.entries(environment))
        if (setting.endsWith('_FILE')) expect(own, setting).to.include(value.replace('/run/secrets/', ''));
      for (const other of Array.isArray(depends_on) ? depends_on : Object.keys(depends_on))
        expect(services, name).to.include.keys(other);
    }
    const required = Object.entries(known).flatMap(([name, each]) => ('requiredInProduction' in each ? [name] : []));
    for (const [name, { environment }] of all.filter(([, each]) => each.image === undefined)) {
      const given = Object.keys(environment).map((each) => each.replace(/_FILE$/, ''));
      expect(Object.keys(known), name).to.include.members(given);
      expect(given, name).to.include.members(required);
    }
    for (const [, path = ''] of read('deploy/compose/roles.sql').matchAll(/cat \/run\/secrets\/([\w-]+)/g))
      expect(services.db?.secrets).to.include(path);
  });

  it('let a secret be read by the user of each container that gets it, and by no other', () => {
    const owners = new Map<string, string>();
    for (const line of made.told.filter((each) => each.startsWith('chown ')))
      for (const path of line.split(' ').slice(2)) owners.set(path.replace('secrets/', ''), line.split(' ')[1] ?? '');
    for (const [name, { image, secrets: own }] of all)
      for (const each of own) expect(owners.get(each), `${each} of ${name}`).to.equal(image ? '999:999' : '1000:1000');
    for (const path of Object.keys(secrets))
      expect(statSync(inFolder(`secrets/${path}`)).mode & 0o077, path).to.equal(0);
  });

  it('lead from the front to the nodes, and from the nodes to the database', () => {
    const front = readFileSync(inFolder('secrets/nginx.conf'), 'utf8');
    const nodes = [...front.matchAll(/server (\w+):3000[ ;]/g)].map(([, name = '']) => name);
    expect(nodes).to.deep.equal(all.flatMap(([name, { image }]) => (image || name === 'migrate' ? [] : [name])));
    expect(read('Dockerfile')).to.match(/\bPORT=3000\b/);
    const seen = (path: string) => {
      const of = services.proxy?.volumes.map((each) => each.split(':')).find(([, to = '']) => path.startsWith(to));
      return of && `${of[0]}${path.slice(of[1]?.length)}`;
    };
    const files = [...front.matchAll(/ssl_certificate(?:_key)? (\S+);/g)].map(([, path = '']) => path);
    expect(files).to.have.lengthOf(2);
    for (const path of files) expect(existsSync(inFolder(seen(path) ?? 'nowhere')), path).to.equal(true);
    expect(seen('/etc/nginx/snippets/cloud-away.conf')).to.equal('./deploy/nginx/away-server.conf');
    const [url, owner] = ['database-url', 'owner-url'].map(
      (name) => new URL(readFileSync(inFolder(`secrets/${name}`), 'utf8')),
    );
    expect([url?.hostname, owner?.hostname]).to.deep.equal(['db', 'db']);
    for (const [name, address] of [
      ['database', url],
      ['owner', owner],
    ] as const)
      expect(address?.password).to.equal(readFileSync(inFolder(`secrets/${name}-password`), 'utf8'));
  });

  it('wait for a database that takes connections, not for the one that only makes the roles', () => {
    expect(JSON.stringify(services.db?.healthcheck), 'PostgreSQL’s image makes them without TCP').to.include(
      '-h 127.0.0.1',
    );
  });
});

describe('the chart and the block of the manual before it', () => {
  const values = z
    .looseObject({
      image: z.object({ repository: z.string() }),
      secrets: z.object({ settings: z.string(), keys: z.string() }),
      ingress: z.looseObject({ tlsSecret: z.string() }),
    })
    .parse(parse(read('deploy/helm/cloud/values.yaml')));
  let told: string[];
  before(() => {
    ({ told } = run('kubernetes'));
  });
  const place = (pattern: RegExp) => told.findIndex((line) => pattern.test(line));

  it('make each secret that the chart mounts, with each key that it takes of it', () => {
    const { settings: name, keys } = values.secrets;
    const made = told.find((line) => line.includes(`create secret generic ${name} `)) ?? '';
    const keysOf = [...made.matchAll(/--from-file=(\S+)/g)].map(([, path]) => path);
    const helper = read('deploy/helm/cloud/templates/_helpers.tpl').replace(/\{\{- if not[\s\S]*?end \}\}/g, '');
    const wanted = [...helper.matchAll(/\{ key: ([\w-]+), path/g)].map(([, key]) => key);
    expect(wanted).to.include('smtp-url');
    expect(keysOf).to.have.members(wanted);
    expect(place(new RegExp(`create secret generic ${keys} `))).to.be.above(-1);
    expect(place(new RegExp(`create secret tls ${values.ingress.tlsSecret} `))).to.be.above(-1);
  });

  it('go by the order of what needs what, and by the names of the chart', () => {
    const steps = [
      /create namespace/,
      /create secret generic/,
      /^helm upgrade/,
      /rollout status/,
      /exec .*account create/,
    ];
    const places = steps.map(place);
    expect(places).not.to.include(-1);
    expect(places).to.deep.equal(places.toSorted((one, other) => one - other));
    const [, release = '', path = ''] = /--install (\S+) (\S+)/.exec(told[place(/^helm/)] ?? '') ?? [];
    expect(existsSync(join(root, path, 'Chart.yaml'))).to.equal(true);
    for (const at of [/rollout status/, /exec /]) expect(told[place(at)]).to.include(` deploy/${release} `);
    const { appVersion } = z.object({ appVersion: z.string() }).parse(parse(read(`${path}/Chart.yaml`)));
    expect(told[place(/^docker run/)]).to.include(`${values.image.repository}:${appVersion} `);
  });
});

describe('commands that the blocks give to containers', () => {
  it('are there', async () => {
    const commands = Object.keys(await rooms.commands());
    const given = ['compose', 'kubernetes'].flatMap((block) => [
      ...lines(block).matchAll(/src\/cli\.ts ([a-z]+ [a-z]+)/g),
    ]);
    expect(given).to.have.length.above(3);
    for (const [, name] of given) expect(commands).to.include(name);
    expect(commands).to.include('db migrate');
    for (const path of ['compose.yaml', 'deploy/helm/cloud/templates/migrate.yaml'])
      expect(read(path), path).to.match(/src\/cli\.ts, db, migrate\]/);
  });
});
