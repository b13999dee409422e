import { expect } from 'chai';
import { describe, it } from 'mocha';
import { inOneSpelling } from '../../src/fields/spelling.ts';
import { canonical, formOf } from '../../src/resources/channels/canonical.ts';
import { channels } from '../../src/resources/channels/channels.ts';

describe('the one spelling in which answers are kept', () => {
  for (const channel of Object.values(channels))
    it(`means the typed value, and is the same the second time: ${channel.name}`, () => {
      const { example } = channel;
      const kept = inOneSpelling(formOf(channel), example);
      expect(canonical(channel, kept)).to.deep.equal(canonical(channel, example));
      expect(inOneSpelling(formOf(channel), kept)).to.deep.equal(kept);
    });

  it('keeps words and lines as typed, and unreadable values', () => {
    const { venue, activity } = channels;
    const typed = { opening_hours: '周二至周日 09:00–17:00', summary: ' 两行\n字 ', capacity: '很多', lng: '120.13' };
    expect(inOneSpelling(formOf(venue), typed)).to.deep.equal(typed);
    expect(inOneSpelling(formOf(activity), { start_at: '2036-12-05 14:30-16:30' })).to.deep.equal({
      start_at: '2036-12-05T14:30:00+08:00',
      end_at: '2036-12-05T16:30:00+08:00',
    });
  });
});
