import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { idDocumentProblem } from '../../../src/fields/china/id-document.ts';
import { maskResidentId, residentIdProblem } from '../../../src/fields/china/resident-id.ts';
import { fact } from '../../support/words.ts';

const now = new Date('2026-11-24T12:00:00+08:00');
const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const withCheck = (first17: string) =>
  first17 +
  '10X98765432'.charAt([...first17].reduce((sum, digit, at) => sum + Number(digit) * (weights[at] ?? 0), 0) % 11);

describe('an ID number', () => {
  it('R12 is taken from citizens and from residents of Hong Kong, Macao and Taiwan', () => {
    const ids = [
      '11010519491231002X',
      '110101199003077651',
      '330106201302281014',
      '810000199001010019',
      '830000199001010012',
    ];
    for (const id of ids) expect(residentIdProblem(id, now), id).to.equal(undefined);
  });

  it('R12 names the problem', () => {
    const words: [string, string][] = [
      ['110101199002297652', 'fields.birth_missing'],
      ['330106202701011016', 'fields.birth_future'],
      ['440524188001010014', 'fields.birth_early'],
      ['110105194912310021', 'fields.resident_id_last'],
      ['110105491231002', 'fields.resident_id_form'],
    ];
    for (const [id, answer] of words) expect(residentIdProblem(id, now), id).to.have.property('code', answer);
  });

  it('R12 notices every birthday with one wrong digit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 6, max: 13 }), fc.nat(9), fc.nat(999), (place, digit, serial) => {
        const id = withCheck(`33010619800115${String(serial).padStart(3, '0')}`);
        fc.pre(id[place] !== String(digit));
        return residentIdProblem(id.slice(0, place) + digit + id.slice(place + 1), now) !== undefined;
      }),
    );
  });

  it('R12 is masked so that no birthday shows', () => {
    expect(maskResidentId('11010519491231002X')).to.equal('1101**********002X');
    expect(maskResidentId('M1234567')).to.equal('****');
  });
});

describe('another document', () => {
  it('R12 has the form of its kind', () => {
    expect(idDocumentProblem('passport', 'e12345678', now)).to.equal(undefined);
    expect(idDocumentProblem('hk_macao', 'H12345678', now)).to.equal(undefined);
    expect(idDocumentProblem('taiwan', '12345678', now)).to.equal(undefined);
    expect(idDocumentProblem('permanent', '911124198108030024', now)).to.equal(undefined);
    for (const typed of ['11010519491231002x', '１１０１０５１９４９１２３１００２Ｘ', '110105 19491231 002X'])
      expect(idDocumentProblem('resident', typed, now), typed).to.equal(undefined);
    expect(idDocumentProblem('taiwan', 'H1', now)).to.deep.equal(
      fact('fields.id_document_form', { document: 'taiwan' }),
    );
  });
});
