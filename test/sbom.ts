import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// npm run -s sbom > sbom.json: the parts that ship with the product, as CycloneDX. npm writes it; its --omit=dev also leaves out packages that
// both the product and a tool of ours need (zod, jose), so all is requested, and packages that the lockfile marks as development only are left
// out here.

type Locked = { version?: string; dev?: true; devOptional?: true };
type Component = { name: string; version: string; 'bom-ref': string; licenses?: object[] };
type Bom = {
  components: Component[];
  metadata: { component: object };
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
// npm calls it as its folder is called.
const metadata = { ...bom.metadata, component: { ...bom.metadata.component, name } };
process.stdout.write(`${JSON.stringify({ ...bom, metadata, components, dependencies }, null, 2)}\n`);
