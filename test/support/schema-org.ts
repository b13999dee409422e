import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

type Node = { above: string[]; properties: Set<string> };

let nodes: Map<string, Node> | undefined;

/** The vocabulary of schema.org in schema-dts: the types, the parents of each, and its own properties. */
function vocabulary(): Map<string, Node> {
  if (nodes !== undefined) return nodes;
  nodes = new Map();
  const text = readFileSync(fileURLToPath(new URL('schema.d.ts', import.meta.resolve('schema-dts'))), 'utf8');
  for (const [, name = '', above = '', members = ''] of text.matchAll(
    /^(?:export )?interface (\w+)(?:<[^>]*>)?(?: extends ([^{]+?))? \{\n([\s\S]*?)^\}/gm,
  )) {
    const node = nodes.get(name) ?? { above: [], properties: new Set<string>() };
    node.above.push(...above.split(',').flatMap((each) => /^\s*(\w+)/.exec(each)?.[1] ?? []));
    for (const [, property = ''] of members.matchAll(/^ {4}"([\w@]+)"\??:/gm)) node.properties.add(property);
    nodes.set(name, node);
  }
  return nodes;
}

function propertiesOf(name: string): Set<string> {
  const node = vocabulary().get(name);
  if (node === undefined) return new Set();
  return new Set([...node.properties, ...node.above.flatMap((each) => [...propertiesOf(each)])]);
}

/** Parts of a document that are no type of schema.org, or no property of their type; by path. */
export function foreign(thing: unknown, path = ''): string[] {
  if (Array.isArray(thing)) return thing.flatMap((each, place) => foreign(each, `${path}[${place}]`));
  if (typeof thing !== 'object' || thing === null) return [];
  const type = Reflect.get(thing, '@type');
  if (typeof type !== 'string' || !vocabulary().has(`${type}Leaf`)) return [`${path}: type ${String(type)}`];
  const known = propertiesOf(`${type}Leaf`);
  return Object.entries(thing).flatMap(([name, value]) => [
    ...(name.startsWith('@') || known.has(name) ? [] : [`${path}.${name} is none of ${type}`]),
    ...foreign(value, `${path}.${name}`),
  ]);
}
