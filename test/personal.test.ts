import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { personal as accounts } from '../src/accounts/personal-data.ts';
import { personal as applications } from '../src/applications/personal-data.ts';
import { termInWords } from '../src/citizens/privacy/package-text.ts';
import { personal as backOffice } from '../src/console/personal-data.ts';
import { personal as http } from '../src/http/personal-data.ts';
import { personal as oidc } from '../src/oidc/personal-data.ts';
import { personal as incidents } from '../src/operations/incidents/personal-data.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const files = globSync('src/**/personal-data.ts', { cwd: root }).toSorted();

describe('how long personal data are kept, as people are told', () => {
  it('is the constant of the code that ends it, wherever a job does', () => {
    const terms = files.flatMap((file) => {
      const text = readFileSync(`${root}${file}`, 'utf8');
      const imported = new Set(
        [...text.matchAll(/^import \{([^}]+)\} from/gm)].flatMap(([, names = '']) => names.trim().split(/\s*,\s*/)),
      );
      return [...text.matchAll(/\buntilJob\(\s*'[^']+',\s*([^']+?),\s*'/g)].map(([, term = '']) => ({
        file,
        term,
        imported,
      }));
    });
    expect(terms).to.have.length.above(20);
    const own = terms.filter(
      ({ term, imported }) => !term.split(' + ').every((part) => imported.has(part.split('.')[0] ?? '')),
    );
    expect(own.map(({ file, term }) => `${file}: ${term}`)).to.eql([]);
  });

  it('is no longer than its rows are there: sessions of the back office, tokens, login pages, attempts, codes, shown secrets', () => {
    const told = [...backOffice, ...oidc, ...http, ...accounts, ...applications, ...incidents].flatMap(
      ({ table, heading, kept }) => (kept.term.until === 'time' ? [[`${table} ${heading}`, termInWords(kept)]] : []),
    );
    expect(Object.fromEntries(told)).to.include({
      'console_sessions 管理后台的登录': '1 天',
      'oidc_tokens 登录会话和凭证': '180 天',
      'oidc_tokens 打开过的登录页': '2 天',
      'consents 已授权平台': '365 天',
      'throttle 次数限制': '1 天',
      'sms_codes 短信验证码': '2 天',
      'shown_secrets 尚未保存的密钥': '1 天',
      'incident_people 安全事件的处置': '180 天',
    });
  });

  it('is never longer than a window of attempts lasts', () => {
    const long = globSync('src/**/*.ts', { cwd: root }).filter((file) =>
      /\bper: (?!days\(1\))days\(/.test(readFileSync(`${root}${file}`, 'utf8')),
    );
    expect(long).to.eql([]);
  });
});
