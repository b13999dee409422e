import { expect } from 'chai';
import { describe, it } from 'mocha';
import { readAnnouncement } from '../../../src/resources/announcements/reading/read.ts';
import { about, valuesOf } from './reading.ts';

const read = (text: string) => readAnnouncement({ text, writtenOn: '2026-11-24' }, about).entries.map(valuesOf);

describe('announcements in English (R41)', () => {
  it('are read by their own words: day, hours, place, price, how and until when to book', () => {
    const [entry] = read(
      'Qingxi Cultural Centre\nPaper Cutting Workshop\nDate: Saturday, Dec 5, 2026, 2:00–3:30 pm\nVenue: Room 204\nAges 6–12, 15 places\nFee: RMB 30\nSign up via WeChat before Dec 3, 18:00\nTel: 0571-55500000',
    );
    expect(entry).to.include({
      title: 'Paper Cutting Workshop',
      start_at: '2026-12-05T14:00:00+08:00',
      end_at: '2026-12-05T15:30:00+08:00',
      place_name: 'Room 204',
      price_min: '30',
      booking: 'online',
      booking_end: '2026-12-03T18:00:00+08:00',
      age_min: '6',
      age_max: '12',
      capacity: '15',
      contact_phone: '0571-55500000',
    });
  });

  it('with several paragraphs are several entries; the telephone below belongs to all', () => {
    const entries = read(
      'December\n1) Dec 12 & 13, 7:30 pm, Opera House – "The Lantern Boat" (dance drama). RMB 100 / 200\n2) Dec 19, 3 pm, Concert Hall – Family Concert "Animals". Free, no booking\nBox office: 0571-55500000',
    );
    expect(entries.map(({ title }) => title)).to.eql(['"The Lantern Boat"', '"Animals"']);
    expect(entries[0]).to.include({ price_min: '100', price_max: '200', contact_phone: '0571-55500000' });
    expect(entries[0]?.sessions).to.equal('2026-12-12T19:30:00+08:00\n2026-12-13T19:30:00+08:00');
    expect(entries[1]).to.include({ booking: 'none', fee_type: 'free', place_name: 'Concert Hall' });
  });

  it('ask where the weekday differs, where a day comes every week, and where further days stand', () => {
    for (const day of ['Sunday, Dec 5, 2026, 2 pm', 'Every Saturday from Dec 5, 2 pm', 'Dec 5, 2 pm and again Dec 9'])
      expect(read(`Evening Concert\n${day}\nVenue: Room 204`)[0]?.start_at).to.match(/ \?$/);
  });

  it('without a day, or about a closed house, are none', () => {
    expect(read('The library is closed on Dec 5.\nHappy New Year!')).to.eql([]);
    expect(read('Our new catalogue of paper cuttings has been published and is for sale.')).to.eql([]);
  });
});
