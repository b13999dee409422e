import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { Endpoint } from '../../../../src/applications/log/call.ts';
import { type LightFacts, lightsOf } from '../../../../src/site/docs/start/lights.ts';
import { fact } from '../../../support/words.ts';

const at = (time: string) => new Date(`2026-11-24T${time}+08:00`);
const answered = (...list: [Endpoint, string][]) => new Map(list.map(([endpoint, time]) => [endpoint, at(time)]));
const failure = (endpoint: Endpoint, time: string, error = 'invalid_grant') => ({
  ...{ endpoint, error, at: at(time), cause: fact('tests.cause'), cure: fact('tests.cure') },
});
const states = (hasKeys: boolean, seen: Partial<LightFacts>) =>
  lightsOf(hasKeys, { answered: new Map(), failures: [], ...seen })
    .map(({ step, state }) => `${step} ${state}`)
    .join(', ');

describe('the six lights', () => {
  it('begin with the keys', () => {
    expect(states(false, {})).to.equal('keys next, redirect off, consent off, token off, userinfo off, logout off');
    expect(states(true, {})).to.equal('keys on, redirect next, consent off, token off, userinfo off, logout off');
  });

  it('come on step by step, with the next one named', () => {
    expect(states(true, { answered: answered(['shown', '14:31:00']) })).to.equal(
      'keys on, redirect on, consent next, token off, userinfo off, logout off',
    );
    const login = answered(['shown', '14:31:00'], ['authorization', '14:32:00'], ['token', '14:32:00']);
    expect(states(true, { answered: login })).to.equal(
      'keys on, redirect on, consent on, token on, userinfo next, logout off',
    );
  });

  it('need no page of ours with a session and a complete consent', () => {
    expect(states(true, { answered: answered(['authorization', '14:31:00']) })).to.match(
      /redirect on, consent on, token next/,
    );
  });

  it('show the mistake that is newer than the last success', () => {
    const [mistake] = [failure('token', '14:33:05')];
    expect(states(true, { answered: answered(['token', '14:32:00']), failures: [mistake] })).to.match(/token failed/);
    expect(states(true, { answered: answered(['token', '14:33:00']), failures: [mistake] })).to.match(/token on/);
    const [, , , token] = lightsOf(true, { answered: new Map(), failures: [mistake] });
    expect(token?.failure?.cure.code).to.equal('tests.cure');
  });

  it('tell a refused address from a citizen who declined', () => {
    const failures = [failure('authorization', '14:31:10', 'invalid_redirect_uri')];
    expect(states(true, { failures })).to.match(/redirect failed, consent off/);
    const refused = [failure('authorization', '14:31:10', 'access_denied')];
    expect(states(true, { answered: answered(['shown', '14:31:00']), failures: refused })).to.match(
      /redirect on, consent failed/,
    );
  });

  it('are all on in the end', () => {
    const all = answered(
      ['shown', '14:31:00'],
      ['authorization', '14:31:00'],
      ['token', '14:31:00'],
      ['userinfo', '14:31:00'],
      ['logout', '14:32:00'],
    );
    expect(states(true, { answered: all })).to.equal(
      'keys on, redirect on, consent on, token on, userinfo on, logout on',
    );
  });
});
