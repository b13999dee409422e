import { expect } from 'chai';
import { describe, it } from 'mocha';
import { checkProof } from '../../../src/oversight/transparency/check.ts';
import { checkpointText } from '../../../src/oversight/transparency/checkpoint.ts';
import { commitmentOf, type EntryName, entryOf, evidenceText } from '../../../src/oversight/transparency/entry.ts';
import { leafHash } from '../../../src/oversight/transparency/merkle.ts';
import {
  cosign,
  cosignerVerifier,
  logVerifier,
  newSigner,
  signNote,
} from '../../../src/oversight/transparency/note.ts';
import { proofText } from '../../../src/oversight/transparency/proof.ts';

describe('a proof that is checked by nothing but itself and the keys that are trusted', () => {
  const log = newSigner('cloud.example.cn/transparency/figures');
  const witness = newSigner('witness.example.cn');
  const stranger = newSigner('witness.example.org');
  const name: EntryName = { kind: 'event', position: 1 };
  const [salt, contents] = [Buffer.alloc(32, 1), ['1', '馆']];
  const entry = entryOf(name, commitmentOf(salt, contents));
  const at = new Date('2036-11-27T00:00:00Z');

  /** Of a tree with one leaf, which is its root. */
  function proof({ origin = log.name, signer = log, shown = contents, index = 0, witnesses = [witness] } = {}) {
    const text = checkpointText({ origin, size: 1, root: leafHash(entry) });
    const lines = witnesses.map((each) => cosign(text, each, at)).join('');
    const extra = evidenceText({ entry, opening: { name, salt, contents: shown } });
    return proofText({ extra, index, hashes: [], checkpoint: `${signNote(text, [signer])}${lines}` });
  }
  const check = (given?: Parameters<typeof proof>[0], logs = [logVerifier(log)]) =>
    checkProof(proof(given), { logs, witnesses: [cosignerVerifier(witness)] });

  it('holds with the key of its log, and names the witnesses that are known', () => {
    expect(check({ witnesses: [stranger, witness] })).to.deep.include({
      ...{ fault: undefined, origin: log.name, size: 1, index: 0, name: 'event 1', contents },
      witnesses: [{ name: witness.name, at }],
    });
  });

  it('is of another log although a trusted key signed it: each key speaks for the log of its name alone', () => {
    expect(check({ origin: 'cloud.example.cn/transparency/events' })).to.deep.equal({ fault: 'other origin' });
  });

  it('is not signed by a trusted key, under the name of one', () => {
    const forger = newSigner(log.name);
    expect(check({ signer: forger }))
      .to.have.property('fault')
      .that.is.oneOf(['unknown key', 'wrong signature']);
  });

  it('shows nothing hidden by its leaf, nor a leaf beyond its tree', () => {
    expect(check({ shown: ['1', '所'] })).to.deep.equal({ fault: 'contents differ' });
    expect(check({ index: 1 })).to.deep.equal({ fault: 'not included' });
  });
});
