import { siblingSides } from '../transparency/merkle.ts';

// Runs in Node and, as it is written, in browsers: it uses its own functions and WebCrypto alone.

/** Where a number stands: in a leaf, at the place of its metric; `kind`: in the row of that 机构类型. */
export type Spot = { leaf: number; place: number; kind?: string | undefined };

/** A leaf with the content that it hides, in base64 where it is bytes. */
export type ProvedLeaf = {
  index: number;
  /** As the log calls it: total 33 2026-11-23 1 */
  name: string;
  hashes: readonly string[];
  salt: string;
  contents: readonly (string | null)[];
  /** Shows whose alias it is: HMAC-SHA256 of `of` by `key`. */
  alias?: { key: string; of: string } | undefined;
};

/** A number that makes the figure; its spot is null where it has no open leaf. */
type Row = { name: string; day: string; value: number; spot: Spot | null };

/** The numbers of a figure, and where each stands in the log. */
export type Numbers = {
  first: string;
  last: string;
  /** Null where it is no number: too few people. */
  total: number | null;
  /** The part of it that the Cloud saw. */
  seen: number | null;
  /** The figure itself, where it has a leaf, and the part seen. */
  own: Spot | null;
  ownSeen: Spot | null;
  rows: readonly Row[];
  /** How they make it; `none`: not all of them are there. */
  rule: 'sum' | 'mean' | 'none';
};

/** A question about a report and how it ended; `about`: the name of its leaf, where that is open. */
export type Note = { about: string; name: string; day: string; words: string };

/** A version of the report, as its page names it: from which number to which, by which actor and why. */
export type Version = {
  number: number;
  at: string;
  by: string;
  before: string | null;
  text: string;
  isLate: boolean;
  reason: string | null;
  note: string | null;
};

/** All that a file says: its page is drawn from it, the log's key signs it, and the check reads it. */
export type Credential = Numbers & {
  form: 2;
  metric: string;
  label: string;
  shown: string;
  unit: string;
  /** region 33, application ncc_…, institution …; its name, and the days in words. */
  scope: string;
  place: string;
  when: string;
  definition: string;
  notes: readonly Note[];
  /** Of the day of an application, the newest first; files of before have none. */
  versions?: readonly Version[];
  /** That reports in question are in it, where no note names them. */
  held: string | null;
  /** A sum of regions names no reports. */
  listsReports: boolean;
  /** The names of its leaves, in their order. */
  leaves: readonly string[];
  at: string;
  host: string;
  /** SHA-256 of its page, in base64: each word that a reader sees is signed. */
  page: string;
};

/** The proofs behind the numbers. */
export type Proofs = {
  /** The key of the log, and those of known witnesses, in the form of C2SP signed-note. */
  log: string;
  witnesses: readonly string[];
  checkpoint: string;
  leaves: readonly ProvedLeaf[];
};
/** `statement`: the credential, signed; `page`: its page as it was signed. */
export type Evidence = Proofs & { page: string; statement: string };

