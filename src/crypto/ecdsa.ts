/**
 * The two numbers of an ECDSA signature as JOSE writes them (RFC 7518 3.4), from the DER that OpenSSL makes (RFC 3279 2.2.3). `node:crypto` does
 * it too, but checks the kind of key twice, by exceptions: half of the signature's time.
 */
export function joseSignature(der: Uint8Array, bytes: number): Uint8Array {
  const signature = new Uint8Array(2 * bytes);
  let offset = der[1] === 0x81 ? 3 : 2; // behind tag and length of the sequence
  for (const end of [bytes, 2 * bytes]) {
    const from = offset + 2;
    offset = from + (der[offset + 1] ?? 0);
    const number = der.subarray(Math.max(from, offset - bytes), offset); // a leading zero only says that it is not negative
    signature.set(number, end - number.length);
  }
  return signature;
}
