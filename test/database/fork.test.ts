import { expect } from 'chai';
import { describe, it } from 'mocha';
import { filesOfLog, logReader } from '../../src/database/fork.ts';

/** Lines as pg_waldump writes them; the drill `cities` has it read the log of a city that was lost. */
const line = (kind: string, tx: number, desc: string) =>
  `rmgr: ${kind.padEnd(11)} len (rec/tot):     76/    76, tx: ${String(tx).padStart(10)}, lsn: 0/06005338, prev 0/06003B28, desc: ${desc}`;
const commit = (tx: number, rest = '') => line('Transaction', tx, `COMMIT 2026-12-02 07:12:29.333892 UTC${rest}`);
const at = (block: number, database = 5) => `, blkref #0: rel 1663/${database}/700 blk ${block}`;

function placesOf(lines: readonly string[]) {
  const reader = logReader(5);
  for (const each of lines) reader.line(each);
  const { commits, transactions, tables } = reader.end();
  const { blocks, written, removed } = tables.get(700) ?? { blocks: new Set(), written: new Map(), removed: new Set() };
  return { commits, transactions, blocks: [...blocks], written: Object.fromEntries(written), removed: [...removed] };
}

describe('the log of a primary that was replaced', () => {
  for (const [version, insert, update, moved, remove] of [
    [
      15,
      'INSERT off 1 flags 0x00',
      'HOT_UPDATE off 2 xmax 11 flags 0x20 ; new off 9 xmax 0',
      'UPDATE off 3 xmax 11 flags 0x60 ; new off 1 xmax 0',
      'DELETE off 4 flags 0x00 KEYS_UPDATED ',
    ],
    [
      17,
      'INSERT off: 1, flags: 0x00',
      'HOT_UPDATE old_xmax: 11, old_off: 2, old_infobits: [], flags: 0x20, new_xmax: 0, new_off: 9',
      'UPDATE old_xmax: 11, old_off: 3, old_infobits: [], flags: 0x60, new_xmax: 0, new_off: 1',
      'DELETE xmax: 11, off: 4, infobits: [KEYS_UPDATED], flags: 0x00',
    ],
  ] as const)
    it(`tells places of new, changed and removed rows, as PostgreSQL ${version} writes them`, () => {
      const found = placesOf([
        line('Heap', 11, insert + at(0)),
        line('Heap', 11, update + at(0)),
        line('Heap', 11, `${moved}${at(8)}, blkref #1: rel 1663/5/700 blk 0`),
        line('Heap', 11, remove + at(0)),
        commit(11),
      ]);
      expect(found.written).to.eql({ '(0,1)': 'new', '(0,9)': 'changed', '(8,1)': 'changed' });
      expect(found.removed).to.eql(['(0,4)']);
      expect(found.commits).to.have.length(1);
    });

  it('leaves out transactions without a commit, and other databases', () => {
    const found = placesOf([
      line('Heap', 11, `INSERT off 1 flags 0x00${at(0)}`),
      line('Heap', 12, `INSERT off 2 flags 0x00${at(0)}`),
      line('Heap', 13, `INSERT off 3 flags 0x00${at(0, 6)}`),
      line('Transaction', 11, 'ABORT 2026-12-02 07:12:29.333892 UTC'),
      commit(13),
    ]);
    expect(found.written).to.eql({});
    expect(found.transactions).to.eql([13]);
  });

  it('takes parts of a transaction with it, and follows a row from its insertion on', () => {
    const found = placesOf([
      line('Heap', 12, `INSERT off 1 flags 0x00${at(0)}`),
      line('Heap', 11, `HOT_UPDATE off 1 xmax 11 flags 0x20 ; new off 2 xmax 0${at(0)}`),
      line('Heap', 11, `INSERT off 3 flags 0x00${at(0)}`),
      line('Heap', 11, `DELETE off 3 flags 0x00 KEYS_UPDATED ${at(0)}`),
      commit(11, '; subxacts: 12 13'),
    ]);
    expect(found.written).to.eql({ '(0,2)': 'new' });
    expect(found.removed).to.eql([]);
    expect(found.transactions).to.eql([11, 12, 13]);
  });

  it('names whole blocks where rows were copied into them', () => {
    const found = placesOf([line('Heap2', 11, `MULTI_INSERT 3 tuples flags 0x02${at(4)}`), commit(11)]);
    expect(found.blocks).to.eql(['4']);
  });

  it('is read from the file of the parting to the last one of its timeline, written or not', () => {
    const names = [
      ...['000000020000000000000004', '00000001000000000000000A', '000000010000000000000003', '00000002.history'],
      ...['000000010000000000000005', '000000010000000000000004', '000000010000000000000003.partial'],
    ];
    const at = { timeline: 1, at: '0/4D4C930' };
    expect(filesOfLog(names, at, 2 ** 24)).to.eql(['000000010000000000000004', '00000001000000000000000A']);
    expect(filesOfLog([], { timeline: 10, at: '1A/FF000028' }, 2 ** 26)[0]).to.equal('0000000A0000001A0000003F');
  });
});
