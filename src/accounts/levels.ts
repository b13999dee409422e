/** Levels of authentication (`acr`), weakest first. `acr_values` asks for at least one of them. */
export const acr = {
  password: 'urn:ncc:acr:1',
  sms: 'urn:ncc:acr:2',
  /** Password and code. */
  two: 'urn:ncc:acr:3',
  passkey: 'urn:ncc:acr:4',
} as const;
export const levels: readonly string[] = Object.values(acr);

export const isAtLeast = (level: string | undefined, other: string): boolean =>
  levels.indexOf(level ?? '') >= levels.indexOf(other);

/**
 * Whether a login that proved this level says `mfa` in its `amr` (RFC 8176): of a passkey only if more than a password had it made or stands
 * beside it, so that `amr` promises no more than `acr`.
 */
export const isMultiFactor = (proved: string, byPasskey: boolean): boolean =>
  isAtLeast(proved, byPasskey ? acr.sms : acr.two);

function lowestLevel(acrValues: string): number {
  const known = acrValues
    .split(' ')
    .map((value) => levels.indexOf(value))
    .filter((level) => level >= 0);
  return known.length === 0 ? Number.NEGATIVE_INFINITY : Math.min(...known);
}

/** Whether a level is enough for these `acr_values`. */
export const reaches = (level: string | undefined, acrValues: unknown): boolean =>
  levels.indexOf(level ?? '') >= lowestLevel(String(acrValues ?? ''));
