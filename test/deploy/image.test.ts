import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { describe, it } from 'mocha';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');

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
