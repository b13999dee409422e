import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';

const script = readFileSync(new URL('../../deploy/cities/cloud-city', import.meta.url), 'utf8');
const parts = [/^key\(\) .*$/m, /^record\(\) \{[\s\S]*?^\}/m].map((part) => part.exec(script)?.[0] ?? '');

/** Writes `$WRITES` at a transaction, and answers nothing in time. */
const etcdctl = `#!/bin/bash
case "$*" in
  *txn*) cat > /dev/null; printf '%s' "$WRITES" > "$0.kept"; exit 1 ;;
  *) cat "$0.kept" ;;
esac`;

describe('the decision which city serves', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'ccc-city-'));
    writeFileSync(join(folder, 'etcdctl'), etcdctl, { mode: 0o755 });
  });
  after(() => rmSync(folder, { recursive: true }));

  for (const [writes, isMade] of [
    ['guiyang, 1', 'made'],
    ['hangzhou, 1', 'another'],
  ] as const)
    it(`is ${isMade} where etcd has “${writes}” after an answer that was lost`, function () {
      this.timeout(20_000);
      const lines = ['set -euo pipefail', ...parts, `if record 3 'guiyang, 1'; then echo made; else echo another; fi`];
      const env = { ...process.env, PATH: `${folder}:${process.env.PATH}`, WRITES: writes };
      const said = execFileSync('bash', ['-c', lines.join('\n')], { env, encoding: 'utf8' });
      expect(said.trim()).to.equal(isMade);
    });
});
