/** An access as lists show it. */
export interface AssistantAccess {
  id: string;
  /** The institution of its sandboxes; undefined: the person's own. */
  institutionId: string | undefined;
  /** The address of its metadata document, by which the assistant is known. */
  clientId: string;
  /** As that document says it: a foreign text. */
  name: string;
  scopes: readonly string[];
  createdAt: Date;
  expiresAt: Date;
  lastUsedAt: Date | undefined;
  revokedAt: Date | undefined;
  /** A change of the account or its password has ended it. */
  overtaken: boolean;
}
