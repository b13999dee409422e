import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';

// C2SP signed-note with Ed25519, and tlog-cosignature (cosignature/v1): the formats of golang.org/x/mod/sumdb/note.

const plain = 1;
const cosigning = 4;
type Algorithm = typeof plain | typeof cosigning;

/** Who may have signed: a name, and the key under it. */
export type Verifier = { name: string; algorithm: Algorithm; key: Buffer };
export type Signer = { name: string; seed: Buffer };
export type Signature = { name: string; id: number; bytes: Buffer };
export type Note = { text: string; signatures: readonly Signature[] };

const maxSignatures = 64;
/** Larger than any checkpoint with all of its signatures. */
export const maxNote = 32_768;

const isName = (name: string) => /^[^\s+\p{C}]{1,200}$/u.test(name);

const idOf = ({ name, algorithm, key }: Verifier): number =>
  createHash('sha256').update(`${name}\n`).update(Buffer.of(algorithm)).update(key).digest().readUInt32BE(0);

/** name+1a2b3c4d+base64: the published form of a key. */
export const verifierText = (verifier: Verifier): string =>
  `${verifier.name}+${idOf(verifier).toString(16).padStart(8, '0')}+${Buffer.of(verifier.algorithm, ...verifier.key).toString('base64')}`;

export function readVerifier(text: string): Verifier | undefined {
  const [, name = '', encoded = ''] = /^([^+]+)\+[\da-f]{8}\+([A-Za-z\d+/]+=*)$/.exec(text.trim()) ?? [];
  const bytes = Buffer.from(encoded, 'base64');
  const algorithm = bytes[0];
  if (!isName(name) || bytes.length !== 33 || (algorithm !== plain && algorithm !== cosigning)) return undefined;
  const verifier: Verifier = { name, algorithm, key: bytes.subarray(1) };
  return verifierText(verifier) === text.trim() ? verifier : undefined;
}

export const newSigner = (name: string): Signer => {
  const { d = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  return { name, seed: Buffer.from(d, 'base64url') };
};

/** As `note.GenerateKey` of Go writes a private key. */
export const signerText = (signer: Signer): string => {
  const id = idOf(verifierOf(signer, plain)).toString(16).padStart(8, '0');
  return `PRIVATE+KEY+${signer.name}+${id}+${Buffer.of(plain, ...signer.seed).toString('base64')}`;
};

export function readSigner(text: string): Signer | undefined {
  const [, name = '', encoded = ''] = /^PRIVATE\+KEY\+([^+]+)\+[\da-f]{8}\+([A-Za-z\d+/]+=*)$/.exec(text.trim()) ?? [];
  const bytes = Buffer.from(encoded, 'base64');
  if (!isName(name) || bytes.length !== 33 || bytes[0] !== plain) return undefined;
  const signer = { name, seed: bytes.subarray(1) };
  return signerText(signer) === text.trim() ? signer : undefined;
}

const privateKey = ({ seed }: Signer) =>
  createPrivateKey({
    key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]),
    format: 'der',
    type: 'pkcs8',
  });
const publicKey = (key: Buffer) =>
  createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: key.toString('base64url') }, format: 'jwk' });

function verifierOf(signer: Signer, algorithm: Algorithm): Verifier {
  const { x = '' } = createPublicKey(privateKey(signer)).export({ format: 'jwk' });
  return { name: signer.name, algorithm, key: Buffer.from(x, 'base64url') };
}
export const logVerifier = (signer: Signer): Verifier => verifierOf(signer, plain);
export const cosignerVerifier = (signer: Signer): Verifier => verifierOf(signer, cosigning);

const lineOf = (verifier: Verifier, signature: Buffer): string => {
  const id = Buffer.alloc(4);
  id.writeUInt32BE(idOf(verifier));
  return `— ${verifier.name} ${Buffer.concat([id, signature]).toString('base64')}\n`;
};

/** Text that ends with a newline, with a line of signature for each signer. */
export const signNote = (text: string, signers: readonly Signer[]): string =>
  `${text}\n${signers.map((signer) => lineOf(logVerifier(signer), sign(null, Buffer.from(text), privateKey(signer)))).join('')}`;

const cosigned = (text: string, seconds: bigint) => Buffer.from(`cosignature/v1\ntime ${seconds}\n${text}`);

/** The line by which a witness says: at this moment it was the largest tree I had seen, and it continues all that I saw before. */
export function cosign(text: string, signer: Signer, at: Date): string {
  const seconds = BigInt(Math.floor(at.getTime() / 1000));
  const time = Buffer.alloc(8);
  time.writeBigUInt64BE(seconds);
  const signature = sign(null, cosigned(text, seconds), privateKey(signer));
  return lineOf(cosignerVerifier(signer), Buffer.concat([time, signature]));
}

export function readNote(note: string): Note | undefined {
  const end = note.lastIndexOf('\n\n');
  if (note.length > maxNote || end === -1) return undefined;
  const text = note.slice(0, end + 1);
  if (/[^\P{Cc}\n]/u.test(note)) return undefined;
  const signatures = readSignatures(note.slice(end + 2));
  return signatures === undefined ? undefined : { text, signatures };
}

/** Lines of signatures; undefined where one is written otherwise. */
function readSignatures(lines: string): Signature[] | undefined {
  const found = lines.split('\n');
  if (found.pop() !== '' || found.length === 0 || found.length > maxSignatures) return undefined;
  const signatures = found.map(readSignature);
  return signatures.every((one) => one !== undefined) ? signatures : undefined;
}

function readSignature(line: string): Signature | undefined {
  const [, name = '', encoded = ''] = /^— (\S+) ([A-Za-z\d+/]+=*)$/.exec(line) ?? [];
  const bytes = Buffer.from(encoded, 'base64');
  if (!isName(name) || bytes.length < 5 || bytes.toString('base64') !== encoded) return undefined;
  return { name, id: bytes.readUInt32BE(0), bytes: bytes.subarray(4) };
}

/** Whether that key signed the text; undefined where it has no line among these. A wrong line of a known key spoils all. */
export function isSignedBy({ text, signatures }: Note, verifier: Verifier): boolean | undefined {
  const own = signatures.filter(({ name, id }) => name === verifier.name && id === idOf(verifier));
  return own.length === 0 ? undefined : own.every(({ bytes }) => isValid(text, bytes, verifier));
}

function isValid(text: string, bytes: Buffer, { algorithm, key }: Verifier): boolean {
  if (algorithm === plain) return bytes.length === 64 && verify(null, Buffer.from(text), publicKey(key), bytes);
  return (
    bytes.length === 72 && verify(null, cosigned(text, bytes.readBigUInt64BE(0)), publicKey(key), bytes.subarray(8))
  );
}

/** The line of that signature, as a note has it. */
export const signatureLine = (verifier: Verifier, { bytes }: Signature): string => lineOf(verifier, bytes);

/** When a witness says that it signed. */
export const cosignedAt = ({ bytes }: Signature): Date => new Date(Number(bytes.readBigUInt64BE(0)) * 1000);

/** Its line among the signatures of a note; the last of several, which a witness adds behind its earlier ones. */
export const signatureOf = ({ signatures }: Pick<Note, 'signatures'>, verifier: Verifier): Signature | undefined =>
  signatures.findLast(({ name, id }) => name === verifier.name && id === idOf(verifier));
