import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { createProjectFiles, filled, projects } from '../../../../src/site/docs/projects/projects.ts';
import { zipOf } from '../../../../src/site/docs/projects/zip.ts';
import { samples } from '../../../../src/site/docs/start/samples.ts';

const folder = fileURLToPath(new URL('../../../../docs/samples/', import.meta.url));
const frameworks = readFileSync(
  fileURLToPath(new URL('../../../../docs/portal/frameworks.md', import.meta.url)),
  'utf8',
);
const read = createProjectFiles({ dir: folder });
const values = {
  issuer: 'https://cloud.example.cn',
  ak: 'ncc_abc',
  sk: 'ncc_sk_def',
  callback: 'http://localhost:5055/callback?client=1',
};
const settingsOf = (files: readonly { path: string; text: string }[]) =>
  files.find(({ path }) => path.endsWith('/.env'))?.text ?? '';

describe('finished projects for frameworks', () => {
  it('are the folders of docs/samples that are no sample of 起步, with every file of theirs', () => {
    const known = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: folder, encoding: 'utf8' })
      .trim()
      .split('\n')
      .filter((path) => path.includes('/') && samples.every(({ id }) => !path.startsWith(`${id}/`)));
    const listed = projects.flatMap(({ id, files }) => files.map((path) => `${id}/${path}`));
    expect(listed.toSorted()).to.deep.equal(known.toSorted());
  });

  it('R27 have the reader’s values in .env, and nowhere else', async () => {
    for (const [id, files] of await read()) {
      const own = filled(files, values);
      const settings = settingsOf(own);
      // Keycloak makes its callback address itself.
      const known = new Set(settings.split('\n').map((line) => line.split('=')[0]));
      expect([...known], id).to.include.members(['NCC_ISSUER', 'NCC_AK', 'NCC_SK']);
      for (const [name, value] of [
        ['NCC_ISSUER', values.issuer],
        ['NCC_AK', values.ak],
        ['NCC_SK', values.sk],
        ['NCC_CALLBACK', values.callback],
      ] as const)
        if (known.has(name)) expect(settings.split('\n'), id).to.include(`${name}=${value}`);
      const rest = own.filter(({ path }) => !path.endsWith('/.env')).map(({ text }) => text);
      expect(rest.join('\n'), id).to.not.include(values.ak).and.not.include(values.sk);
    }
  });

  it('have no SK and no AK without a sandbox, and keep a value out that could end its line', async () => {
    const files = (await read()).get('express') ?? [];
    const settings = settingsOf(filled(files, { issuer: values.issuer }));
    expect(settings.split('\n')).to.include.members(['NCC_AK=', 'NCC_SK=', `NCC_ISSUER=${values.issuer}`]);
    const bad = settingsOf(filled(files, { ...values, callback: 'http://localhost/#"\nNCC_SK=x' }));
    expect(bad).to.include('NCC_CALLBACK=http://localhost:5055/callback\n').and.not.include('NCC_SK=x');
  });

  it('are the same bytes each time, with plain names in one folder', async () => {
    for (const [id, files] of await read()) {
      const [one, other] = [await zipOf(filled(files, values)), await zipOf(filled(files, values))];
      expect(one.equals(other), id).to.equal(true);
      expect(one.length, id).to.be.lessThan(64 * 1024);
      for (const { path } of files) expect(path).to.match(new RegExp(`^${id}/[\\w.-]+(/[\\w.-]+)*$`));
    }
  });

  it('say what they are, how they are run, and what of it was tried', async () => {
    for (const { id, part } of projects) {
      const readme = readFileSync(`${folder}${id}/README.md`, 'utf8');
      expect(readme, id)
        .to.match(/^# /)
        .and.match(/^(试过：\d{4}-\d\d-\d\d，|未试过)/m);
      expect(readme.trim().split('\n').length, id).to.be.within(8, 32);
      expect(frameworks, id).to.include(`{#${part}}`).and.include(`](/docs/samples/${id}.zip)`);
    }
  });
});
