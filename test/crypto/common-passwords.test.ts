import { expect } from 'chai';
import { describe, it } from 'mocha';
import { isCommonPassword } from '../../src/crypto/passwords.ts';

describe('common passwords', () => {
  it('are those that the world and China use most', () => {
    const common = [
      '123456',
      'password',
      '12345678',
      'qwerty123',
      'iloveyou',
      '1qaz2wsx',
      'a123456789',
      'woaini1314',
      '5201314520',
      'woaini520',
      'dearbook',
      '147258369',
    ];
    for (const password of common) expect(isCommonPassword(password), password).to.equal(true);
  });

  it('are seen through case and full-width letters', () => {
    for (const password of ['PassWord', 'ＰＡＳＳＷＯＲＤ', 'WoAiNi1314', '１２３４５６７８'])
      expect(isCommonPassword(password), password).to.equal(true);
  });

  it('are rows and repetitions too, however long', () => {
    for (const password of [
      'aaaaaaaaaaaaaaaa',
      'abababababab',
      '哈哈哈哈哈哈哈哈',
      '23456789',
      'fedcba98'.slice(0, 6),
      'ijklmnopqrst',
    ])
      expect(isCommonPassword(password), password).to.equal(true);
  });

  it('are refused: the list is not made up by hand', () => {
    for (const password of ['青溪七里桥头的猫', 'qzvkwmxr', '7319046258', 'correct horse battery', 'Tx7-kloud-91'])
      expect(isCommonPassword(password), password).to.equal(false);
  });
});
