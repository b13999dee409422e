import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { pins } from './support/pins.ts';

// npm run -s sbom > sbom.json: the parts that ship with the product, as CycloneDX, the same for the same lockfile; SOURCE_DATE_EPOCH gives its time. npm writes it; its --omit=dev also leaves out packages that
// both the product and a tool of ours need (zod, jose), so all is requested, and packages that the lockfile marks as development only are left
// out here.

type Locked = { version?: string; dev?: true; devOptional?: true };
type Component = { name: string; version: string; 'bom-ref': string; licenses?: object[] };
type Bom = {
  serialNumber?: string;
  components: Component[];
  metadata: { component: object; timestamp?: string };
  dependencies: { ref: string; dependsOn: string[] }[];
};

const root = fileURLToPath(new URL('..', import.meta.url));
const args = ['sbom', '--sbom-format=cyclonedx', '--sbom-type=application', '--package-lock-only'];
const { status, stdout, stderr } = spawnSync('npm', args, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
if (status !== 0) throw new Error(stderr);
const bom: Bom = JSON.parse(stdout);
const { name, packages }: { name: string; packages: Record<string, Locked> } = JSON.parse(
  readFileSync(`${root}/package-lock.json`, 'utf8'),
);
const shipped = new Set(
  Object.entries(packages).flatMap(([path, { version, dev }]) =>
    dev === true ? [] : [`${path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)}@${version}`],
  ),
);
/** Packages from before `license` name theirs in another way, which lockfiles do not carry. */
function licensed(component: Component): Component {
  if ((component.licenses ?? []).length > 0) return component;
  const { licenses = [] }: { licenses?: { type: string }[] } = JSON.parse(
    readFileSync(`${root}/node_modules/${component.name}/package.json`, 'utf8'),
  );
  return { ...component, licenses: licenses.map(({ type }) => ({ license: { id: type } })) };
}
const components = bom.components.filter(({ name, version }) => shipped.has(`${name}@${version}`)).map(licensed);
const left = new Set(components.map((component) => component['bom-ref']));
const dependencies = bom.dependencies
  .filter(({ ref }, place) => place === 0 || left.has(ref))
  .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((each) => left.has(each)) }));
/** It runs on the Node that comes along, and on the server that DATABASE_URL names, which does not. */
const under = [
  ...pins.node.map((version) => ({ name: 'node', version, scope: 'required', purl: `pkg:generic/node@${version}` })),
  ...pins.postgresql.slice(0, 1).map((version) => ({
    ...{ name: 'postgresql', version, scope: 'optional', purl: `pkg:generic/postgresql@${version}` },
    description: 'The server that DATABASE_URL names; it does not come along',
  })),
].map((part) => ({ type: 'platform', 'bom-ref': `${part.name}@${part.version}`, ...part }));
// npm calls it as its folder is called, and writes a time and a number that are others at each run.
const { timestamp: _now, ...about } = bom.metadata;
const epoch = process.env.SOURCE_DATE_EPOCH;
const time = epoch === undefined ? {} : { timestamp: new Date(Number(epoch) * 1000).toISOString() };
const metadata = { ...about, ...time, component: { ...bom.metadata.component, name } };
const { serialNumber: _random, ...rest } = bom;
const whole = { ...rest, metadata, components: [...components, ...under], dependencies };
process.stdout.write(`${JSON.stringify(whole, null, 2)}\n`);
