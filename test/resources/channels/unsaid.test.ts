import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { Data } from '../../../src/fields/form.ts';
import { canonical } from '../../../src/resources/channels/canonical.ts';
import { type ChannelCode, channels } from '../../../src/resources/channels/channels.ts';
import type { Publication } from '../../../src/resources/entries/publication-store.ts';
import { presentListing } from '../../../src/resources/invitations/shown.ts';
import { indexed, type Listing, publishedEnd } from '../../../src/resources/listing/listing.ts';
import { calendar } from '../../../src/resources/public/feeds.ts';
import { createWords } from '../../../src/words/index.ts';

const problemsOf = (code: ChannelCode, data: Data) => {
  const read = canonical(channels[code], { ...channels[code].example, ...data });
  return 'problems' in read ? Object.keys(read.problems) : [];
};

describe('R43 entries of which an announcement leaves something unsaid', () => {
  const data: Data = { ...channels.activity.example, end_at: '', sessions: '', booking_end: '', booking_start: '' };
  const read = canonical(channels.activity, data);
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  const published = {
    ...{ id: 'p', entryId: 'e', institutionId: 'i', submissionId: 's', clientId: undefined, channel: 'activity' },
    ...{ title: data.title ?? '', summary: '', regionCode: '330822', data: JSON.stringify(read.values), pictures: {} },
    ...{ publishedAt: new Date('2036-11-24T02:00:00Z'), expiresAt: undefined, version: 1 },
  };
  const line = indexed(published as unknown as Publication, channels.activity, {
    institution: '青溪县文化馆',
    zone: '330822',
    firstPublishedAt: published.publishedAt,
  });
  const listing = { ...line, institution: '青溪县文化馆', live: {} } as unknown as Listing;

  it('an activity without an end stays in lists for three hours, and shows no end in a row, a page or a calendar', () => {
    expect(line.endsAt?.toISOString()).to.equal('2036-12-05T09:00:00.000Z');
    expect(publishedEnd(line, line.facts)).to.equal(undefined);
    const speech = createWords()('zh', 'citizen');
    const at = (time: string) =>
      presentListing(listing, () => channels.activity, new Date(`2036-12-05T${time}:00+08:00`), speech.say);
    expect(at('15:00').endsAt).to.equal(undefined);
    expect([at('16:30').state?.code, at('17:30').state?.code]).to.eql(['running', 'ended']);
    const event = { id: '1', href: 'https://a.example.cn', title: '一', summary: '', place: undefined };
    const times = {
      startsAt: line.startsAt ?? new Date(0),
      endsAt: undefined,
      changedAt: new Date(0),
      cancelled: false,
    };
    expect(calendar('日历', [{ ...event, ...times }]))
      .to.include('DTSTART')
      .and.not.include('DTEND');
  });

  it('sessions need no end either, and still may not overlap where one is told', () => {
    const start = '2036-12-05T14:00:00+08:00';
    expect(problemsOf('activity', { sessions: `${start}\n2036-12-05T19:00:00+08:00`, capacity: '' })).to.eql([]);
    expect(
      problemsOf('activity', {
        sessions: `${start}｜2036-12-05T20:00:00+08:00\n2036-12-05T19:00:00+08:00`,
        capacity: '',
      }),
    ).to.eql(['sessions']);
  });

  it('booking may last until the end of the day where no end is told, and no longer', () => {
    expect(problemsOf('activity', { ...data, booking_end: '2036-12-05T20:00:00+08:00' })).to.eql([]);
    expect(problemsOf('activity', { ...data, booking_end: '2036-12-06T08:00:00+08:00' })).to.eql(['booking_end']);
  });

  it('a course of a hall has a place, a last day, ages and places, and may be joined by telephone', () => {
    const offline = {
      form: 'offline',
      start_at: '2036-12-05T14:00:00+08:00',
      enroll_url: '',
      contact_phone: '0571-88880000',
    };
    const more = { ends_on: '2036-12-26', place_name: '二楼剪纸教室', capacity: '20', age_min: '60', age_max: '75' };
    expect(problemsOf('course', { ...offline, ...more })).to.eql([]);
    expect(problemsOf('course', { ...offline, contact_phone: '' })).to.eql(['enroll_url']);
    expect(problemsOf('course', { ...offline, ends_on: '2036-12-04', age_min: '60', age_max: '50' })).to.have.members([
      'ends_on',
      'age_max',
    ]);
  });

  it('a paper book needs its shelf and nothing of files', () => {
    const paper = { book_kind: 'paper', format: '', read_url: '', file_size: '', access: 'card' };
    expect(problemsOf('book', { ...paper, shelf: '青溪县图书馆三楼文学区', call_number: 'I267/18' })).to.eql([]);
    expect(problemsOf('book', paper)).to.eql(['shelf']);
    expect(problemsOf('book', { format: '', read_url: '' })).to.have.members(['format', 'read_url']);
  });
});
