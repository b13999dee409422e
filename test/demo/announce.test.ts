import { expect } from 'chai';
import { describe, it } from 'mocha';
import { readConfig } from '../../src/config.ts';
import { announce } from '../../src/demo/announce.ts';

describe('the message of a start', () => {
  const config = readConfig({ DATABASE_URL: 'postgres://localhost/cloud', DEMO: 'on' });

  it('names where to click, and says of lists that are still being filled that they are', () => {
    for (const isFilled of [true, false]) {
      const said = announce(config, isFilled);
      for (const place of ['演示合作平台', '/console', '/admin', '/dev/outbox']) expect(said).to.include(place);
      expect(said.includes('演示内容还在准备')).to.equal(!isFilled);
    }
  });

  it('is nothing in production', () => {
    expect(announce({ ...config, NODE_ENV: 'production' }, false)).to.equal('');
  });
});
