import { expect } from 'chai';
import { describe, it } from 'mocha';
import { openCheckpoint, readCheckpoint } from '../../../src/oversight/transparency/checkpoint.ts';
import {
  cosign,
  cosignedAt,
  cosignerVerifier,
  isSignedBy,
  logVerifier,
  newSigner,
  readNote,
  readSigner,
  readVerifier,
  signatureOf,
  signerText,
  signNote,
  verifierText,
} from '../../../src/oversight/transparency/note.ts';

// The key and the note of the documentation of golang.org/x/mod/sumdb/note.
const skey = 'PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz';
const vkey = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const line =
  '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n';

const mustHave = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('it could not be read');
  return value;
};

describe('signed notes', () => {
  it('are those of Go', () => {
    const signer = mustHave(readSigner(skey));
    expect(signerText(signer)).to.equal(skey);
    expect(verifierText(logVerifier(signer))).to.equal(vkey);
    expect(signNote(text, [signer])).to.equal(`${text}\n${line}`);
    expect(isSignedBy(mustHave(readNote(`${text}\n${line}`)), mustHave(readVerifier(vkey)))).to.equal(true);
  });

  it('are refused where a letter of them is another', () => {
    const verifier = mustHave(readVerifier(vkey));
    const signed = `${text}\n${line}`;
    for (const [from, to] of [
      ['think', 'thank'],
      ['9UG', '9UH'],
      ['x08go', 'x08gp'],
    ] as const) {
      const note = readNote(signed.replace(from, to));
      expect(note === undefined ? undefined : isSignedBy(note, verifier), from).not.to.equal(true);
    }
    expect(isSignedBy(mustHave(readNote(signed)), logVerifier(newSigner('PeterNeumann')))).to.equal(undefined);
    for (const broken of [
      '',
      text,
      signed.trimEnd(),
      signed.replace('— ', '- '),
      signed.replace('think', 'th\u0007ink'),
    ])
      expect(readNote(broken), JSON.stringify(broken.slice(0, 40))).to.equal(undefined);
    for (const key of [
      vkey.replace('c74f', 'c74e'),
      vkey.slice(0, -4),
      vkey.replace('+ARpc', '+BRpc'),
      '',
      'a+b',
      `${vkey}=`,
    ])
      expect(readVerifier(key), key).to.equal(undefined);
    expect(readSigner(skey.replace('AYEK', 'AYEL'))).to.equal(undefined);
  });

  it('are co-signed with the time, under a key of another kind', () => {
    const witness = newSigner('witness.example.cn/w1');
    const at = new Date('2036-11-27T04:00:00Z');
    const note = mustHave(readNote(`${text}\n${line}${cosign(text, witness, at)}`));
    const verifier = cosignerVerifier(witness);
    expect(readVerifier(verifierText(verifier))).to.deep.equal(verifier);
    expect(isSignedBy(note, verifier)).to.equal(true);
    expect(isSignedBy(note, logVerifier(witness))).to.equal(undefined);
    const signature = mustHave(signatureOf(note, verifier));
    expect(cosignedAt(signature)).to.deep.equal(at);
    signature.bytes.writeBigUInt64BE(BigInt(at.getTime() / 1000 + 1)); // another time is another statement
    expect(isSignedBy(note, verifier)).to.equal(false);
  });

  it('hold a checkpoint, which is of one log and signed by a key that is known', () => {
    const log = newSigner('cloud.example.cn/transparency/figures');
    const root = Buffer.alloc(32, 7).toString('base64');
    const body = `${log.name}\n12\n${root}\n`;
    const signed = signNote(body, [log]);
    const open = (said: string, origin = log.name) => openCheckpoint(said, origin, [logVerifier(log)]);
    expect(open(signed)).to.deep.include({ checkpoint: { origin: log.name, size: 12, root: Buffer.alloc(32, 7) } });
    expect(open(signed, 'cloud.example.cn/transparency/events')).to.equal('other origin');
    expect(open(signNote(body, [newSigner(log.name)]))).to.equal('unknown key');
    expect(open(signed.replace('\n12\n', '\n13\n'))).to.equal('wrong signature');
    expect(open('hello')).to.equal('not a checkpoint');
    for (const said of [`o\n012\n${root}\n`, `o\n-1\n${root}\n`, `o\n1\nAAAA\n`, `\n1\n${root}\n`, 'o\n'])
      expect(readCheckpoint(said), JSON.stringify(said)).to.equal(undefined);
  });
});
