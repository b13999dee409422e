import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { settings as known } from '../../src/config.ts';
import { rooms } from '../../src/services.ts';
import { said } from '../drills/chart.ts';
import { operating } from '../drills/machine/document.ts';
import { blocks, lines, settings } from '../drills/machine/follow.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

describe('docs/operating.md', function () {
  this.timeout(120_000);

  it('has blocks for one machine, two nodes, compose, Kubernetes, backups, upgrades and the way back', () => {
    const parts = new Set(blocks.map(({ part, name }) => `${part} ${name}`.trim()));
    for (const part of ['one packages', 'one service', 'two patroni', 'two front', 'compose', 'kubernetes'])
      expect(parts, part).to.include(part);
    for (const part of [
      'backup dump',
      'restore dump',
      'restore end',
      'backrest restore',
      'upgrade now',
      'rollback schema',
    ])
      expect(parts, part).to.include(part);
  });

  it('asks for exactly the values that the drill fills in', () => {
    const asked = [...lines('settings').matchAll(/([A-Z_]+)=/g)].map(([, name]) => name);
    expect([...asked, 'NEXT'].toSorted()).to.eql(Object.keys(settings).toSorted());
  });

  it('has only lines that a shell reads, with commands and settings that there are', async () => {
    const commands = await rooms.commands();
    for (const { part, name, lines: text } of blocks) {
      expect(text.split('\n')[0]).to.equal(`# ${part} ${name}`.trim());
      const read = spawnSync('bash', ['-n'], { input: text, encoding: 'utf8' });
      expect(read.stderr, `${part} ${name}`).to.equal('');
      const program =
        part === 'kubernetes' ? /src\/cli\.ts ([a-z]+) ([a-z]+)/g : /(?:^|[ (]|\.ts )cloud ([a-z]+) ([a-z]+)/gm;
      for (const [, noun, verb] of text.matchAll(program))
        if (!/^(owner|login|group)$/.test(noun ?? ''))
          expect(Object.keys(commands), text).to.include(`${noun} ${verb}`);
    }
    const env = /<<ENV\n([\s\S]*?)^ENV$/m.exec(lines('one', 'configuration'))?.[1] ?? '';
    const names = [...env.matchAll(/^([A-Z_]+)=/gm)].map(([, name = '']) => name);
    for (const name of names) expect(Object.keys(known), name).to.include(name.replace(/_FILE$/, ''));
    const required = Object.entries(known).flatMap(([name, setting]) =>
      'requiredInProduction' in setting ? [name] : [],
    );
    for (const name of required) expect(names.map((each) => each.replace(/_FILE$/, ''))).to.include(name);
    expect(operating()).not.to.match(/--password [^-]/);
  });

  it('runs the owner’s commands, and those with the caller’s files, as root, and only them', async () => {
    const commands = await rooms.commands();
    const asked = Object.entries(commands).flatMap(([name, { asOwner }]) => (asOwner ? [name] : []));
    const wrapper =
      /> \/usr\/local\/sbin\/cloud <<'SH'\n([\s\S]*?)^SH$/m.exec(lines('one', 'configuration'))?.[1] ?? '';
    const named = [...(/^("[^)]*)\)$/m.exec(wrapper)?.[1] ?? '').matchAll(/"([^"]+)"/g)].map(([, name = '']) => name);
    expect(named.toSorted()).to.eql(asked.toSorted());
  });

  it('takes files from the folder in which it is called', function () {
    if (process.platform !== 'linux') return this.skip();
    const folder = mkdtempSync(join(tmpdir(), 'ccc-wrapper-'));
    const wrapper =
      /> \/usr\/local\/sbin\/cloud <<'SH'\n([\s\S]*?)^SH$/m.exec(lines('one', 'configuration'))?.[1] ?? '';
    writeFileSync(
      join(folder, 'env'),
      `NODE_ENV=development\nNATIONAL_CRYPTOGRAPHY=on\nKEYS_DIR=${folder}/keys\nDATABASE_URL=postgres://cloud:its-password@127.0.0.1:1/cloud\n`,
    );
    writeFileSync(
      join(folder, 'cloud'),
      wrapper.replaceAll(/\/(etc\/cloud\/secrets|etc\/cloud|var\/lib\/cloud)\//g, `${folder}/`),
      { mode: 0o755 },
    );
    // Who runs it is no matter here.
    writeFileSync(join(folder, 'runuser'), '#!/bin/sh\nshift 3\nexec "$@"\n', { mode: 0o755 });
    writeFileSync(join(folder, 'audit-2026-11.csv'), 'when,who\n');
    writeFileSync(join(folder, 'owner-url'), 'postgres://cloud_owner:its-password@127.0.0.1:1/cloud');
    const cloud = (...args: string[]) =>
      spawnSync(join(folder, 'cloud'), args, {
        cwd: folder,
        encoding: 'utf8',
        env: { PATH: `${folder}:${process.env.PATH}`, CLOUD_CODE: root },
      });
    expect(cloud('keys', 'create').stderr).to.equal('');
    const signed = cloud('keys', 'sign', 'audit-2026-11.csv');
    expect(signed.stderr).to.equal('');
    expect(signed.status).to.equal(0);
    expect(existsSync(join(folder, 'audit-2026-11.csv.sm2'))).to.equal(true);
    rmSync(folder, { recursive: true });
  });

  it('has a unit that systemd accepts and finds well closed', function () {
    const folder = mkdtempSync(join(tmpdir(), 'ccc-unit-'));
    const unit = join(folder, 'cloud.service');
    writeFileSync(unit, /<<'UNIT'\n([\s\S]*?)^UNIT$/m.exec(lines('one', 'service'))?.[1] ?? '');
    const verified = said('systemd-analyze', ['verify', unit]);
    const looked = said('systemd-analyze', ['security', '--offline=true', '--threshold=20', unit]);
    rmSync(folder, { recursive: true });
    if (verified === undefined || looked === undefined) return this.skip(); // apt-get install systemd
    expect(verified, 'unknown words are only warned of').to.eql({ code: 0, text: '', warnings: '' });
    expect(looked.code, looked.text).to.equal(0);
  });

  it('has a timer for backups that systemd accepts', function () {
    const folder = mkdtempSync(join(tmpdir(), 'ccc-timer-'));
    const units = [...lines('backup', 'nightly').matchAll(/> \S+\/(\S+) <<'UNIT'\n([\s\S]*?)^UNIT$/gm)];
    expect(units.map(([, name]) => name)).to.eql(['cloud-backup.service', 'cloud-backup.timer']);
    for (const [, name = '', text = ''] of units)
      writeFileSync(join(folder, name), text.replace('/usr/local/sbin/cloud-backup', '/bin/true')); // it is not installed here
    const verified = said('systemd-analyze', ['verify', ...units.map(([, name = '']) => join(folder, name))]);
    rmSync(folder, { recursive: true });
    if (verified === undefined) return this.skip(); // apt-get install systemd
    expect(verified).to.eql({ code: 0, text: '', warnings: '' });
  });
});
