import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { settings as known } from '../../src/config.ts';
import { rooms } from '../../src/services.ts';
import { said } from '../drills/chart.ts';
import { operating } from '../drills/machine/document.ts';
import { blocks, lines, settings } from '../drills/machine/follow.ts';

describe('docs/operating.md', function () {
  this.timeout(60_000);

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

  it('asks for what the drill fills in, and for nothing else', () => {
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
});