export type Fault =
  | { code: 'signature' }
  | { code: 'total' | 'seen'; found: number | null }
  | { code: 'row'; row: number; found: number | null }
  | { code: 'sum'; found: number }
  /** The statement is not signed, or has another page or other leaves. */
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
  for (const line of checkpoint
    .slice(end + 2)
    .split('\n')
    .slice(0, 64)) {
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

/** The text of a statement, where the key of the log has signed it. */
export async function signedText({ statement, log }: Pick<Evidence, 'statement' | 'log'>): Promise<string | undefined> {
  const [heading, text] = statement.split('\n');
  const isOurs = heading === `${log.split('+')[0]}/statements`;
  return isOurs && (await signatureBy(statement, log)) !== undefined ? text : undefined;
}

/** As the statement signs a page: newlines may change on the way. */
export const pageHash = async (page: string): Promise<string> =>
  base64Of(await sha256(textBytes(page.replaceAll('\r\n', '\n'))));

/** A number of a leaf: its contents have a row of figures as PostgreSQL writes it, behind the kind where there are several. */
function numberAt(contents: readonly (string | null)[], { place, kind }: Spot): number | null {
  const from = kind === undefined ? 0 : contents.findIndex((part, at) => at % 7 === 0 && part === kind);
  const row = from < 0 ? undefined : contents.slice(from).find((part) => /^\{[\d,NUL]+\}$/.test(part ?? ''));
  const text = row?.slice(1, -1).split(',')[place];
  return text === undefined || text === 'NULL' ? null : Number(text);
}

/** Whether every number holds: signatures, leaves and sums. Rejects where the browser knows no Ed25519. */
export async function checkNumbers(numbers: Numbers, proofs: Proofs): Promise<Verdict> {
  const faults: Fault[] = [];
  const isSigned = (await signatureBy(proofs.checkpoint, proofs.log)) !== undefined;
  const witnesses = [];
  for (const key of proofs.witnesses) {
    const found = await signatureBy(proofs.checkpoint, key);
    if (found !== undefined) witnesses.push({ name: key.split('+')[0] ?? '', seconds: found.seconds });
  }
  const [origin, size = '', root = ''] = proofs.checkpoint.split('\n');
  if (!isSigned || origin !== proofs.log.split('+')[0]) faults.push({ code: 'signature' });
  const sound: boolean[] = [];
  for (const leaf of proofs.leaves) sound.push(await isInLog(leaf, { size: Number(size), root }));

  /** Null where its leaf is not in the log, or of another day. */
  function numberOf(spot: Spot, { first, last }: { first: string; last: string }): number | null {
    const leaf = proofs.leaves[spot.leaf];
    const day = leaf?.name.split(' ')[2] ?? '';
    if (leaf === undefined || sound[spot.leaf] !== true || day < first || day > last) return null;
    return numberAt(leaf.contents, spot);
  }
  for (const [row, { day, value, spot }] of numbers.rows.entries()) {
    const found = spot && numberOf(spot, { first: day, last: day });
    const isOutside = day < numbers.first || day > numbers.last;
    if (isOutside || (spot !== null && found !== value)) faults.push({ code: 'row', row, found });
  }
  for (const [code, spot, said] of [
    ['total', numbers.own, numbers.total],
    ['seen', numbers.ownSeen, numbers.seen],
  ] as const) {
    const found = spot && numberOf(spot, numbers);
    if (spot !== null && found !== said) faults.push({ code, found });
  }
  const sum = numbers.rows.reduce((all, { value }) => all + value, 0);
  const days = new Set(numbers.rows.map(({ day }) => day)).size;
  const made = numbers.rule === 'mean' ? Math.round(sum / days) : sum;
  if (numbers.rule !== 'none' && made !== numbers.total) faults.push({ code: 'sum', found: made });
  return { faults, witnesses, leaves: sound.filter(Boolean).length };
}

/** Whether a credential is signed, with its page and leaves, and its numbers hold. Without a signature it says nothing. */
export async function checkCredential(
  evidence: Evidence,
): Promise<{ credential: Credential | undefined; verdict: Verdict }> {
  const text = await signedText(evidence);
  const said: Credential | undefined = text === undefined ? undefined : JSON.parse(text);
  const credential = said?.form === 2 ? said : undefined;
  if (credential === undefined)
    return { credential, verdict: { faults: [{ code: 'statement' }], witnesses: [], leaves: 0 } };
  const verdict = await checkNumbers(credential, evidence);
  const isWhole =
    credential.page === (await pageHash(evidence.page)) &&
    credential.leaves.join('\n') === evidence.leaves.map(({ name }) => name).join('\n');
  return {
    credential,
    verdict: isWhole ? verdict : { ...verdict, faults: [{ code: 'statement' }, ...verdict.faults] },
  };
}

/** The same as a script for the browser. */
export const checkScript = Object.entries({
  ...{ siblingSides, bytesOf, textBytes, joined, sha256, base64Of, signatureBy, isOfAlias, isInLog, numberAt },
  ...{ signedText, pageHash, checkNumbers, checkCredential },
})
  .map(([name, source]) => `const ${name} = ${source};`)
  .join('\n');
