import { siblingSides } from '../transparency/merkle.ts';

// Runs in Node and, as it is written, in browsers: it uses its own functions and WebCrypto alone.

/** Where a number stands: in a leaf, at the place of its metric; `kind`: in the row of that 机构类型. */
export type Spot = { leaf: number; place: number; kind?: string };

/** A leaf with the content that it hides, in base64 where it is bytes. */
export type ProvedLeaf = {
  index: number;
  /** As the log calls it: total 33 2026-11-23 1 */
  name: string;
  hashes: readonly string[];
  salt: string;
  contents: readonly (string | null)[];
  /** Shows whose alias it is: HMAC-SHA256 of `of` by `key`. */
  alias?: { key: string; of: string };
};

/** The proofs behind the numbers of a credential. */
export type Evidence = {
  /** The key of the log, and those of known witnesses, in the form of C2SP signed-note. */
  log: string;
  witnesses: readonly string[];
  checkpoint: string;
  leaves: readonly ProvedLeaf[];
  /** The figure itself, where it has a leaf, and the part of it that the Cloud saw. */
  own: Spot | null;
  seen: Spot | null;
  /** The numbers that make it; null: it has no open leaf. */
  rows: readonly { day: string; spot: Spot | null }[];
  /** How they make it; `none`: not all of them are there. */
  rule: 'sum' | 'mean' | 'none';
  /** The questions about these figures and their outcomes, signed by the log's key together with the figure (`statementText`). */
  statement: string;
};

/** A note beside a figure, as the page shows it: which report, by the name of its leaf where that is open, and the words. */
export type Note = { about: string; words: string };

/** The numbers as the page shows them; NaN where it shows something else. */
export type Claims = {
  first: string;
  last: string;
  total: number;
  seen: number | null;
  rows: readonly number[];
  notes: readonly Note[];
};

export type Fault =
  | { code: 'signature' }
  | { code: 'total' | 'seen'; found: number | null }
  | { code: 'row'; row: number; found: number | null }
  | { code: 'sum'; found: number }
  /** Another note than the signed one; `found`: that, null where there is none at this place. */
  | { code: 'note'; row: number; found: string | null }
  /** The statement is not signed, or of another figure. */
  | { code: 'statement' };
export type Verdict = {
  faults: readonly Fault[];
  witnesses: readonly { name: string; seconds: number }[];
  /** How many leaves were followed to the checkpoint. */
  leaves: number;
};

const bytesOf = (base64: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64), (each) => each.charCodeAt(0));
const textBytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const sha256 = async (...parts: readonly Uint8Array[]): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', joined(...parts)));

const base64Of = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));

/** The signature of a checkpoint by a key, with the moment where a witness says one; undefined: it has none that is right. */
async function signatureBy(checkpoint: string, key: string): Promise<{ seconds: number } | undefined> {
  const end = checkpoint.lastIndexOf('\n\n');
  const text = checkpoint.slice(0, end + 1);
  const [, name = '', encoded = ''] = /^([^+]+)\+[0-9a-f]{8}\+(.+)$/.exec(key) ?? [];
  const bytes = bytesOf(encoded);
  const id = (await sha256(textBytes(`${name}\n`), bytes)).subarray(0, 4);
  const verifier = await crypto.subtle.importKey('raw', bytes.subarray(1), 'Ed25519', false, ['verify']);
  for (const line of checkpoint.slice(end + 2).split('\n')) {
    const [, signer, signed = ''] = /^— (\S+) (\S+)$/.exec(line) ?? [];
    const signature = bytesOf(signed);
    if (signer !== name || base64Of(signature.subarray(0, 4)) !== base64Of(id)) continue;
    const isWitness = bytes[0] === 4;
    const seconds = isWitness ? Number(new DataView(signature.buffer).getBigUint64(4)) : 0;
    const said = isWitness ? `cosignature/v1\ntime ${seconds}\n${text}` : text;
    const isRight = await crypto.subtle.verify(
      'Ed25519',
      verifier,
      signature.subarray(isWitness ? 12 : 4),
      textBytes(said),
    );
    if (isRight) return { seconds };
  }
  return undefined;
}

