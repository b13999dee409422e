import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { personal as accounts } from '../../../src/accounts/personal-data.ts';
import { personal as audit } from '../../../src/audit/personal-data.ts';
import { personal as helpdesk } from '../../../src/citizens/helpdesk/personal-data.ts';
import { termInWords } from '../../../src/citizens/privacy/package-text.ts';
import { personal as privacy } from '../../../src/citizens/privacy/personal-data.ts';
import { days } from '../../../src/clock.ts';
import { personal as institutions } from '../../../src/institutions/personal-data.ts';
import { personal as mail } from '../../../src/mail/personal-data.ts';
import { personal as notices } from '../../../src/notices/personal-data.ts';
import { personal as oidc } from '../../../src/oidc/personal-data.ts';
import { personal as review } from '../../../src/review/personal-data.ts';
import { paperRetention } from '../../../src/review/workflow/papers.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const read = (path: string) => readFileSync(`${root}${path}`, 'utf8');

/** Where the product sets cookies, and which: without `__Host-`, `__Secure-` and `.sig`, as 隐私政策 calls them. */
const cookies: Readonly<Record<string, readonly string[]>> = {
  'src/console/visitor.ts': ['console', 'console-start'],
  'src/demo/partner/entry-pages.ts': [], // the same
  'src/demo/partner/pages.ts': [], // of an invented partner, never in production
  'src/http/gate/frame.ts': ['elder', 'theme'],
  'src/http/gate/waiting-page.ts': ['waiting'],
  'src/http/own-writes.ts': ['wrote'],
  'src/http/pages/csrf.ts': ['form'],
  'src/http/speech.ts': ['lang', 'lang-here'],
  'src/integration/verification/browser-pages.ts': ['verification_run'],
  'src/oidc/assistants/configuration.ts': ['interaction', 'resume'], // its session is sent to no browser
  'src/oidc/assistants/provider.ts': [], // where that is left out
  'src/oidc/configuration.ts': ['session', 'interaction', 'resume'],
  'src/oidc/fast/authorization-endpoint.ts': ['session'],
  'src/oidc/fast/login-end.ts': ['session'],
  'src/oidc/login/login-browser.ts': ['device', 'login'],
  'src/oidc/provider.ts': [], // where an answer that was not written loses them
  'src/resources/public/here.ts': ['region'],
};

describe('R04 the texts of 用户协议 and 隐私政策 that come with the product', () => {
  it('are unchanged, byte for byte, where they are in force', () => {
    const kept = read('docs/terms/in-force.sha256').trim().split('\n');
    const now = kept.map((line) => {
      const [, name = ''] = line.split('  ');
      return `${createHash('sha256')
        .update(read(`docs/terms/${name}`))
        .digest('hex')}  ${name}`;
    });
    expect(now).to.eql(kept);
    expect(kept.map((line) => line.split('  ')[1])).to.include.members([
      ...['privacy-1.md', 'terms-1.md', 'privacy-2.md', 'terms-2.md'],
    ]);
  });

  it('name purpose and period of each kind of stored data, as in the table of the jobs', () => {
    const text = read('docs/terms/privacy-2.md');
    const [, section = ''] = /## 一、我们处理哪些信息([\s\S]*?)\n## /.exec(text) ?? [];
    const rows = section.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| ---'));
    const of = new Map(
      [...accounts, ...mail, ...notices, ...helpdesk, ...privacy, ...oidc, ...audit, ...institutions].map((each) => [
        each.table,
        each.kept,
      ]),
    );
    const terms: Readonly<Record<string, string>> = {
      登录记录: 'logins',
      验证码的发送记录: 'sms_codes',
      短信和邮件的内容: 'mails',
      通知和站内消息的记录: 'inbox',
      更换手机号的申诉: 'phone_appeals',
      客服查看您账号的记录: 'helpdesk_cases',
      注销的记录: 'account_deletions',
      操作记录: 'audit_events',
      邀请您加入机构的手机号: 'invitations',
    };
    for (const [what, table] of Object.entries(terms)) {
      const row = rows.find((line) => line.startsWith(`| ${what}`)) ?? '';
      const kept = of.get(table);
      expect(row, what).to.include(kept && termInWords(kept));
    }
    // 最长: an earlier publication may promise more time than a row has, never less.
    const [, promised = ''] =
      /最长 (\d+) 天/.exec(rows.find((line) => line.startsWith('| 登录状态和凭证')) ?? '') ?? [];
    const longest = oidc.flatMap(({ table, kept: { term } }) =>
      table === 'oidc_tokens' && term.until === 'time' ? [term.seconds] : [],
    );
    expect(longest).to.have.length(2);
    expect(Math.max(...longest)).to.be.at.most(days(Number(promised)));
    const parts = review.flatMap(({ parts: own = [] }) => own);
    expect(parts.length).to.be.above(0);
    for (const { what, kept } of parts) {
      const row = rows.find((line) => line.startsWith(`| ${what}`)) ?? '';
      expect(row, what)
        .to.include(termInWords(kept))
        .and.include(`停用 ${paperRetention / days(1)} 天`);
    }
    for (const what of [
      '邮箱',
      '头像',
      '通行密钥',
      '出生年份',
      '核对过的姓名',
      '证件号码和证件照片',
      '手机号或用户名',
      '密码',
      '昵称',
    ])
      expect(rows.filter((line) => (line.split('|')[1] ?? '').includes(what)).length, what).to.be.above(0);
    for (const line of rows) expect(line.split('|').length, line).to.equal(5);
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
