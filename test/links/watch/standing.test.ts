import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { State } from '../../../src/links/watch/side.ts';
import { isUnsteady, next, type Standing } from '../../../src/links/watch/standing.ts';

const day = (n: number) => new Date(Date.UTC(2026, 10, n));
const letters: Record<string, State> = { f: 'found', s: 'slow', m: 'missing', d: 'down', u: 'unseen' };

/** Runs day by day, a letter each; a capital letter is 立即检测. Returns the letters by day. */
function live(looks: string) {
  let standing: Standing | undefined;
  const told: string[] = [];
  for (const [place, letter] of [...looks].entries()) {
    const asked = letter !== letter.toLowerCase();
    const state = letters[letter.toLowerCase()] ?? 'down';
    const then = next(standing, { state, at: day(place + 1), asked });
    if (then.told !== undefined) told.push(`${then.told} ${place + 1}`);
    standing = then.standing;
  }
  return { told, standing };
}

describe('R40 how a side of a link stands', () => {
  it('alarms after three bad runs in a row, once, and is over after two good ones', () => {
    expect(live('fmm').told).to.eql([]);
    expect(live('fmmm').told).to.eql(['alarm 4']);
    expect(live('fmdmdddd').told).to.eql(['alarm 4']);
    expect(live('mmmf').told).to.eql(['alarm 3']);
    expect(live('mmmff').told).to.eql(['alarm 3', 'mended 5']);
    expect(live('mmmfsmmm').told).to.eql(['alarm 3', 'mended 5', 'alarm 8']);
  });

  it('does not alarm again while it flaps', () => {
    expect(live('mfmfmfmfmf').told).to.eql([]);
    expect(live('mmfmmfmmf').told).to.eql([]);
    expect(live('mmmfmfmfmmmf').told).to.eql(['alarm 3']);
  });

  it('is mended by hand at once, and never alarmed by hand', () => {
    expect(live('mmMMMM').told).to.eql([]);
    expect(live('mmMMm').told).to.eql(['alarm 5']);
    expect(live('mmmF').told).to.eql(['alarm 3', 'mended 4']);
    expect(live('mmFmm').told).to.eql([]);
  });

  it('proves nothing by an unseen page', () => {
    expect(live('uuuuu').told).to.eql([]);
    expect(live('muumum').told).to.eql(['alarm 6']);
    expect(live('mmmuuf').told).to.eql(['alarm 3']);
  });

  it('knows since when, and whether it is unsteady', () => {
    expect(live('ffmmm').standing?.since).to.eql(day(3));
    expect(isUnsteady(live('fffffmmmff').standing?.changes ?? '')).to.equal(false);
    expect(isUnsteady(live('fmfmf').standing?.changes ?? '')).to.equal(true);
    expect(live('f'.repeat(40)).standing?.changes).to.equal('g'.repeat(14));
  });
});
