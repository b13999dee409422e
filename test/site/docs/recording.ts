import { createHash } from 'node:crypto';

/** Replaces parts that change with each run by constants: ids by the order in which they first appear, addresses, cursors. */
export function createRecorder(known: Readonly<Record<string, string>>) {
  const ids = new Map<string, string>();
  const fixed = new Map(Object.entries(known));

  function idFor(id: string): string {
    const found = ids.get(id) ?? uuidOf(ids.size);
    ids.set(id, found);
    return found;
  }

  // Whatever AK the audit happens to tell of, and the number of the request.
  const text = (value: string): string => {
    let said = value;
    for (const [from, to] of fixed) said = said.replaceAll(from, to);
    return said
      .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g, (id) =>
        kept.has(id) ? id : idFor(id),
      )
      .replaceAll(/2026-11-24T0(\d):[345]\d:\d\d\.\d{3}Z/g, '2026-11-24T0$1:30:00.000Z') // jobs come when they come
      .replaceAll(/"168\d{8}"|^168\d{8}$/g, (phone) => phone.replace(/\d{11}/, '16812345678')) // of no network
      .replaceAll(/\/verification\/[\w-]{20,}/g, '/verification/Zk0w…')
      .replaceAll(/\/interaction\/[\w-]{20,}/g, '/interaction/7vWe…')
      .replaceAll(/ncc_(?!25lp)[a-z0-9]{20}/g, 'ncc_7c4mzq2xk5hd3wta9vbe')
      .replaceAll(/whsec_[A-Za-z0-9+/=]+/g, 'whsec_5Xb2…（只给出这一次）')
      .replaceAll(/^W\/"[\w-]{22}"$/g, 'W/"q3Vt…"')
      .replaceAll(/^"[0-9a-f]{64}"$/g, `"${'0'.repeat(64)}"`)
      .replaceAll(/sha256":"[0-9a-f]{64}/g, `sha256":"${'0'.repeat(64)}`)
      .replaceAll(/(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{16,}(?![A-Za-z0-9_-])/g, 'eyJhIjoi…c2lnbmVk');
  };
  const value = (given: unknown): unknown => {
    if (typeof given === 'string') return text(given);
    if (Array.isArray(given)) return given.map(value);
    if (typeof given !== 'object' || given === null) return given;
    // A file of which no two are packed alike.
    const file = 'made_at' in given ? { size: 9_431_044, sha256: '0'.repeat(64), changes: 'WyI0Il0.c2lnbmVk…' } : {};
    const inCatalogue = {
      ...('dcat:byteSize' in given && {
        'dcat:byteSize': { '@type': 'xsd:nonNegativeInteger', '@value': '9431044' },
      }),
      ...('@type' in given && given['@type'] === 'xsd:hexBinary' && { '@value': '0'.repeat(64) }),
    };
    return Object.fromEntries(
      Object.entries({ ...given, ...file, ...inCatalogue }).map(([name, each]) => [
        name,
        typeof each !== 'object' && invented[name] !== undefined ? invented[name] : value(each),
      ]),
    );
  };
  return { text, value };
}

const invented: Readonly<Record<string, string | number>> = {
  exp: 1_795_722_300,
  iat: 1_795_721_700,
  next: 'eyJhIjoi…c2lnbmVk',
  access_token: 'Q3vU…（访问令牌）',
  request_uri: 'urn:ietf:params:oauth:request_uri:6esc…',
  sub: 'Zk0wq2mS7pXQd4b1yJ9vT3uLhE6aRcNf8oGiKxWzYtM',
  kid: 'b7Fq…',
  request_id: '8K2F-41QT',
  hash: 'a1b2c3d4'.repeat(8),
  n: 'xjlC…',
  x: '1hX3…',
  y: 'yQy7…',
  username: 'sandbox-7wq2m',
  password: '（只给出这一次）',
  logout_token: 'eyJhbGciOi…（退出通知）',
};

/** Samples that every sandbox has, and ids that the story itself chose. */
const kept = new Set(['00000000-0000-4000-8000-000000000001', '3f2b8c1e-5d0a-4c7e-9b36-2a1f0c9d8e77']);

function uuidOf(place: number): string {
  const hex = createHash('sha256').update(`example ${place}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-9${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Long lists as their first two, and long objects as their first six members: an example is to be read. */
export function shortened(given: unknown): unknown {
  if (Array.isArray(given)) return (given.length > 6 ? given.slice(0, 2) : given).map(shortened);
  if (typeof given !== 'object' || given === null) return given;
  const members = Object.entries(given);
  const shown = members.length > 40 || ('$schema' in given && members.length > 0) ? members.slice(0, 6) : members;
  return Object.fromEntries(
    shown.map(([name, each]) => [
      name,
      name === 'properties' ? Object.fromEntries(Object.entries(Object(each)).slice(0, 3)) : shortened(each),
    ]),
  );
}
