import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { judge } from '../../src/operations/advisories/judge.ts';
import { shippedList } from '../../src/operations/advisories/list.ts';
import { pins } from '../support/pins.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');

describe('the versions that images, compose and chart run', () => {
  it('are written out, one Node everywhere, and keep the floors of the list', async () => {
    expect(pins.node, 'Dockerfile and package.json').to.have.lengthOf(1);
    expect(pins.postgresql).to.have.lengthOf(2);
    const loaded = new Map(Object.entries(pins).map(([component, versions]) => [component, new Set<string>(versions)]));
    for (const version of [...pins.node, ...pins.postgresql]) expect(version).to.match(/^\d+\.\d+(\.\d+)?$/);
    const { holes, floors } = judge(shippedList(), loaded);
    expect([...holes, ...floors]).to.deep.equal([]);
  });

  it('are those of every image, none of which is named by a word such as latest', () => {
    const images = [
      ...read('Dockerfile').matchAll(/^FROM (\S+)/gm),
      ...read('compose.yaml').matchAll(/^ +image: (\S+)/gm),
      ...read('deploy/helm/cloud/values.yaml').matchAll(/^ +image: (\S+)/gm),
    ].map(([, name = '']) => name);
    expect(images).to.have.lengthOf(5);
    for (const image of images) expect(image).to.match(/:\d+\.\d+[\w.-]*(@sha256:[0-9a-f]{64})?$/);
  });
});

describe('the image', () => {
  const copied = Array.from(read('Dockerfile').matchAll(/^COPY (?!--)(.+) \S+$/gm), ([, names = '']) =>
    names.split(' '),
  ).flat();
  const folders = readdirSync(join(root, 'docs'), { withFileTypes: true }).flatMap((each) =>
    each.isDirectory() && each.name !== 'adr' ? [each.name] : [],
  );

  it('has each folder of docs that the product reads while it runs: 帮助, 开发者中心, the samples, 用户协议', () => {
    const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .map((path) => read(join('src', path)));
    const isRead = (folder: string) =>
      sources.some((text) => new RegExp(`\\.\\./docs/${folder}\\b(?!/\\w+\\.ts)|\\bfolder\\('${folder}\\b`).test(text));
    const wanted = folders.filter(isRead).map((folder) => `docs/${folder}`);
    expect(wanted).to.include.members(['docs/portal', 'docs/samples']);
    expect(wanted.filter((folder) => !copied.includes(folder))).to.deep.equal([]);
  });

  it('gets the files that its Dockerfile copies', () => {
    const sent = read('.dockerignore')
      .split('\n')
      .flatMap((line) => (line.startsWith('!') ? [line.slice(1)] : []));
    expect(copied.filter((name) => !sent.includes(name))).to.deep.equal([]);
  });
});
