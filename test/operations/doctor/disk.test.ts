import { expect } from 'chai';
import { describe, it } from 'mocha';
import { inspectConfig } from '../../../src/config.ts';
import { bounds } from '../../../src/operations/doctor/bounds.ts';
import { daysLeft, isLow, mostOfSlot } from '../../../src/operations/doctor/disk.ts';

const gigabyte = 1e9;
const disk = (used: number) => ({ part: 'data' as const, bytes: 100 * gigabyte, used: used * gigabyte });
const sizeOf = (written: string) => {
  const { config, complaints } = inspectConfig({ DATABASE_DISK: written });
  return complaints.length === 0 ? config.DATABASE_DISK : complaints[0]?.text;
};

describe('the disk of PostgreSQL', () => {
  it('is written as makers of disks or as Kubernetes write it, and otherwise refused with an example', () => {
    expect(['500GB', '500G', '1T', '900MB'].map(sizeOf)).to.eql([500e9, 500e9, 1e12, 900e6]);
    expect(['100Gi', '100GiB', '2Ti'].map(sizeOf)).to.eql([100 * 2 ** 30, 100 * 2 ** 30, 2 * 2 ** 40]);
    for (const wrong of ['500', '1.5Ti', '0GB', 'GB', '-1GB', '500 GB'])
      expect(sizeOf(wrong), wrong).to.match(/^DATABASE_DISK must be the size of a disk.*DATABASE_DISK=500GB/);
  });

  it('is low below 15 % free', () => {
    expect([84.9, 85.1, 120].map((used) => isLow(disk(used)))).to.eql([false, true, true]);
  });

  it('lets an unused slot retain 2 GiB, and of a known disk a tenth at most', () => {
    const named = { DATABASE_DISK: undefined, DATABASE_LOG_DISK: undefined };
    expect(mostOfSlot(named)).to.equal(bounds.slotMegabytes * 2 ** 20);
    expect(mostOfSlot({ ...named, DATABASE_DISK: 5 * gigabyte })).to.equal(0.5 * gigabyte);
    expect(mostOfSlot({ DATABASE_DISK: 500 * gigabyte, DATABASE_LOG_DISK: 10 * gigabyte })).to.equal(gigabyte);
  });

  it('is full in so many days, by the daily growth; unknown without its size or any growth', () => {
    expect(daysLeft([disk(40)], 2 * gigabyte)).to.equal(30);
    expect(daysLeft([disk(110)], 2 * gigabyte)).to.equal(0);
    for (const growth of [undefined, 0, -1]) expect(daysLeft([disk(40)], growth)).to.equal(undefined);
    expect(daysLeft([], 2 * gigabyte)).to.equal(undefined);
  });
});
