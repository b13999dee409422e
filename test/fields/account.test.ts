import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { z } from 'zod';
import * as fields from '../../src/fields/account.ts';
import { readFields } from '../../src/fields/read.ts';
import { fact } from '../support/words.ts';

/** The parsed value of a typed text, or the problem's sentence. */
const answer = (field: z.ZodType, typed: string): unknown => {
  const read = field.safeParse(typed);
  return read.success ? read.data : read.error.issues[0]?.message;
};

describe('a user name', () => {
  it('is kept in one spelling', () => {
    expect(answer(fields.username(), 'Zhang_San')).to.equal('zhang_san');
    expect(answer(fields.username(), 'ｚｈａｎｇ．１２')).to.equal('zhang.12');
    expect(answer(fields.username(), '青溪张三')).to.equal('青溪张三');
  });

  it('has 4 to 32 letters, digits, 汉字 or . _ -', () => {
    for (const typed of [
      'abc',
      'a'.repeat(33),
      'zhang san',
      'zhang@san',
      'zhang<b>',
      'zhаng',
      'żhang',
      '张三👍丰',
      'a\u202ebcd',
    ])
      expect(answer(fields.username(), typed), typed).to.include('fields.username_form');
    expect(answer(fields.username(), '汉'.repeat(32))).to.equal('汉'.repeat(32));
  });

  it('never looks like a phone number', () => {
    for (const typed of ['13800138000', '138-0013-8000', '１２３４', '....'])
      expect(answer(fields.username(), typed), typed).to.equal('fields.username_digits {"label":"用户名"}');
  });

  it('stays as it is when it is read again', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 4, maxLength: 12, unit: 'binary' }), (typed) => {
        const once = fields.username().safeParse(typed);
        return !once.success || answer(fields.username(), once.data) === once.data;
      }),
    );
  });
});

describe('a nickname', () => {
  it('has at most 20 字', () => {
    expect(answer(fields.nickname(), '溪边的风👨‍👩‍👧‍👦')).to.equal('溪边的风👨‍👩‍👧‍👦');
    expect(answer(fields.nickname(), '风'.repeat(23))).to.equal('fields.too_long {"label":"昵称","max":20,"now":23}');
  });
});

describe('a new password', () => {
  const form = z.object({ password: fields.newPassword() });
  const problem = (input: object) => {
    const read = readFields(form, input);
    return 'problems' in read ? read.problems.password : undefined;
  };

  it('has 8 to 128 characters and no rules about which', () => {
    for (const password of ['雨天 读书 喝茶呢', 'qzvkwmxr', '7319 0462', 'x9k'.repeat(42)])
      expect(problem({ password }), password).to.equal(undefined);
    expect(problem({ password: 'x9$kQ2!' })).to.deep.equal(fact('fields.password_short', { label: '密码', min: 8 }));
    expect(problem({ password: '👍👍👍👍' })).to.deep.equal(fact('fields.password_short', { label: '密码', min: 8 }));
    expect(problem({ password: 'x9k'.repeat(43) })).to.deep.equal(
      fact('fields.password_long', { label: '密码', max: 128, now: 129 }),
    );
    expect(problem({})).to.deep.equal(fact('fields.missing', { label: '密码' }));
    expect(problem({ password: 'qzvk\u0007wmxr' })).to.have.property('code', 'fields.unreadable');
  });

  it('is not one of the common ones', () => {
    for (const password of [
      'password',
      'PassW0rd',
      '123456789',
      '1qaz2wsx',
      'woaini1314',
      '５２０１３１４５２０',
      'aaaaaaaaaa',
      '1212121212',
      '23456789',
      'hgfedcba',
    ])
      expect(problem({ password }), password).to.deep.equal(fact('fields.password_common', { label: '密码' }));
  });

  it('is not the name of its own account, in whatever case', () => {
    const own = fact('fields.password_own_name', { label: '密码' });
    const names = ['qingxi_wenhua', '13800138000', undefined];
    for (const password of ['Qingxi_WENHUA', '13800138000'])
      expect(fields.passwordProblem(password, names)).to.deep.equal(own);
    expect(fields.passwordProblem('qingxi_wenhua7', names)).to.equal(undefined);
  });
});

describe('a code from a short message', () => {
  it('is read with spaces, hyphens and full-width digits', () => {
    for (const typed of ['012345', '012 345', '012-345', '０１２３４５', ' 0 1 2 3 4 5 ', '012–345'])
      expect(answer(fields.smsCode(), typed), typed).to.equal('012345');
  });

  it('has six digits', () => {
    for (const typed of ['12345', '1234567', '12345a', 'abcdef', '１２３４５六', '١٢٣٤٥٦'])
      expect(answer(fields.smsCode(), typed), typed).to.equal('fields.code_form {"label":"验证码"}');
  });
});

describe('an e-mail address', () => {
  it('is kept in lower case', () => {
    expect(answer(fields.email(), 'Zhang.San+Cloud@Example.CN')).to.equal('zhang.san+cloud@example.cn');
  });

  it('has a name and a domain', () => {
    const hostile = [
      'a',
      'a@b',
      'a@@b.cn',
      '@b.cn',
      'a@b..cn',
      '.a@b.cn',
      'a@-b.cn',
      'a b@c.cn',
      'a@b.cn\r\nBcc: c@d.cn',
      'a@b.cn,c@d.cn',
      '"a"@b.cn',
      '<a@b.cn>',
      `${'a'.repeat(65)}@b.cn`,
      `a@${'b.'.repeat(130)}cn`,
      'a@127.0.0.1',
    ];
    for (const typed of hostile)
      expect(answer(fields.email(), typed), typed).to.equal('fields.email_form {"label":"邮箱"}');
  });

  it('is judged in no time, whatever is typed', () => {
    const began = performance.now();
    for (const typed of [`${'a.'.repeat(50_000)}@`, `a@${'a-'.repeat(50_000)}`, `${'a'.repeat(100_000)}@b`])
      answer(fields.email(), typed);
    expect(performance.now() - began).to.be.below(200);
  });
});