async function isOfAlias({ name, alias }: ProvedLeaf): Promise<boolean> {
  if (alias === undefined) return true;
  const key = await crypto.subtle.importKey('raw', bytesOf(alias.key), { name: 'HMAC', hash: 'SHA-256' }, false, [
    'sign',
  ]);
  const made = new Uint8Array(await crypto.subtle.sign('HMAC', key, textBytes(alias.of)));
  const hex = Array.from(made.subarray(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return name.split(' ')[1] === `alias-${hex}`;
}

/** Whether the content of a leaf leads to the root of the checkpoint. */
async function isInLog(leaf: ProvedLeaf, { size, root }: { size: number; root: string }): Promise<boolean> {
  const sides = siblingSides(leaf.index, size);
  if (leaf.index < 0 || leaf.index >= size || sides.length !== leaf.hashes.length) return false;
  const commitment = await sha256(bytesOf(leaf.salt), textBytes(JSON.stringify(leaf.contents)));
  let hash = await sha256(Uint8Array.of(0), textBytes(`${leaf.name}\n${base64Of(commitment)}\n`));
  for (const [place, sibling] of leaf.hashes.entries()) {
    const other = bytesOf(sibling);
    hash = await (sides[place] === 'left'
      ? sha256(Uint8Array.of(1), other, hash)
      : sha256(Uint8Array.of(1), hash, other));
  }
  return base64Of(hash) === root && (await isOfAlias(leaf));
}

/** The signed text of a figure's notes: with its days, its number and its leaves, so that it stands beside no other. */
export const statementText = (
  { first, last, total, notes }: Claims,
  leaves: readonly Pick<ProvedLeaf, 'name'>[],
): string =>
  JSON.stringify({
    ...{ first, last, total: Number.isNaN(total) ? null : total, leaves: leaves.map(({ name }) => name) },
    notes: notes.map(({ about, words }) => ({ about, words })),
  });

/** The notes of a statement that is signed for this figure; undefined: it is not. */
async function signedNotes(claims: Claims, evidence: Evidence): Promise<readonly Note[] | undefined> {
  const [heading, text = ''] = evidence.statement.split('\n');
  const isOurs = heading === `${evidence.log.split('+')[0]}/statements`;
  if (!isOurs || (await signatureBy(evidence.statement, evidence.log)) === undefined) return undefined;
  const { notes }: { notes: readonly Note[] } = JSON.parse(text);
  return text === statementText({ ...claims, notes }, evidence.leaves) ? notes : undefined;
}

/** A number of a leaf: its contents have a row of figures as PostgreSQL writes it, behind the kind where there are several. */
function numberAt(contents: readonly (string | null)[], { place, kind }: Spot): number | null {
  const from = kind === undefined ? 0 : contents.findIndex((part, at) => at % 7 === 0 && part === kind);
  const row = from < 0 ? undefined : contents.slice(from).find((part) => /^\{[\d,NUL]+\}$/.test(part ?? ''));
  const text = row?.slice(1, -1).split(',')[place];
  return text === undefined || text === 'NULL' ? null : Number(text);
}

/** Whether every number of a credential holds: signatures, leaves and sums. Rejects where the browser knows no Ed25519. */
export async function checkCredential(claims: Claims, evidence: Evidence): Promise<Verdict> {
  const faults: Fault[] = [];
  const isSigned = (await signatureBy(evidence.checkpoint, evidence.log)) !== undefined;
  const witnesses = [];
  for (const key of evidence.witnesses) {
    const found = await signatureBy(evidence.checkpoint, key);
    if (found !== undefined) witnesses.push({ name: key.split('+')[0] ?? '', seconds: found.seconds });
  }
  const [origin, size = '', root = ''] = evidence.checkpoint.split('\n');
  if (!isSigned || origin !== evidence.log.split('+')[0]) faults.push({ code: 'signature' });
  const sound: boolean[] = [];
  for (const leaf of evidence.leaves) sound.push(await isInLog(leaf, { size: Number(size), root }));

  /** Null where its leaf is not in the log, or of another day. */
  function numberOf(spot: Spot, { first, last }: { first: string; last: string }): number | null {
    const leaf = evidence.leaves[spot.leaf];
    const day = leaf?.name.split(' ')[2] ?? '';
    if (leaf === undefined || sound[spot.leaf] !== true || day < first || day > last) return null;
    return numberAt(leaf.contents, spot);
  }
  for (const [row, { day, spot }] of evidence.rows.entries()) {
    const found = spot && numberOf(spot, { first: day, last: day });
    const isOutside = day < claims.first || day > claims.last;
    if (isOutside || (spot !== null && found !== claims.rows[row])) faults.push({ code: 'row', row, found });
  }
  for (const [code, spot, claimed] of [
    ['total', evidence.own, claims.total],
    ['seen', evidence.seen, claims.seen],
  ] as const) {
    const found = spot && numberOf(spot, claims);
    if (spot !== null && found !== claimed) faults.push({ code, found });
  }
  const sum = claims.rows.reduce((all, one) => all + one, 0);
  const days = new Set(evidence.rows.map(({ day }) => day)).size;
  const made = evidence.rule === 'mean' ? Math.round(sum / days) : sum;
  if (evidence.rule !== 'none' && made !== claims.total) faults.push({ code: 'sum', found: made });
  const notes = await signedNotes(claims, evidence);
  if (notes === undefined) faults.push({ code: 'statement' });
  for (let row = 0; notes !== undefined && row < Math.max(notes.length, claims.notes.length); row += 1) {
    const [signed, shown] = [notes[row], claims.notes[row]];
    if (signed?.about !== shown?.about || signed?.words !== shown?.words)
      faults.push({ code: 'note', row, found: signed?.words ?? null });
  }
  return { faults, witnesses, leaves: sound.filter(Boolean).length };
}

/** The same as a script for the browser. */
export const checkScript = Object.entries({
  ...{ siblingSides, bytesOf, textBytes, joined, sha256, base64Of, signatureBy, isOfAlias, isInLog, numberAt },
  ...{ statementText, signedNotes },
  checkCredential,
})
  .map(([name, source]) => `const ${name} = ${source};`)
  .join('\n');
