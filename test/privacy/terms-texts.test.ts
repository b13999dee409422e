import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { describe, it } from 'mocha';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string) => readFileSync(`${root}${path}`, 'utf8');

/** Where the product sets cookies, and which: without `__Host-`, `__Secure-` and `.sig`, as 隐私政策 calls them. */
const cookies: Readonly<Record<string, readonly string[]>> = {
  'src/console/visitor.ts': ['console', 'console-start'],
  'src/demo/partner/pages.ts': [], // of an invented partner, never in production
  'src/http/gate/frame.ts': ['elder', 'theme'],
  'src/http/gate/waiting-page.ts': ['waiting'],
  'src/http/own-writes.ts': ['wrote'],
  'src/http/pages/csrf.ts': ['form'],
  'src/http/speech.ts': ['lang', 'lang-here'],
  'src/oidc/configuration.ts': ['session', 'interaction', 'resume'],
  'src/oidc/fast/authorization-endpoint.ts': ['session'],
  'src/oidc/fast/login-end.ts': ['session'],
  'src/oidc/login/device-cookie.ts': ['device'],
  'src/oidc/login/login-browser.ts': ['login'],
  'src/resources/public/here.ts': ['region'],
  'src/verification/browser-pages.ts': ['verification_run'],
};

describe('R04 the texts of 用户协议 and 隐私政策 that come with the product', () => {
  it('are, where they are in force, what they were, byte for byte', () => {
    const kept = read('docs/terms/in-force.sha256').trim().split('\n');
    const now = kept.map((line) => {
      const [, name = ''] = line.split('  ');
      return `${createHash('sha256')
        .update(read(`docs/terms/${name}`))
        .digest('hex')}  ${name}`;
    });
    expect(now).to.eql(kept);
    expect(kept.map((line) => line.split('  ')[1])).to.include.members(['privacy-1.md', 'terms-1.md']);
  });

  it('name in the proposal every cookie that the product sets, and no other', () => {
    const files = globSync('src/**/*.ts', { cwd: root }).filter((path) =>
      /cookies\.set\(|'Set-Cookie'|cookies: \{\s+keys:/.test(read(path)),
    );
    expect(files.toSorted(), 'where a cookie is set').to.eql(Object.keys(cookies));
    const [, table = ''] = /## 二、Cookie([\s\S]*?)\n## /.exec(read('docs/terms/privacy-2.md')) ?? [];
    const rows = table.split('\n').filter((line) => line.startsWith('| `'));
    const named = rows.flatMap((line) =>
      [...(line.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name),
    );
    expect(named.toSorted()).to.eql([...new Set(Object.values(cookies).flat())].toSorted());
  });

  it('propose changes that the form takes: lines of a sentence each', () => {
    const lines = read('docs/terms/changes-2.md').trim().split('\n');
    expect(lines.join('\n')).to.have.lengthOf.below(500);
    for (const line of lines) expect(line).to.match(/。$/);
  });
});
