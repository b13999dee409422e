import { z } from 'zod';

/** The answer of a browser (WebAuthn Level 3, 5.1: the JSON of a credential) in a form field: limited before it is parsed. */
const longest = 16_384; // characters
const bytes = (max: number) =>
  z
    .string()
    .regex(/^[\w-]*$/)
    .max(max);
const credential = { id: bytes(1366), rawId: bytes(1366), type: z.literal('public-key') };
const clientDataJSON = bytes(4096);

const assertion = z.object({
  ...credential,
  response: z.object({
    clientDataJSON,
    authenticatorData: bytes(2048),
    signature: bytes(2048),
    userHandle: bytes(128).nullish(),
  }),
});
const attestation = z.object({
  ...credential,
  response: z.object({ clientDataJSON, attestationObject: bytes(12_000), transports: z.unknown() }),
});
const clientData = z.object({
  type: z.string(),
  challenge: z.string(),
  origin: z.string(),
  crossOrigin: z.boolean().optional(),
});

export type Assertion = z.infer<typeof assertion>;
export type Attestation = z.infer<typeof attestation>;
export type ClientData = z.infer<typeof clientData>;

export const readAssertion = (text: string): Assertion | undefined => read(assertion, text);
export const readAttestation = (text: string): Attestation | undefined => read(attestation, text);

/** The client data signed by the browser, not the page. */
export const clientDataOf = ({ response }: Assertion | Attestation): ClientData | undefined =>
  read(clientData, Buffer.from(response.clientDataJSON, 'base64url').toString('utf8'));

function read<T>(schema: z.ZodType<T>, text: string): T | undefined {
  if (text.length > longest) return undefined;
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined; // a form field is untrusted
  }
}
