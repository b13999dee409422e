import { expect } from 'chai';
import { describe, it } from 'mocha';
import { createDownloads } from '../../../src/resources/open/downloads.ts';
import { refusal } from '../../support/refusal.ts';

describe('public downloads of files', () => {
  const tried = (enter: () => unknown) => refusal((async () => enter())());

  it('are two at a time for one address, and another when one of them is through', async () => {
    const { enter } = createDownloads();
    const leave = enter('203.0.113.1');
    enter('203.0.113.1');
    expect(await tried(() => enter('203.0.113.1'))).to.include({ code: 'maintenance', retryAfter: 30 });
    enter('203.0.113.2');
    leave();
    leave(); // a socket that is closed twice
    enter('203.0.113.1');
    expect(await tried(() => enter('203.0.113.1'))).to.include({ code: 'maintenance' });
  });

  it('are limited in number', async () => {
    const { enter } = createDownloads();
    const leaving = Array.from({ length: 24 }, (_, place) => enter(`203.0.113.${place}`));
    expect(await tried(() => enter('198.51.100.1'))).to.include({ code: 'maintenance' });
    leaving[3]?.();
    enter('198.51.100.1');
  });

  it('are read a part at a time, at the pace of the reader', async () => {
    const parts = [Buffer.from('one '), Buffer.from('two '), Buffer.from('three')];
    const asked: number[] = [];
    const body = createDownloads().body(async (place) => {
      asked.push(place);
      return parts[place];
    });
    expect(asked).to.deep.equal([]);
    const text = Buffer.concat(await body.toArray()).toString();
    expect([text, asked]).to.deep.equal(['one two three', [0, 1, 2, 3]]);
  });
});
