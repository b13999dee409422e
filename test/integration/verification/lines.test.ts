import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { type CheckCode, checks } from '../../../src/integration/verification/checks/checks.ts';
import { linesFor } from '../../../src/integration/verification/judging/lines.ts';
import { frameworkOf } from '../../../src/integration/verification/runs/run.ts';
import type { Change } from '../../foreign/agent.ts';
import { breaks } from '../../foreign/broken.ts';
import { paste } from '../../support/paste.ts';

const dir = fileURLToPath(new URL('../../../docs/samples/', import.meta.url));
const programOf = (stack: string): string => {
  const found = readdirSync(join(dir, stack), { recursive: true, encoding: 'utf8' }).find((path) =>
    /(login\.mjs|Login\.java|login\.py|login\.php|main\.go|main\.rs)$/.test(path),
  );
  return readFileSync(join(dir, stack, found ?? ''), 'utf8');
};

/** A copy of a sample with a mistake, and the lines to change for the check that finds it. */
describe('lines to change, pasted into the broken copy of a sample', () => {
  for (const stack of ['node', 'python', 'php', 'go', 'rust', 'java'])
    for (const [name, copy] of Object.entries(breaks[stack]?.copies ?? {})) {
      if (name === 'any claims in the id_token') continue; // a bean that the cure takes away
      it(`make the ${stack} sample whole again: ${name}`, () => {
        const whole = programOf(stack);
        const broken = copy.changes.reduce((now, [from, to]) => now.replace(from, to), whole);
        expect(broken).to.not.equal(whole);
        const fails = 'stops' in copy ? 'pkce' : copy.fails;
        const check = checks.find(({ code }) => code === fails);
        const lines = check && linesFor(check.code, frameworkOf(stack)).own;
        expect(paste(broken, lines?.code ?? '')).to.equal(whole);
      });
    }

  const failing: Readonly<Record<string, Partial<Record<CheckCode, Change>>>> = {
    python: {
      denied: ['return f"<p>登录没有完成：{escape(error.error)}</p>{LOGIN}", 400', 'return redirect("/login")'],
      retry: ['return f"<p>登录没有完成：没有通过核对</p>{LOGIN}", 400', 'return redirect("/login")'],
    },
    php: {
      denied: ["throw new RuntimeException($_GET['error']);", "go('/login');"],
      retry: ['    http_response_code(400);\n    echo ', "    go('/login');\n    echo "],
    },
    java: {
      denied: [
        'new ForwardAuthenticationFailureHandler("/failed")',
        'new SimpleUrlAuthenticationFailureHandler("/login")',
      ],
      retry: [/ {2}@RequestMapping\("\/failed"\)\n[^}]*}\n/, ''],
    },
  };
  for (const [stack, changes] of Object.entries(failing))
    for (const { code } of checks) {
      const [from, to] = changes[code] ?? [];
      if (from === undefined || to === undefined) continue;
      it(`give the ${stack} sample its own page again where a failed login begins another: ${code}`, () => {
        const whole = programOf(stack);
        const broken = whole.replace(from, to);
        expect(broken).to.not.equal(whole);
        expect(paste(broken, linesFor(code, frameworkOf(stack)).own?.code ?? '')).to.equal(whole);
      });
    }

  it('lead no failed login to /login, which goes on to the Cloud at once', () => {
    for (const code of ['denied', 'retry'] as const) {
      const { own, others } = linesFor(code, 'node');
      for (const { framework, code: lines } of [...(own ? [own] : []), ...others])
        expect(lines, `${code} ${framework}`).to.not.match(/(redirect\w*|location|url|path)\W[^<]{0,20}\/login/i);
    }
  });
});
